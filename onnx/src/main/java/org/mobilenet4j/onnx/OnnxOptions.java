package org.mobilenet4j.onnx;

/**
 * How a network is written as floats. Immutable; each option has a method that gives a changed copy.
 *
 * @param opset the version of ONNX's operator set, {@link #FIRST_OPSET} to {@link #LAST_OPSET}
 * @param hasHalfWeights whether weights are stored as float16, which halves the file; the arithmetic stays float32
 * @param isNormFolded whether batch norm is made part of the convolution before it
 * @param hasDynamicBatch whether the number of images is open; else it is 1
 * @param hasPreprocessing whether the input is images' bytes, {@code N x H x W x C}, which the model normalises
 *     itself; else normalised floats, {@code N x C x H x W}
 * @param hasSoftmax whether the output is probabilities; else logits
 * @param hasPostprocessing whether a detector gives objects, of one image at a time, and a segmentation network each
 *     pixel's class; else what the network gives
 */
public record OnnxOptions(
        int opset,
        boolean hasHalfWeights,
        boolean isNormFolded,
        boolean hasDynamicBatch,
        boolean hasPreprocessing,
        boolean hasSoftmax,
        boolean hasPostprocessing) {
    /** The first that has all the operators and is still widely found. */
    public static final int FIRST_OPSET = 17;

    /** The last whose operators were compared with what is written here. */
    public static final int LAST_OPSET = 23;

    /** Opset 17, float32, batch norm folded, any number of normalised images to logits. */
    public static final OnnxOptions DEFAULT = new OnnxOptions(FIRST_OPSET, false, true, true, false, false, false);

    public OnnxOptions {
        if (opset < FIRST_OPSET || opset > LAST_OPSET) {
            throw new IllegalArgumentException("opset is " + opset + ", expected " + FIRST_OPSET + " to " + LAST_OPSET);
        }
    }

    public OnnxOptions withOpset(int value) {
        return new OnnxOptions(
                value, hasHalfWeights, isNormFolded, hasDynamicBatch, hasPreprocessing, hasSoftmax, hasPostprocessing);
    }

    public OnnxOptions withHalfWeights(boolean value) {
        return new OnnxOptions(
                opset, value, isNormFolded, hasDynamicBatch, hasPreprocessing, hasSoftmax, hasPostprocessing);
    }

    public OnnxOptions withNormFolded(boolean value) {
        return new OnnxOptions(
                opset, hasHalfWeights, value, hasDynamicBatch, hasPreprocessing, hasSoftmax, hasPostprocessing);
    }

    public OnnxOptions withDynamicBatch(boolean value) {
        return new OnnxOptions(
                opset, hasHalfWeights, isNormFolded, value, hasPreprocessing, hasSoftmax, hasPostprocessing);
    }

    public OnnxOptions withPreprocessing(boolean value) {
        return new OnnxOptions(
                opset, hasHalfWeights, isNormFolded, hasDynamicBatch, value, hasSoftmax, hasPostprocessing);
    }

    public OnnxOptions withSoftmax(boolean value) {
        return new OnnxOptions(
                opset, hasHalfWeights, isNormFolded, hasDynamicBatch, hasPreprocessing, value, hasPostprocessing);
    }

    public OnnxOptions withPostprocessing(boolean value) {
        return new OnnxOptions(
                opset, hasHalfWeights, isNormFolded, hasDynamicBatch, hasPreprocessing, hasSoftmax, value);
    }
}
