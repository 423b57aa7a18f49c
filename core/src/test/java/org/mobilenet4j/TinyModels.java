package org.mobilenet4j;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.image.Preprocessing;

/** Networks of a tenth of the width for 32 pixels, filled by the goldens' formula: small, and every tensor different. */
public final class TinyModels {
    private TinyModels() {}

    /** The side of their images, in pixels. */
    public static final int RESOLUTION = 32;

    public static Model of(MobileNet variant, String... labels) {
        return of(variant, options -> options, labels);
    }

    public static Model of(MobileNet base, UnaryOperator<Options> change, String... labels) {
        Variant variant = Variant.of(base)
                .with(options -> change.apply(options.withWidth(0.1).withClasses(labels.length)));
        Preprocessing colour = base.preprocessing(RESOLUTION);
        return Model.classifier(
                variant,
                GoldenFill.parameters(variant.network(), base.layout()),
                variant.options().inputChannels() == 1 ? colour.forGrey() : colour,
                List.of(labels));
    }

    public static String[] labels(int count) {
        return IntStream.range(0, count).mapToObj(i -> "class " + i).toArray(String[]::new);
    }
}
