package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * What eight bits cost and gain, against the float32 export of the same model. Times are ONNX Runtime's for one image
 * on one thread.
 *
 * @param accuracy null where no data was given
 */
public record Int8Figures(
        long float32Bytes,
        double float32Millis,
        double int8Millis,
        @Nullable AccuracyChange accuracy) {
    private static final int ROUNDS = 9;
    private static final int RUNS = 9;

    /** A network this slow is timed by single runs. */
    private static final double SLOW_MILLIS = 30;

    /**
     * Measures.
     *
     * @param data to measure accuracy on, or null
     */
    static Int8Figures of(
            Model model,
            OnnxRuntimeModel int8,
            OnnxOptions options,
            Path staging,
            @Nullable MeasuredData data,
            ImageReader reader,
            WorkflowListener listener)
            throws IOException {
        Path float32 = staging.resolve("float32.onnx");
        OnnxExport.write(model, options, float32);
        double[][] millis = new double[2][ROUNDS];
        try (OnnxRuntimeModel floats = OnnxRuntimeModel.open(float32, 1)) {
            RgbImage grey = RgbImage.of(64, 64, new byte[64 * 64 * 3]);
            List<OnnxRuntimeModel> both = List.of(floats, int8);
            int runs = RUNS;
            for (OnnxRuntimeModel each : both) { // warms up
                runs = each.millis(grey, model.preprocessing(), 1) > SLOW_MILLIS ? 1 : runs;
                each.millis(grey, model.preprocessing(), runs);
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < both.size(); i++) {
                    millis[i][round] = both.get(i).millis(grey, model.preprocessing(), runs);
                }
            }
        }
        return new Int8Figures(
                Files.size(float32),
                median(millis[0]),
                median(millis[1]),
                data == null ? null : AccuracyChange.of(model, int8, data, reader, listener));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
