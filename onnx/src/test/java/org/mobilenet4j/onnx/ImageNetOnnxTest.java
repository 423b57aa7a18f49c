package org.mobilenet4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.RangeMethod;

/** Trained weights and photos; skipped where the shared data is not beside the project. */
class ImageNetOnnxTest {
    @TempDir
    Path folder;

    @Test
    void fortyPhotosGetTheSameAnswersInFloatsAndNearlyInEightBits() throws IOException {
        Model model = Models.open(shared("weights/mobilenet_v2_imagenet.safetensors"));
        List<RgbImage> photos = photos(shared("data/imagenet40"));
        Path floats = folder.resolve("float32.onnx");
        Path int8 = folder.resolve("int8.onnx");
        Calibrator calibrator = Calibrator.of(
                model.parameters(),
                model.preprocessing().inputHeight(),
                model.preprocessing().inputWidth());
        photos.parallelStream()
                .forEach(photo ->
                        calibrator.observe(model.preprocessing().apply(photo).data()));

        OnnxExport.write(model, OnnxOptions.DEFAULT, floats);
        OnnxExport.write(model, calibrator.quantization(RangeMethod.PERCENTILE), OnnxOptions.DEFAULT, int8);

        OnnxComparison whole = comparison(model, floats, photos);
        assertThat(whole.images()).isEqualTo(40);
        assertThat(whole.largestDifference()).isLessThanOrEqualTo(1e-3);
        assertThat(whole.sameTop1()).isEqualTo(40);
        assertThat(Files.size(int8)).isLessThan(4_000_000);
        EightBitSums.requireExact();
        assertThat(comparison(model, int8, photos).sameTop1()).isGreaterThanOrEqualTo(36);
    }

    private static OnnxComparison comparison(Model model, Path file, List<RgbImage> photos) {
        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            OnnxComparison comparison = new OnnxComparison(model, runtime);
            photos.parallelStream().forEach(comparison::add);
            return comparison;
        }
    }

    private static List<RgbImage> photos(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(new ImageDecoder()::decode).toList();
        }
    }

    private static Path shared(String relative) {
        String named = System.getProperty("mobilenet.shared");
        Path folder = Path.of("").toAbsolutePath();
        while (named == null && folder != null && !Files.isDirectory(folder.resolve("shared/weights"))) {
            folder = folder.getParent();
        }
        Path root = named != null ? Path.of(named) : Path.of(String.valueOf(folder), "shared");
        Path wanted = root.resolve(relative);
        Assumptions.assumeTrue(Files.exists(wanted), () -> "skipped: there is no " + wanted);
        return wanted;
    }
}
