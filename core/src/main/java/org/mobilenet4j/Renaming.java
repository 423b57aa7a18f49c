package org.mobilenet4j;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

/**
 * Gives a network the names of another library, which may compute batch norm with another eps: a bare file of weights
 * does not tell, so that the difference goes into the scales.
 */
final class Renaming {
    private Renaming() {}

    static Model of(Model model, NameLayout layout) {
        if (layout == model.layout()) {
            return model;
        }
        Variant from = model.variant();
        if (from == null || layout == NameLayout.NATIVE) {
            if (!layout.names(model.network())) {
                throw refusal(model, layout);
            }
            return new Model(null, model.parameters(), model.preprocessing(), model.task(), layout, model.run());
        }
        MobileNet base = Arrays.stream(MobileNet.values())
                .filter(known -> known.layout() == layout
                        && known.family() == from.base().family())
                .min(Comparator.comparing((MobileNet known) ->
                                known.options().padding() != from.options().padding())
                        .thenComparingDouble(known -> Math.abs(
                                known.options().width() - from.options().width())))
                .orElseThrow(() -> refusal(model, layout));
        Variant to = new Variant(
                base,
                base.options()
                        .withWidth(from.options().width())
                        .withClasses(from.options().classes())
                        .withInputChannels(from.options().inputChannels())
                        .withSkippedHalvings(from.options().skippedHalvings()));
        boolean isSame = to.options().padding() == from.options().padding()
                && from.options().skippedHalvings().isEmpty()
                && ParameterShapes.of(to.network()).equals(ParameterShapes.of(model.network()));
        if (!isSame) {
            throw refusal(model, layout);
        }
        return new Model(
                to,
                withEps(model.parameters(), to.network()),
                model.preprocessing(),
                model.task(),
                layout,
                model.run());
    }

    private static InvalidInputException refusal(Model model, NameLayout layout) {
        Variant variant = model.variant();
        String detail = variant == null
                ? ""
                : " of width " + variant.options().width() + " with padding "
                        + variant.options().padding().name().toLowerCase(Locale.ROOT);
        return new InvalidInputException(layout.name().toLowerCase(Locale.ROOT) + " has no network like this one, "
                + model.name() + detail + "; keep the layout that it has, "
                + model.layout().name().toLowerCase(Locale.ROOT));
    }

    /** {@code scale / sqrt(variance + eps)} stays what it was. */
    private static Parameters withEps(Parameters parameters, Network to) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>(parameters.tensors());
        for (Node node : to.nodes()) {
            BatchNorm from = norm(parameters.network().node(node.location()));
            BatchNorm norm = norm(node);
            if (from != null && norm != null && from.eps() != norm.eps()) {
                Tensor scale = parameters.get(node.location(), ParameterId.Kind.NORM_SCALE);
                float[] variance = parameters
                        .get(node.location(), ParameterId.Kind.NORM_VARIANCE)
                        .data();
                float[] changed = scale.data().clone();
                for (int i = 0; i < changed.length; i++) {
                    changed[i] =
                            (float) (changed[i] * Math.sqrt((variance[i] + norm.eps()) / (variance[i] + from.eps())));
                }
                tensors.put(
                        new ParameterId(node.location(), ParameterId.Kind.NORM_SCALE),
                        Tensor.of(scale.shape(), changed));
            }
        }
        return new Parameters(to, tensors);
    }

    private static @Nullable BatchNorm norm(Node node) {
        return node.layer() instanceof Convolution convolution ? convolution.norm() : null;
    }
}
