package org.mobilenet4j.architecture;

/**
 * Batch normalisation over the channels, with scale and shift.
 *
 * @param eps added to the variance under the root
 * @param momentum the share of a batch's statistics in the running ones, as PyTorch counts it
 */
public record BatchNorm(double eps, double momentum) {
    /** PyTorch's default, used by MobileNetV1, V2, and timm's own V3. */
    public static final BatchNorm TORCH = new BatchNorm(1e-5, 0.1);

    /** What torchvision's V3 was trained with. */
    public static final BatchNorm TORCHVISION_V3 = new BatchNorm(1e-3, 0.01);

    /** What TensorFlow's weights need, as timm's {@code tf_} ports have it. */
    public static final BatchNorm TENSORFLOW = new BatchNorm(1e-3, 0.1);

    public BatchNorm {
        if (!(eps > 0 && eps < 1)) {
            throw new IllegalArgumentException("batch norm's eps is " + eps + ", expected above 0 and below 1");
        }
        if (!(momentum > 0 && momentum <= 1)) {
            throw new IllegalArgumentException("batch norm's momentum is " + momentum + ", expected in (0, 1]");
        }
    }
}
