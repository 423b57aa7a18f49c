package org.mobilenet4j.architecture;

/** The tables of the papers. */
public enum Family {
    /** Howard et al. 2017, arXiv 1704.04861, table 1. */
    V1,
    /** V1 with a convolution to 1024 channels before the pooling, as timm's {@code mobilenetv1_100h} has it. */
    V1_WITH_LAST,
    /** Sandler et al. 2018, arXiv 1801.04381, table 2. */
    V2,
    /** Howard et al. 2019, arXiv 1905.02244, table 1. */
    V3_LARGE,
    /** Howard et al. 2019, arXiv 1905.02244, table 2. */
    V3_SMALL,
    /**
     * V3-Large with half the channels in its last stage, as detectors and segmentation networks have it (section 6.3):
     * torchvision's {@code reduced_tail}.
     */
    V3_LARGE_REDUCED_TAIL,
    /** V3-Small with half the channels in its last stage. */
    V3_SMALL_REDUCED_TAIL,
    /** V3-Large without squeeze-excite, hard-swish and 5 x 5 kernels, as TensorFlow's model garden publishes it. */
    V3_LARGE_MINIMALISTIC,
    /** V3-Small without squeeze-excite, hard-swish and 5 x 5 kernels. */
    V3_SMALL_MINIMALISTIC;

    /** The network of this table under the given options. */
    public Network build(Options options) {
        return switch (this) {
            case V1 -> MobileNetV1.build(options);
            case V1_WITH_LAST -> MobileNetV1.buildWithLast(options);
            case V2 -> MobileNetV2.build(options);
            case V3_LARGE -> MobileNetV3.large(options);
            case V3_SMALL -> MobileNetV3.small(options);
            case V3_LARGE_REDUCED_TAIL -> MobileNetV3.largeReducedTail(options);
            case V3_SMALL_REDUCED_TAIL -> MobileNetV3.smallReducedTail(options);
            case V3_LARGE_MINIMALISTIC -> MobileNetV3.largeMinimalistic(options);
            case V3_SMALL_MINIMALISTIC -> MobileNetV3.smallMinimalistic(options);
        };
    }

    /** Whether the network is one of MobileNetV3's. */
    public boolean isV3() {
        return switch (this) {
            case V1, V1_WITH_LAST, V2 -> false;
            case V3_LARGE,
                    V3_SMALL,
                    V3_LARGE_REDUCED_TAIL,
                    V3_SMALL_REDUCED_TAIL,
                    V3_LARGE_MINIMALISTIC,
                    V3_SMALL_MINIMALISTIC -> true;
        };
    }
}
