package org.mobilenet4j.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;
import org.mobilenet4j.cli.quickstart.FlowerKind;
import org.mobilenet4j.cli.report.Progress;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/** Images of which no labels are needed: those of a folder or zip, whatever folders they lie in, or drawings. */
final class ImageSet {
    private static final int MAX_IMAGE_BYTES = 64 << 20;

    /** One image, decoded when it is asked for. */
    private interface Source {
        RgbImage decode() throws IOException;
    }

    private final List<Source> sources;

    private ImageSet(List<Source> sources) {
        this.sources = sources;
    }

    /** Flowers of the quickstart: the same on every machine. */
    static ImageSet drawings(int count) {
        FlowerKind[] kinds = FlowerKind.values();
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int seed = i;
            sources.add(() -> image(FlowerDrawings.draw(kinds[seed % kinds.length], seed)));
        }
        return new ImageSet(sources);
    }

    /**
     * The images of a folder or zip; of many, every so manieth.
     *
     * @param option that the path was given with
     * @throws InvalidInputException if there are none
     */
    static ImageSet of(String option, Path path, int most) throws IOException {
        if (!Files.exists(path)) {
            throw new InvalidInputException(
                    option + ": there is no file or folder " + path + "; give a folder or zip of images");
        }
        List<Source> found = Files.isDirectory(path) ? inFolder(path, most) : inZip(option, path, most);
        if (found.isEmpty()) {
            throw new InvalidInputException(option + ": there is no image in " + path);
        }
        return new ImageSet(found);
    }

    int size() {
        return sources.size();
    }

    /**
     * Hands over every image, on several threads at once. One that cannot be read is left out with a warning.
     *
     * @throws InvalidInputException if none can be read
     */
    void forEach(Report report, String task, Consumer<RgbImage> use) {
        AtomicInteger refused = new AtomicInteger();
        try (Progress progress = report.progress(task, "images", sources.size())) {
            sources.parallelStream().forEach(source -> {
                try {
                    use.accept(source.decode());
                } catch (InvalidInputException e) {
                    refused.incrementAndGet();
                    report.warning("left out: " + e.getMessage());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                synchronized (progress) {
                    progress.step();
                }
            });
        }
        if (refused.get() == sources.size()) {
            throw new InvalidInputException("none of the " + sources.size() + " images can be read");
        }
    }

    private static List<Source> inFolder(Path folder, int most) throws IOException {
        ImageDecoder decoder = new ImageDecoder();
        try (Stream<Path> below = Files.walk(folder)) {
            List<Path> files = below.filter(file -> ImageFolder.isImage(file.toString()))
                    .sorted()
                    .toList();
            return spread(files, most).stream()
                    .map(file -> (Source) () -> decoder.decode(file))
                    .toList();
        }
    }

    private static List<Source> inZip(String option, Path path, int most) throws IOException {
        ImageDecoder decoder = new ImageDecoder();
        try (ZipFile zip = new ZipFile(path.toFile())) {
            List<ZipEntry> entries = zip.stream()
                    .filter(entry -> ImageFolder.isImage(entry.getName()))
                    .map(ZipEntry.class::cast)
                    .toList();
            List<Source> sources = new ArrayList<>();
            for (ZipEntry entry : spread(entries, most)) {
                try (InputStream in = zip.getInputStream(entry)) {
                    byte[] encoded = in.readNBytes(MAX_IMAGE_BYTES);
                    sources.add(() -> decoder.decode(encoded, path + "!" + entry.getName()));
                }
            }
            return sources;
        } catch (ZipException e) {
            throw new InvalidInputException(
                    option + ": " + path + " is neither a folder nor a whole zip archive (" + e.getMessage() + ")", e);
        }
    }

    private static <T> List<T> spread(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> chosen = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            chosen.add(all.get((int) ((long) i * all.size() / most)));
        }
        return chosen;
    }

    private static RgbImage image(BufferedImage drawn) {
        int width = drawn.getWidth();
        int[] packed = drawn.getRGB(0, 0, width, drawn.getHeight(), null, 0, width);
        byte[] rgb = new byte[3 * packed.length];
        for (int i = 0; i < packed.length; i++) {
            rgb[3 * i] = (byte) (packed[i] >> 16);
            rgb[3 * i + 1] = (byte) (packed[i] >> 8);
            rgb[3 * i + 2] = (byte) packed[i];
        }
        return RgbImage.of(width, drawn.getHeight(), rgb);
    }
}
