package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.BmpEncoder;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A dataset in CIFAR-10's binary files, or in MNIST's and Fashion-MNIST's. Each image appears as a BMP file in the
 * folder of its part and class, such as {@code train/airplane/data_batch_1-00042.bmp}, so that what reads folders reads
 * these files too.
 */
final class RecordSource implements ImageSource {
    private static final Pattern CIFAR = Pattern.compile("(data_batch_\\d+|test_batch)\\.bin(\\.gz)?");
    private static final Pattern IDX_IMAGES = Pattern.compile("(train|t10k)-images([.-])idx3-ubyte(\\.gz)?");
    private static final List<String> CIFAR_CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    /** The slash in the first one's name would make a folder. */
    private static final List<String> FASHION_CLASSES = List.of(
            "T-shirt or top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot");

    private static final List<String> DIGITS =
            IntStream.range(0, 10).mapToObj(Integer::toString).toList();

    private record ImageRecord(RecordFile file, int index) {}

    private final Listing listing = new Listing();
    private final Map<String, ImageRecord> places = new HashMap<>();
    private boolean isGrey;
    private long modifiedMillis;

    private RecordSource() {}

    /**
     * The dataset in a folder, or in the only folder that this one holds.
     *
     * @return empty if there are no such files
     * @throws InvalidInputException if there are, but they are damaged
     */
    static Optional<RecordSource> in(Path folder) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        List<Path> entries = entriesOf(folder);
        if (entries.size() == 1 && Files.isDirectory(entries.getFirst())) {
            return in(entries.getFirst());
        }
        entries.forEach(file -> files.put(String.valueOf(file.getFileName()), file));
        RecordSource source = new RecordSource();
        for (Map.Entry<String, Path> entry : files.entrySet()) {
            String name = entry.getKey();
            Path file = entry.getValue();
            source.modifiedMillis = Math.max(
                    source.modifiedMillis, Files.getLastModifiedTime(file).toMillis());
            if (CIFAR.matcher(name).matches()) {
                List<String> classes = classesIn(files, "batches.meta.txt", CIFAR_CLASSES);
                source.add(
                        name.startsWith("test") ? DatasetPart.TEST : DatasetPart.TRAIN,
                        name.substring(0, name.indexOf('.')),
                        new CifarFile(file, classes.size()),
                        classes);
            } else if (IDX_IMAGES.matcher(name).matches()) {
                List<String> classes = classesIn(files, "classes.txt", isFashion(folder) ? FASHION_CLASSES : DIGITS);
                source.add(
                        name.startsWith("train") ? DatasetPart.TRAIN : DatasetPart.TEST,
                        name.substring(0, name.indexOf('-')),
                        new IdxFile(file, labelsOf(name, file, files), classes.size()),
                        classes);
                source.isGrey = true;
            }
        }
        return source.places.isEmpty() ? Optional.empty() : Optional.of(source);
    }

    private static List<Path> entriesOf(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !String.valueOf(entry.getFileName()).startsWith("."))
                    .toList();
        }
    }

    /** Both sets have files of the same names. */
    private static boolean isFashion(Path folder) {
        return folder.toAbsolutePath().toString().toLowerCase(Locale.ROOT).contains("fashion");
    }

    private static Path labelsOf(String name, Path images, Map<String, Path> files) {
        String plain = name.replace("images", "labels").replace("idx3", "idx1").replaceFirst("\\.gz$", "");
        @Nullable Path labels = files.containsKey(plain) ? files.get(plain) : files.get(plain + ".gz");
        if (labels == null) {
            throw new InvalidInputException(
                    images + ": there is no file of labels beside it; expected " + plain + " or " + plain + ".gz");
        }
        return labels;
    }

    private static List<String> classesIn(Map<String, Path> files, String name, List<String> known) throws IOException {
        @Nullable Path file = files.get(name);
        if (file == null) {
            return known;
        }
        List<String> classes = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        boolean isUsable = classes.stream().allMatch(line -> !line.startsWith(".") && line.matches("[^/\\p{Cntrl}]+"));
        if (classes.size() < 2 || classes.size() > 256 || !isUsable || new HashSet<>(classes).size() < classes.size()) {
            throw new InvalidInputException(file + ": expected 2 to 256 names of classes, one a line, each once and"
                    + " without slashes or a dot in front");
        }
        return classes;
    }

    private void add(DatasetPart part, String name, RecordFile file, List<String> classes) {
        for (int i = 0; i < file.count(); i++) {
            String image = "%s/%s/%s-%05d.bmp".formatted(part, classes.get(file.label(i)), name, i);
            ImageRecord place = new ImageRecord(file, i);
            listing.addFile(image).ifPresent(listed -> places.put(listed, place));
        }
    }

    /** Whether the images have one channel. */
    boolean isGrey() {
        return isGrey;
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public byte[] read(String name) throws IOException {
        @Nullable ImageRecord place = places.get(name);
        if (place == null) {
            throw new NoSuchFileException(name);
        }
        return BmpEncoder.encode(place.file.image(place.index));
    }

    @Override
    public FileStamp stamp(String name) throws IOException {
        return new FileStamp(read(name).length, modifiedMillis);
    }

    @Override
    public String fingerprint(String name) {
        @Nullable ImageRecord place = places.get(name);
        return place == null
                ? "missing"
                : Integer.toHexString(
                        Arrays.hashCode(place.file.image(place.index).rgb()));
    }

    @Override
    public void close() {}
}
