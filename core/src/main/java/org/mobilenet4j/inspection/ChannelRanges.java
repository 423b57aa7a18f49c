package org.mobilenet4j.inspection;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.FeatureMap;

/**
 * Between which values each channel of each tap moves, over all pixels of all images seen. Any number of threads may
 * show images.
 */
public final class ChannelRanges {
    /** An output that never is further from zero than this counts as silent. */
    public static final float SILENT = 1e-3f;

    private final CompiledNetwork model;
    private final Map<String, Extremes> ranges = new LinkedHashMap<>();

    /**
     * The values of a tap's channels.
     *
     * @param low the smallest value of each channel
     * @param high the largest
     */
    private record Extremes(float[] low, float[] high) {}

    /** @param model as {@code Compiler.compileLayerByLayer} makes it, to see every layer */
    public ChannelRanges(CompiledNetwork model) {
        this.model = model;
    }

    /** Takes up an image, as {@link CompiledNetwork#logits} takes it. */
    public void see(float[] image) {
        model.forEachFeatureMap(image, this::take);
    }

    private void take(FeatureMap map) {
        float[] low = new float[map.channels()];
        float[] high = new float[map.channels()];
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        for (int at = 0; at < map.values().length; at += low.length) {
            for (int channel = 0; channel < low.length; channel++) {
                low[channel] = Math.min(low[channel], map.values()[at + channel]);
                high[channel] = Math.max(high[channel], map.values()[at + channel]);
            }
        }
        synchronized (ranges) {
            Extremes known = ranges.computeIfAbsent(map.tap(), tap -> new Extremes(low.clone(), high.clone()));
            for (int channel = 0; channel < low.length; channel++) {
                known.low[channel] = Math.min(known.low[channel], low[channel]);
                known.high[channel] = Math.max(known.high[channel], high[channel]);
            }
        }
    }

    /**
     * For each channel of a tap, whether it was silent at every pixel of every image: nothing behind it ever heard of
     * it.
     *
     * @throws IllegalArgumentException if no image was seen, or there is no such tap
     */
    public boolean[] silent(String tap) {
        synchronized (ranges) {
            Extremes range = ranges.get(tap);
            if (range == null) {
                throw new IllegalArgumentException("nothing was seen at " + tap);
            }
            boolean[] silent = new boolean[range.low.length];
            for (int channel = 0; channel < silent.length; channel++) {
                silent[channel] = range.low[channel] >= -SILENT && range.high[channel] <= SILENT;
            }
            return silent;
        }
    }
}
