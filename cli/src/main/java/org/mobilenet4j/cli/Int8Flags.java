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
            description = "int8: folder or zip of typical pictures, from which the ranges of values are taken.")
    private @Nullable Path calibrationData;

    @Option(
            names = "--calibration-pictures",
            paramLabel = "N",
            defaultValue = "200",
            description = "int8: pictures of it to look at, at most (default: ${DEFAULT-VALUE}).")
    private int calibrationPictures;

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
                    "--precision int8 needs --calibration-data, a folder or zip of pictures such as the model will see");
        }
        if (calibrationPictures < 1) {
            throw new InvalidInputException(
                    "--calibration-pictures is " + calibrationPictures + ", expected at least 1");
        }
        RangeMethod method = Choice.of("--ranges", RangeMethod.values(), ranges);
        PictureSet pictures = PictureSet.of("--calibration-data", calibrationData, calibrationPictures);
        Calibration calibration = calibrated(Calibration.of(model.parameters()), model, pictures, report);
        if (isEqualized) {
            calibration = calibrated(calibration.equalized(), model, pictures, report);
        }
        return calibration.quantization(method);
    }

    private static Calibration calibrated(
            Calibration calibration, ModelBundle model, PictureSet pictures, Report report) {
        pictures.forEach(
                report,
                "calibrating",
                picture ->
                        calibration.observe(model.preprocessing().apply(picture).data()));
        return calibration;
    }
}
