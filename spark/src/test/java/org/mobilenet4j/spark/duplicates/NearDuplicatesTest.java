package org.mobilenet4j.spark.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.LocalCluster;
import org.mobilenet4j.spark.MobileNetModel;
import org.mobilenet4j.spark.TestImages;

class NearDuplicatesTest {
    private static final int IMAGES = 30;
    private static final double COSINE = 0.97;

    @TempDir
    Path folder;

    private Dataset<Row> read(String name) {
        return LocalCluster.session()
                .read()
                .format("binaryFile")
                .load(folder.resolve(name).toString())
                .repartition(2);
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    @Test
    void findsWhatComparingEachWithEachDoes() throws IOException {
        for (int i = 0; i < IMAGES; i++) {
            write("train/image-" + i + ".png", ImageEncoder.png(TestImages.drawn(i)));
        }
        write("train/recompressed-3.jpg", TestImages.jpeg(3));
        write("test/resized-5.png", ImageEncoder.png(larger(TestImages.drawn(5))));
        write("test/recompressed-7.jpg", TestImages.jpeg(7));
        write("test/other.png", ImageEncoder.png(TestImages.drawn(1000)));
        MobileNetModel model = MobileNetModel.open("cifar10");
        Map<String, float[]> train = features(model, "train");
        Map<String, float[]> test = features(model, "test");
        write("test/broken.png", new byte[] {1, 2, 3});
        NearDuplicates search = new NearDuplicates(model, COSINE);

        Dataset<Row> within = search.within(read("train"), "path");
        Dataset<Row> across = search.across(read("train"), read("test"), "path");

        assertThat(within.columns()).containsExactly("image", "other", "cosine");
        assertFound(pairs(within), pairs(train, train), "image-3.png recompressed-3.jpg");
        assertFound(pairs(across), pairs(train, test), "image-5.png resized-5.png", "image-7.png recompressed-7.jpg");
    }

    /** Only pairs that are such, those that were planted, and of those near the threshold most. */
    private static void assertFound(Map<String, Double> found, Map<String, Double> expected, String... planted) {
        assertThat(found).containsKeys(planted);
        assertThat(found.size()).isBetween(expected.size() / 2, expected.size());
        found.forEach((pair, cosine) -> assertThat(cosine).isCloseTo(expected.get(pair), within(1e-6)));
    }

    private Map<String, float[]> features(MobileNetModel model, String name) throws IOException {
        ImageClassifier classifier = ImageClassifier.of(model.model());
        Map<String, float[]> features = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            for (Path file : files.toList()) {
                features.put(file.getFileName().toString(), classifier.features(new ImageDecoder().decode(file)));
            }
        }
        return features;
    }

    /** Each pair of at least the cosine; of one set with itself each once. */
    private static Map<String, Double> pairs(Map<String, float[]> images, Map<String, float[]> others) {
        Map<String, Double> pairs = new TreeMap<>();
        images.forEach((image, features) -> others.forEach((other, otherFeatures) -> {
            double cosine = dot(features, otherFeatures)
                    / Math.sqrt(dot(features, features) * dot(otherFeatures, otherFeatures));
            if (cosine >= COSINE && (!images.equals(others) || image.compareTo(other) < 0)) {
                pairs.put(image + " " + other, cosine);
            }
        }));
        return pairs;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static Map<String, Double> pairs(Dataset<Row> pairs) {
        return pairs.collectAsList().stream()
                .collect(Collectors.toMap(row -> name(row, 0) + " " + name(row, 1), row -> row.getDouble(2)));
    }

    private static String name(Row row, int column) {
        return Path.of(row.getString(column)).getFileName().toString();
    }

    /** Of twice the sides. */
    private static RgbImage larger(RgbImage image) {
        byte[] rgb = new byte[4 * image.rgb().length];
        int width = 2 * image.width();
        for (int i = 0; i < rgb.length; i++) {
            int pixel = i / 3;
            int from = pixel / width / 2 * image.width() + pixel % width / 2;
            rgb[i] = image.rgb()[3 * from + i % 3];
        }
        return RgbImage.of(width, 2 * image.height(), rgb);
    }

    @Test
    void optionsThatAreMissingOrWrongAreRefusedInOneLine() {
        assertRefused("--out is missing; give a folder: --out FOLDER", "--images", "a");
        assertRefused("--cosine is 2, expected a number above 0 and at most 1", "--cosine", "2", "--images", "a");
        assertRefused(
                "--image is no option with a value; expected --against, --cosine, --images, --model, --out",
                "--image",
                "a");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> NearDuplicatesJob.main(arguments))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }
}
