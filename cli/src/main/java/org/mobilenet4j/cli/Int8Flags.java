package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.onnx.Calibration;
import org.mobilenet4j.onnx.Quantization;
import org.mobilenet4j.onnx.RangeMethod;
import picocli.CommandLine.Option;

/** How a network becomes one of eight bits. */
final class Int8Flags {
    @Option(
            names = "--calibration-data",
            paramLabel = "DIR",
            description = "int8: folder or zip of typical images, from which the ranges of values are taken.")
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

    Int8Flags() {
        ranges = "percentile";
    }

    boolean isGiven() {
        return calibrationData != null || isEqualized;
    }

    Quantization quantization(ModelBundle model, Report report) throws IOException {
        if (calibrationData == null) {
            throw new InvalidInputException(
                    "--precision int8 needs --calibration-data, a folder or zip of images such as the model will see");
        }
        if (calibrationImages < 1) {
            throw new InvalidInputException("--calibration-images is " + calibrationImages + ", expected at least 1");
        }
        RangeMethod method = Choice.of("--ranges", RangeMethod.values(), ranges);
        ImageSet images = ImageSet.of("--calibration-data", calibrationData, calibrationImages);
        Calibration calibration = calibrated(Calibration.of(model.parameters()), model, images, report);
        if (isEqualized) {
            calibration = calibrated(calibration.equalized(), model, images, report);
        }
        return calibration.quantization(method);
    }

    private static Calibration calibrated(Calibration calibration, ModelBundle model, ImageSet images, Report report) {
        images.forEach(
                report,
                "calibrating",
                image -> calibration.observe(model.preprocessing().apply(image).data()));
        return calibration;
    }
}
