package org.mobilenet4j.quantization;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.FoldNorms;
import org.mobilenet4j.parameters.Parameters;

/**
 * Runs a network on typical images and keeps what it sees of every value, through the taps of the inference engine. Safe
 * for several threads; the result does not depend on the order of images.
 */
public final class Calibrator {
    private final Parameters parameters;
    private final CompiledNetwork network;
    private final Map<String, ValueStatistics> seen = new ConcurrentHashMap<>();

    private Calibrator(Parameters folded, int height, int width) {
        this.parameters = folded;
        this.network = Compiler.compileLayerByLayer(folded, height, width);
    }

    /**
     * Begins with a network, of which batch norm is folded first.
     *
     * @throws IllegalArgumentException if the network does not take such inputs
     */
    public static Calibrator of(Parameters parameters, int height, int width) {
        return new Calibrator(FoldNorms.of(parameters), height, width);
    }

    /**
     * Begins anew with the same network, equalised by what was seen so far: channels that use little of their value's
     * range are scaled up, and the weights behind them down.
     */
    public Calibrator equalized() {
        MapShape input = network.inputShape();
        return new Calibrator(
                CrossLayerEqualization.of(parameters, this::channelMaxima), input.height(), input.width());
    }

    private float[] channelMaxima(Location location) {
        return Objects.requireNonNull(seen.get(location.path()), location::path).channelMaxima();
    }

    /** Looks at what the network makes of an image, {@code H x W x C} normalised floats. */
    public void observe(float[] image) {
        observe(Location.INPUT.path(), network.inputShape().channels(), image);
        network.forEachFeatureMap(image, map -> observe(map.tap(), map.channels(), map.values()));
    }

    private void observe(String value, int channels, float[] values) {
        seen.computeIfAbsent(value, first -> new ValueStatistics(channels)).add(values);
    }

    /**
     * The ranges that follow from what was seen.
     *
     * @throws IllegalStateException if no image was observed
     */
    public Quantization quantization(RangeMethod method) {
        if (seen.isEmpty()) {
            throw new IllegalStateException("no image was observed");
        }
        return Quantization.of(parameters, new LinkedHashMap<>(seen), method);
    }
}
