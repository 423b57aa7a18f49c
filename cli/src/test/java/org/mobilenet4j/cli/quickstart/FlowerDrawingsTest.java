package org.mobilenet4j.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Sample;

class FlowerDrawingsTest {
    private static final int PER_KIND = 40;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void drawsTheSameImageForASeedAndAnotherForAnother(FlowerKind kind) {
        assertThat(pixels(FlowerDrawings.draw(kind, 7))).isEqualTo(pixels(FlowerDrawings.draw(kind, 7)));
        assertThat(pixels(FlowerDrawings.draw(kind, 7))).isNotEqualTo(pixels(FlowerDrawings.draw(kind, 8)));
    }

    @ParameterizedTest
    @EnumSource
    void drawsImagesOfManySizes(FlowerKind kind) {
        for (long seed = 0; seed < 8; seed++) {
            BufferedImage image = FlowerDrawings.draw(kind, seed);

            assertThat(image.getWidth()).isBetween(160, 320);
            assertThat(image.getHeight()).isBetween(160, 320);
        }
    }

    @Test
    void writesADataSetThatIsTheSameForASeed() throws IOException {
        AtomicInteger steps = new AtomicInteger();
        FlowerDrawings.writeSet(folder.resolve("a"), 3, 1, counting(steps));
        FlowerDrawings.writeSet(folder.resolve("b"), 3, 1, Progress.NONE);

        assertThat(steps).hasValue(15);
        try (ImageFolder first = ImageFolder.open(folder.resolve("a"));
                ImageFolder second = ImageFolder.open(folder.resolve("b"))) {
            assertThat(first.classes()).containsExactly("daisy", "dandelion", "rose", "sunflower", "tulip");
            assertThat(first.samples())
                    .hasSize(15)
                    .contains(new Sample("tulip/tulip-003.jpg", 4))
                    .isEqualTo(second.samples());
            for (Sample sample : first.samples()) {
                byte[] bytes = first.read(sample);
                assertThat(bytes).isEqualTo(second.read(sample));
                assertThat(ImageIO.read(new ByteArrayInputStream(bytes))).isNotNull();
            }
        }
    }

    @Test
    void namesTheFolderThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> FlowerDrawings.writeSet(file, 1, 1, Progress.NONE))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(file.toString());
    }

    /** A classifier that looks at colours alone, not where they are: the nearest mean histogram. Chance is 0.2. */
    @Test
    void cannotBeToldApartByColour() {
        Map<FlowerKind, double[]> means = new EnumMap<>(FlowerKind.class);
        for (FlowerKind kind : FlowerKind.values()) {
            means.put(kind, ColourHistogram.mean(histograms(kind, 0)));
        }
        long right = 0;
        for (FlowerKind kind : FlowerKind.values()) {
            right += histograms(kind, 1000).stream()
                    .filter(histogram -> ColourHistogram.nearest(histogram, means) == kind)
                    .count();
        }

        assertThat((double) right / (PER_KIND * means.size())).isBetween(0.1, 0.35);
    }

    private static List<double[]> histograms(FlowerKind kind, long seed) {
        return LongStream.range(seed, seed + PER_KIND)
                .mapToObj(i -> ColourHistogram.of(FlowerDrawings.draw(kind, i)))
                .toList();
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static Progress counting(AtomicInteger steps) {
        return new Progress() {
            @Override
            public void advance(long count) {
                steps.addAndGet((int) count);
            }

            @Override
            public void close() {}
        };
    }
}
