package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.onnx.Int8Options;
import org.mobilenet4j.quantization.RangeMethod;
import picocli.CommandLine.Option;

/** How a network becomes one of eight bits. */
final class Int8Flags {
    @Option(
            names = "--calibration-data",
            paramLabel = "DIR",
            description = "int8: folder or archive of typical images, from which the ranges of values are taken; of a"
                    + " dataset with boxes or masks, its images to learn from. By default the ranges of training, of a"
                    + " model trained with --quantize int8.")
    private @Nullable Path calibrationData;

    @Option(
            names = {"--calibration-images", "--calibration-pictures"}, // the second is the name until 0.1
            paramLabel = "N",
            defaultValue = "200",
            description = "int8: images of it to look at, at most (default: ${DEFAULT-VALUE}).")
    private int calibrationImages;

    @Option(
            names = "--ranges",
            paramLabel = "METHOD",
            defaultValue = "percentile",
            description = "int8: min-max, percentile or entropy (default: ${DEFAULT-VALUE}).")
    private String ranges;

    @Option(names = "--equalize", description = "int8: cross-layer equalisation first, for a second look at all.")
    private boolean isEqualized;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "int8: what to measure accuracy on before and after: of a classifier a folder or archive with a"
                            + " folder per class; of others a dataset with boxes or masks, of which the test part is taken.")
    private @Nullable Path data;

    Int8Flags() {
        ranges = "percentile";
    }

    boolean isGiven() {
        return calibrationData != null || isEqualized || data != null;
    }

    /** The images to calibrate on; none where the model's own ranges are taken. */
    OpenedImages open(Model model) throws IOException {
        if (calibrationData == null && model.ranges().isEmpty()) {
            throw new InvalidInputException(
                    "--precision int8 needs --calibration-data, a folder or zip of images such as the model will see, or"
                            + " a model trained with --quantize int8");
        }
        if (calibrationData == null) {
            if (isEqualized) {
                throw new InvalidInputException("--equalize goes with --calibration-data; leave it out for a model"
                        + " trained with --quantize int8");
            }
            return OpenedImages.NONE;
        }
        if (calibrationImages < 1) {
            throw new InvalidInputException("--calibration-images is " + calibrationImages + ", expected at least 1");
        }
        return OpenedImages.open(
                InputPath.existing("--calibration-data", calibrationData), model.task(), calibrationImages);
    }

    Int8Options options(ImageSet calibration) {
        return calibrationData == null
                ? Int8Options.TRAINED
                : new Int8Options(calibration, Choice.of("--ranges", RangeMethod.values(), ranges), isEqualized);
    }

    /** What to measure accuracy on, if that is asked for. */
    @Nullable
    OpenedData openData(Model model) throws IOException {
        return data == null ? null : OpenedData.open(data, model);
    }
}
