package org.mobilenet4j;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.EndsRule;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.WidthRule;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.naming.NameLayout;

/**
 * The networks that people know by name: torchvision's and timm's, under their names there, transformers' with hf_, and the family's other
 * members under ours. To have one of another width or size, change its options:
 * {@code MobileNet.MOBILENET_V2.build(options -> options.withWidth(0.35).withClasses(5))}.
 */
public enum MobileNet {
    MOBILENET_V1(Family.V1, Origin.PAPER, 1.0),
    MOBILENET_V2(Family.V2, Origin.TORCHVISION, 1.0),
    MOBILENET_V3_LARGE(Family.V3_LARGE, Origin.TORCHVISION, 1.0),
    MOBILENET_V3_SMALL(Family.V3_SMALL, Origin.TORCHVISION, 1.0),
    MOBILENET_V3_LARGE_MINIMALISTIC(Family.V3_LARGE_MINIMALISTIC, Origin.PAPER, 1.0),
    MOBILENET_V3_SMALL_MINIMALISTIC(Family.V3_SMALL_MINIMALISTIC, Origin.PAPER, 1.0),

    MOBILENETV1_100(Family.V1, Origin.TIMM, 1.0),
    MOBILENETV1_100H(Family.V1_WITH_LAST, Origin.TIMM, 1.0),
    MOBILENETV1_125(Family.V1, Origin.TIMM, 1.25),
    MOBILENETV2_035(Family.V2, Origin.TIMM, 0.35),
    MOBILENETV2_050(Family.V2, Origin.TIMM, 0.5),
    MOBILENETV2_075(Family.V2, Origin.TIMM, 0.75),
    MOBILENETV2_100(Family.V2, Origin.TIMM, 1.0),
    MOBILENETV2_110D(Family.V2, Origin.TIMM, 1.1, 1.2, EndsRule.FIXED),
    MOBILENETV2_120D(Family.V2, Origin.TIMM, 1.2, 1.4, EndsRule.FIXED),
    MOBILENETV2_140(Family.V2, Origin.TIMM, 1.4),
    MOBILENETV3_LARGE_075(Family.V3_LARGE, Origin.TIMM, 0.75),
    MOBILENETV3_LARGE_100(Family.V3_LARGE, Origin.TIMM, 1.0),
    MOBILENETV3_SMALL_050(Family.V3_SMALL, Origin.TIMM, 0.5),
    MOBILENETV3_SMALL_075(Family.V3_SMALL, Origin.TIMM, 0.75),
    MOBILENETV3_SMALL_100(Family.V3_SMALL, Origin.TIMM, 1.0),
    TF_MOBILENETV3_LARGE_075(Family.V3_LARGE, Origin.TENSORFLOW, 0.75),
    TF_MOBILENETV3_LARGE_100(Family.V3_LARGE, Origin.TENSORFLOW, 1.0),
    TF_MOBILENETV3_LARGE_MINIMAL_100(Family.V3_LARGE_MINIMALISTIC, Origin.TENSORFLOW, 1.0),
    TF_MOBILENETV3_SMALL_075(Family.V3_SMALL, Origin.TENSORFLOW, 0.75),
    TF_MOBILENETV3_SMALL_100(Family.V3_SMALL, Origin.TENSORFLOW, 1.0),
    TF_MOBILENETV3_SMALL_MINIMAL_100(Family.V3_SMALL_MINIMALISTIC, Origin.TENSORFLOW, 1.0),
    HF_MOBILENET_V1(Family.V1, Origin.TRANSFORMERS, 1.0),
    HF_MOBILENET_V2(Family.V2, Origin.TRANSFORMERS, 1.0);

    /** Whose weights a name stands for, and with it the details in which published weights differ. */
    public enum Origin {
        /** Only in the papers: our own choice of details. */
        PAPER,
        TORCHVISION,
        TIMM,
        /** TensorFlow's weights in timm's layout: other padding, another eps. */
        TENSORFLOW,
        /** TensorFlow's weights in the layout of Hugging Face's transformers. */
        TRANSFORMERS
    }

    /** Inputs from -1 to 1, as Inception had them. */
    private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

    /** Both sides of the input, in pixels, that every published set of weights was trained for. */
    public static final int RESOLUTION = 224;

    private final Family family;
    private final Origin origin;

    @SuppressWarnings("ImmutableEnumChecker") // a record of values
    private final Options options;

    MobileNet(Family family, Origin origin, double width) {
        this(family, origin, width, 1.0, EndsRule.GROWING);
    }

    MobileNet(Family family, Origin origin, double width, double depth, EndsRule ends) {
        this.family = family;
        this.origin = origin;
        this.options =
                optionsOf(family, origin).withWidth(width).withDepth(depth).withEnds(ends);
    }

    private static Options optionsOf(Family family, Origin origin) {
        boolean isV3 = family.isV3();
        return switch (origin) {
            case PAPER, TORCHVISION -> isV3 ? Options.DEFAULT.withNorm(BatchNorm.TORCHVISION_V3) : Options.DEFAULT;
            case TIMM -> Options.DEFAULT.withWidthRule(WidthRule.TENSORFLOW);
            case TENSORFLOW, TRANSFORMERS ->
                Options.DEFAULT
                        .withWidthRule(WidthRule.TENSORFLOW)
                        .withNorm(BatchNorm.TENSORFLOW)
                        .withPadding(PaddingMode.SAME);
        };
    }

    /** The variant of a name as torchvision or timm writes it, {@code mobilenet_v2} or {@code mobilenetv3_small_100}. */
    public static Optional<MobileNet> named(String name) {
        return Arrays.stream(values())
                .filter(variant -> variant.toString().equals(name))
                .findFirst();
    }

    public Family family() {
        return family;
    }

    public Origin origin() {
        return origin;
    }

    /** What {@link #build()} builds with. */
    public Options options() {
        return options;
    }

    /** The layout of this variant's published weights; ours are saved in it too. */
    public NameLayout layout() {
        return switch (origin) {
            case TORCHVISION -> NameLayout.TORCHVISION;
            case PAPER -> family == Family.V1 ? NameLayout.TIMM : NameLayout.TORCHVISION;
            case TIMM, TENSORFLOW -> NameLayout.TIMM;
            case TRANSFORMERS -> NameLayout.TRANSFORMERS;
        };
    }

    /** The network as it was published. */
    public Network build() {
        return family.build(options);
    }

    /** The network with changed options. */
    public Network build(UnaryOperator<Options> change) {
        return family.build(change.apply(options));
    }

    /**
     * How images are prepared for this variant's published weights, and for weights of our own.
     *
     * @param resolution both sides of the network's input in pixels
     */
    public Preprocessing preprocessing(int resolution) {
        double cropPct = this == MOBILENETV1_125 ? 0.9 : 0.875;
        return switch (origin) {
            case PAPER, TORCHVISION -> Preprocessing.imagenet(resolution);
            case TIMM ->
                family == Family.V1 || family == Family.V1_WITH_LAST
                        ? Preprocessing.timm(resolution, cropPct, Interpolation.BICUBIC, HALF, HALF)
                        : Preprocessing.timm(
                                resolution,
                                cropPct,
                                Interpolation.BICUBIC,
                                Preprocessing.IMAGENET_MEAN,
                                Preprocessing.IMAGENET_STD);
            case TENSORFLOW, TRANSFORMERS ->
                Preprocessing.timm(resolution, cropPct, Interpolation.BILINEAR, HALF, HALF);
        };
    }

    /** The name as torchvision or timm writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
