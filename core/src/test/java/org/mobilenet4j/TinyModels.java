package org.mobilenet4j;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.image.Preprocessing;

/** Networks of a tenth of the width for 32 pixels, filled by the goldens' formula: small, and every tensor different. */
public final class TinyModels {
    private TinyModels() {}

    public static ModelBundle of(MobileNet variant, String... labels) {
        return of(variant, options -> options, labels);
    }

    public static ModelBundle of(MobileNet variant, UnaryOperator<Options> change, String... labels) {
        Architecture architecture = variant.build(options ->
                change.apply(options.withWidth(0.1).withResolution(32).withClasses(labels.length)));
        Preprocessing colour = variant.preprocessing(architecture.options().resolution());
        return new ModelBundle(
                variant,
                GoldenFill.parameters(architecture, variant.layout()),
                architecture.options().inputChannels() == 1 ? colour.forGrey() : colour,
                List.of(labels),
                Map.of());
    }

    public static String[] labels(int count) {
        return IntStream.range(0, count).mapToObj(i -> "class " + i).toArray(String[]::new);
    }
}
