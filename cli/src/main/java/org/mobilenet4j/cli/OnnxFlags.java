package org.mobilenet4j.cli;

import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.onnx.OnnxOptions;
import picocli.CommandLine.Option;

/** How a network is written as an ONNX file. */
final class OnnxFlags {
    @Option(
            names = "--opset",
            paramLabel = "N",
            defaultValue = "17",
            description = "ONNX operator set, 17 to 23 (default: ${DEFAULT-VALUE}).")
    private int opset;

    @Option(names = "--static-batch", description = "Take one image at a time, not any number.")
    private boolean isBatchStatic;

    @Option(names = "--keep-batch-norm", description = "Leave batch norm apart from the convolutions.")
    private boolean isNormKept;

    @Option(
            names = "--include-preprocessing",
            description = "Take resized images' bytes, N x H x W x C, and normalise in the model.")
    private boolean hasPreprocessing;

    @Option(names = "--include-softmax", description = "Give probabilities, not logits.")
    private boolean hasSoftmax;

    @Option(
            names = "--postprocess",
            description = "Of a detector: give boxes, labels and scores, of one image at a time and without duplicates,"
                    + " not the raw heads. Of a segmentation network: give each pixel's class, not scores.")
    private boolean hasPostprocessing;

    /** @throws InvalidInputException if ONNX has no such operator set, or int8 no such form */
    OnnxOptions options(ExportPrecision precision) {
        if (precision == ExportPrecision.INT8 && isNormKept) {
            throw new InvalidInputException(
                    "--keep-batch-norm does not go with --precision int8, which folds it first");
        }
        try {
            return OnnxOptions.DEFAULT
                    .withOpset(opset)
                    .withHalfWeights(precision == ExportPrecision.FLOAT16)
                    .withNormFolded(!isNormKept)
                    .withDynamicBatch(!isBatchStatic)
                    .withPreprocessing(hasPreprocessing)
                    .withSoftmax(hasSoftmax)
                    .withPostprocessing(hasPostprocessing);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--" + e.getMessage(), e);
        }
    }
}
