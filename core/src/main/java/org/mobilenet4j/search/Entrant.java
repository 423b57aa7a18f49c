package org.mobilenet4j.search;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Parameters;

/**
 * A network that is to be trained beside others.
 *
 * @param name what its files are called
 * @param found what a search chose, or null
 * @param variant the paper's network, or null
 */
record Entrant(
        String name, @Nullable SubNetwork found, @Nullable Variant variant, Network network) {
    private static final double WIDTH_STEP = 0.05;
    private static final int WIDTHS = 60;

    static Entrant found(String name, SubNetwork found, SearchSpace space) {
        return new Entrant(name, found, null, space.network(found));
    }

    static Entrant of(Variant variant) {
        return new Entrant(variant.toString(), null, variant, variant.network());
    }

    /** The variant of that width multiplier, in steps of 0.05 up to 3, with which its latency comes nearest. */
    static Entrant ofLatency(Variant variant, double millis, ToDoubleFunction<Network> latency) {
        int low = 1;
        int high = WIDTHS;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (latency.applyAsDouble(wide(variant, middle).network()) < millis) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double below = millis - latency.applyAsDouble(wide(variant, low).network());
        double above = latency.applyAsDouble(wide(variant, high).network()) - millis;
        return of(wide(variant, Math.abs(below) <= Math.abs(above) ? low : high));
    }

    private static Variant wide(Variant variant, int steps) {
        return variant.with(options -> options.withWidth(Math.round(steps * WIDTH_STEP * 100) / 100.0));
    }

    double width() {
        return variant == null ? 1 : variant.options().width();
    }

    /** The network with its weights as a model like any other. */
    Model model(Parameters parameters, Preprocessing preprocessing, List<String> labels) {
        return variant != null
                ? Model.classifier(variant, parameters, preprocessing, labels)
                : new Model(
                        null,
                        parameters,
                        preprocessing,
                        new Task.ImageClassification(labels),
                        NameLayout.nativeOf(network),
                        Map.of("searched", String.valueOf(found)));
    }
}
