package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.workflow.OutputComparison;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * What eight bits cost and gain, against the float32 export of the same model. Times are ONNX Runtime's for one image
 * on one thread.
 *
 * @param top1Before the share of right answers of this program's engine; null where no data was given
 * @param top1After the share of right answers of the int8 file in ONNX Runtime
 */
public record Int8Figures(
        long float32Bytes,
        double float32Millis,
        double int8Millis,
        @Nullable Integer images,
        @Nullable Double top1Before,
        @Nullable Double top1After) {
    private static final int ROUNDS = 9;
    private static final int RUNS = 9;

    /**
     * Measures.
     *
     * @param data to count right answers on, or null
     */
    static Int8Figures of(
            Model model,
            OnnxRuntimeModel int8,
            OnnxOptions options,
            Path staging,
            @Nullable ImageFolder data,
            ImageReader reader,
            WorkflowListener listener)
            throws IOException {
        Path float32 = staging.resolve("float32.onnx");
        OnnxExport.write(model, options, float32);
        double[][] millis = new double[2][ROUNDS];
        try (OnnxRuntimeModel floats = OnnxRuntimeModel.open(float32, 1)) {
            RgbImage grey = RgbImage.of(64, 64, new byte[64 * 64 * 3]);
            floats.millis(grey, model.preprocessing(), RUNS); // warms up
            int8.millis(grey, model.preprocessing(), RUNS);
            for (int round = 0; round < ROUNDS; round++) {
                millis[0][round] = floats.millis(grey, model.preprocessing(), RUNS);
                millis[1][round] = int8.millis(grey, model.preprocessing(), RUNS);
            }
        }
        Int8Figures speed =
                new Int8Figures(Files.size(float32), median(millis[0]), median(millis[1]), null, null, null);
        return data == null ? speed : speed.withAccuracy(model, int8, data, reader, listener);
    }

    private Int8Figures withAccuracy(
            Model model, OnnxRuntimeModel int8, ImageFolder data, ImageReader reader, WorkflowListener listener) {
        CompiledNetwork engine = model.compile();
        LabelledImages images = LabelledImages.of(data);
        listener.onTask("counting", images.size());
        ImageResults<int[]> answers = reader.map(
                images,
                image -> new int[] {
                    OutputComparison.largest(
                            engine.logits(model.preprocessing().apply(image).data())),
                    OutputComparison.largest(int8.run(image, model.preprocessing()))
                },
                listener);
        List<Integer> labels = images.only(answers.indexes()).labels();
        int before = 0;
        int after = 0;
        for (int i = 0; i < labels.size(); i++) {
            before += answers.results().get(i)[0] == labels.get(i) ? 1 : 0;
            after += answers.results().get(i)[1] == labels.get(i) ? 1 : 0;
        }
        int count = labels.size();
        return new Int8Figures(
                float32Bytes, float32Millis, int8Millis, count, (double) before / count, (double) after / count);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
