package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Progress;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.onnx.OnnxExport;
import org.mobilenet4j.onnx.OnnxOptions;
import org.mobilenet4j.onnx.OnnxRuntimeModel;

/**
 * What eight bits cost and gain, against the float32 export of the same model. Times are ONNX Runtime's for one image
 * on one thread.
 *
 * @param top1Before the share of right answers of this program's engine; null where no data was given
 * @param top1After the share of right answers of the int8 file in ONNX Runtime
 */
record Int8Figures(
        long float32Bytes,
        double float32Millis,
        double int8Millis,
        @Nullable Integer images,
        @Nullable Double top1Before,
        @Nullable Double top1After) {
    private static final int ROUNDS = 9;
    private static final int RUNS = 9;

    static Int8Figures of(
            ModelBundle model,
            OnnxRuntimeModel int8,
            OnnxOptions options,
            @Nullable Path data,
            Path file,
            Report report)
            throws IOException {
        Path float32 = Files.createTempFile(file.toAbsolutePath().getParent(), ".float32", ".onnx");
        try {
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
            double floatMillis = median(millis[0]);
            double int8Millis = median(millis[1]);
            long bytes = Files.size(float32);
            return data == null
                    ? new Int8Figures(bytes, floatMillis, int8Millis, null, null, null)
                    : withAccuracy(bytes, floatMillis, int8Millis, model, int8, data, report);
        } finally {
            Files.deleteIfExists(float32);
        }
    }

    private static Int8Figures withAccuracy(
            long bytes,
            double floatMillis,
            double int8Millis,
            ModelBundle model,
            OnnxRuntimeModel int8,
            Path data,
            Report report)
            throws IOException {
        CompiledNetwork engine = Compiler.compile(model.parameters());
        try (ImageFolder folder = ImageFolder.open(data, model.labels())) {
            ImageReader reader = new ImageReader(
                    folder,
                    new ImageDecoder(),
                    model.preprocessing(),
                    Runtime.getRuntime().availableProcessors(),
                    false);
            try (Progress progress =
                    report.progress("counting", "images", folder.samples().size())) {
                ImageReader.Outcome<int[]> answers = reader.mapDecoded(
                        folder.samples(),
                        image -> new int[] {
                            largest(engine.logits(
                                    model.preprocessing().apply(image).data())),
                            largest(int8.run(image, model.preprocessing()))
                        },
                        (done, total) -> progress.step());
                answers.skipped().forEach(skipped -> report.warning("left out: " + skipped.reason()));
                int before = 0;
                int after = 0;
                for (int i = 0; i < answers.samples().size(); i++) {
                    int label = answers.samples().get(i).label();
                    before += answers.results().get(i)[0] == label ? 1 : 0;
                    after += answers.results().get(i)[1] == label ? 1 : 0;
                }
                int images = answers.samples().size();
                return new Int8Figures(
                        bytes, floatMillis, int8Millis, images, (double) before / images, (double) after / images);
            }
        }
    }

    /** Lines for a person, each with a line break before it. */
    String describe() {
        String text = String.format(
                Locale.ROOT,
                "%nfloat32: %.2f MB; ONNX Runtime on one thread: float32 %.2f ms, int8 %.2f ms, %.2f times as fast",
                float32Bytes * 1e-6,
                float32Millis,
                int8Millis,
                float32Millis / int8Millis);
        return top1Before == null || top1After == null
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                "%ntop-1 on %d images: %.1f %% before, %.1f %% after",
                                images,
                                100 * top1Before,
                                100 * top1After);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static int largest(float[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
