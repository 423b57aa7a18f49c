package org.mobilenet4j;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Architecture.Located;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.NameLayout;
import org.mobilenet4j.weights.Parameters;

/**
 * Gives a network the names of another library, which may compute batch norm with another eps: a bare file of weights
 * does not tell, so that the difference goes into the scales.
 */
final class Renaming {
    private Renaming() {}

    static ModelBundle of(ModelBundle model, NameLayout layout) {
        Architecture from = model.parameters().architecture();
        MobileNet variant = Arrays.stream(MobileNet.values())
                .filter(known -> known.layout() == layout && known.family() == from.family())
                .min(Comparator.comparing((MobileNet known) ->
                                known.options().padding() != from.options().padding())
                        .thenComparingDouble(known -> Math.abs(
                                known.options().width() - from.options().width())))
                .orElseThrow(() -> refusal(model, layout));
        Options options = variant.options()
                .withWidth(from.options().width())
                .withResolution(from.options().resolution())
                .withClasses(from.options().classes())
                .withInputChannels(from.options().inputChannels());
        Architecture to = variant.family().build(options);
        boolean isSame = to.options().padding() == from.options().padding()
                && to.options().skippedHalvings().equals(from.options().skippedHalvings())
                && ParameterShapes.of(to).equals(ParameterShapes.of(from));
        if (!isSame) {
            throw refusal(model, layout);
        }
        return new ModelBundle(
                variant,
                new Parameters(to, withEps(model.parameters(), to)),
                model.preprocessing(),
                model.labels(),
                model.run());
    }

    private static InvalidInputException refusal(ModelBundle model, NameLayout layout) {
        Options options = model.parameters().architecture().options();
        return new InvalidInputException(layout.name().toLowerCase(Locale.ROOT) + " has no network like this "
                + model.variant() + " of width " + options.width() + " with padding "
                + options.padding().name().toLowerCase(Locale.ROOT) + "; keep the layout that it has, "
                + model.variant().layout().name().toLowerCase(Locale.ROOT));
    }

    /** {@code scale / sqrt(variance + eps)} stays what it was. */
    private static Map<ParameterId, Tensor> withEps(Parameters parameters, Architecture to) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>(parameters.tensors());
        double fromEps = parameters.architecture().options().norm().eps();
        double toEps = to.options().norm().eps();
        for (Located located : to.parameterLayers()) {
            if (located.layer() instanceof Convolution && fromEps != toEps) {
                Tensor scale = parameters.get(located.location(), ParameterId.Kind.NORM_SCALE);
                float[] variance = parameters
                        .get(located.location(), ParameterId.Kind.NORM_VARIANCE)
                        .data();
                float[] changed = scale.data().clone();
                for (int i = 0; i < changed.length; i++) {
                    changed[i] = (float) (changed[i] * Math.sqrt((variance[i] + toEps) / (variance[i] + fromEps)));
                }
                tensors.put(
                        new ParameterId(located.location(), ParameterId.Kind.NORM_SCALE),
                        Tensor.of(scale.shape(), changed));
            }
        }
        return tensors;
    }
}
