package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;

class ImageCacheTest {
    private static final ImageListener NOBODY = ImageListener.NONE;
    private static final long AMPLE = 1 << 30;

    @TempDir
    Path folder;

    private Path photos;
    private Path kept;
    private final AtomicInteger shrunk = new AtomicInteger();

    private RgbImage shrink(RgbImage image) {
        shrunk.incrementAndGet();
        return image.crop(3, 2, 20, 18);
    }

    @BeforeEach
    void draw() {
        photos = Drawings.dataSet(folder.resolve("photos"), 4, "daisy", "rose");
        kept = folder.resolve("cache/images");
    }

    @Test
    void decodesTheFirstTimeOnly() throws IOException {
        List<RgbImage> first = read(AMPLE, "crop").results();
        assertThat(shrunk.getAndSet(0)).isEqualTo(8);

        ImageResults<RgbImage> again = read(AMPLE, "crop");

        assertThat(again.results()).isEqualTo(first).doesNotHaveDuplicates();
        assertThat(again.results()).isEqualTo(uncached());
        assertThat(again.indexes()).hasSize(8);
        assertThat(shrunk.get()).isEqualTo(8); // those of uncached()
        assertThat(files()).hasSize(1);
    }

    @Test
    void decodesAnewWhatChanged() throws IOException {
        read(AMPLE, "crop");
        Path changed = photos.resolve("rose/002.bmp");
        Files.write(changed, Drawings.bmp(Drawings.image(40, 36, 2, 99)));
        Files.setLastModifiedTime(changed, FileTime.fromMillis(1_000_000));

        assertThat(read(AMPLE, "crop").results()).isEqualTo(uncached());
        assertThat(read(AMPLE, "another crop").results()).isEqualTo(uncached());
        assertThat(files()).hasSize(3);
    }

    @Test
    void doesNotTrustADamagedFile() throws IOException {
        List<RgbImage> expected = uncached();
        read(AMPLE, "crop");
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 211) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            assertThat(read(AMPLE, "crop").results()).as("a bit at " + at).isEqualTo(expected);
        }
        for (int length : new int[] {0, 1, 19, 20, 500, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(read(AMPLE, "crop").results()).as("cut to " + length).isEqualTo(expected);
        }
        assertThat(Files.readAllBytes(file)).hasSameSizeAs(whole);
    }

    @Test
    void leavesOutAgainWhatCannotBeReadAndReadsItOnceItIsMended() throws IOException {
        Path broken = photos.resolve("daisy/001.bmp");
        byte[] whole = Files.readAllBytes(broken);
        FileTime time = Files.getLastModifiedTime(broken);
        Files.write(broken, new byte[whole.length]);
        Files.setLastModifiedTime(broken, time);
        for (int run = 0; run < 2; run++) {
            ImageResults<RgbImage> outcome = read(AMPLE, "crop");
            assertThat(outcome.results()).hasSize(7);
            assertThat(outcome.skipped())
                    .singleElement()
                    .satisfies(skipped -> assertThat(skipped.reason()).startsWith(broken + ": "));
        }
        assertThatThrownBy(() -> read(AMPLE, "crop", true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("(strict: no image may be left out)");

        Files.write(broken, whole);
        Files.setLastModifiedTime(broken, time);
        assertThat(read(AMPLE, "crop").results()).isEqualTo(uncached());
    }

    @Test
    void removesWhatWasNotUsedForLongest() throws IOException {
        long three = 3 * 8 * (20 * 18 * 3 + 60L);
        for (String recipe : List.of("a", "b", "c", "d")) {
            read(three, recipe);
            for (Path file : files()) {
                FileTime time = Files.getLastModifiedTime(file);
                Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() - 60_000));
            }
            read(three, "a");
        }

        assertThat(files()).hasSize(3);
        shrunk.set(0);
        read(three, "a");
        read(three, "c");
        read(three, "d");
        assertThat(shrunk.get()).isZero();
        read(three, "b");
        assertThat(shrunk.get()).isEqualTo(8);
    }

    @Test
    void keepsInMemoryWhatIsTooLargeOrCannotBeWritten() throws IOException {
        assertThat(read(5000, "crop").results()).isEqualTo(uncached());
        assertThat(files()).isEmpty();

        Files.delete(kept);
        Files.writeString(kept, "a file");
        assertThat(read(AMPLE, "crop").results()).isEqualTo(uncached());
    }

    @Test
    void runsAtTheSameTimeDoNoHarm() throws Exception {
        List<RgbImage> expected = uncached();
        try (ExecutorService runs = Executors.newFixedThreadPool(4)) {
            List<Callable<List<RgbImage>>> tasks = IntStream.range(0, 12)
                    .<Callable<List<RgbImage>>>mapToObj(i ->
                            () -> List.copyOf(read(AMPLE, "crop " + i % 3).results()))
                    .toList();
            for (Future<List<RgbImage>> run : runs.invokeAll(tasks)) {
                assertThat(run.get()).isEqualTo(expected);
            }
        }
        assertThat(files()).hasSize(3);
    }

    private ImageResults<RgbImage> read(long maxBytes, String recipe) throws IOException {
        return read(maxBytes, recipe, false);
    }

    private ImageResults<RgbImage> read(long maxBytes, String recipe, boolean isStrict) throws IOException {
        try (ImageFolder data = ImageFolder.open(photos)) {
            ImageResults<RgbImage> outcome = new ImageCache(kept, maxBytes)
                    .read(reader(isStrict), LabelledImages.of(data), this::shrink, recipe, NOBODY);
            return new ImageResults<>(
                    outcome.indexes(), List.copyOf(outcome.results()), outcome.millis(), outcome.skipped());
        }
    }

    private List<RgbImage> uncached() throws IOException {
        try (ImageFolder data = ImageFolder.open(photos)) {
            return reader(false)
                    .map(LabelledImages.of(data), this::shrink, NOBODY)
                    .results();
        }
    }

    private static ImageReader reader(boolean isStrict) {
        return new ImageReader(new ImageDecoder(), new Workers(2), isStrict);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(kept)) {
            return files.toList();
        }
    }
}
