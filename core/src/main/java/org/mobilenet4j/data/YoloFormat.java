package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.image.RunLengthMask;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;

/**
 * YOLO's format: a text file for each image, in a folder {@code labels} or beside the image, with a line for each object:
 * its class from 0, then centre, width and height as shares of the image's, or the corners of a polygon. The classes'
 * names are in {@code data.yaml}, {@code classes.txt} or {@code obj.names}. An image without a file, or with an empty one,
 * has no objects.
 */
final class YoloFormat {
    private static final int MAX_LINE = 1 << 20;

    private final ImageSource source;
    private final boolean readsMasks;
    private final AnnotationProblems problems;
    private final Sizes sizes;

    private YoloFormat(Path root, ImageSource source, AnnotationTask task, AnnotationProblems problems) {
        this.source = source;
        this.readsMasks = task == AnnotationTask.SEGMENTATION;
        this.problems = problems;
        this.sizes = new Sizes(root, source, new ImageDecoder(), problems);
    }

    /** The annotations; empty where there are no such files. */
    static Optional<Annotations> read(Path root, ImageSource source, AnnotationTask task, AnnotationProblems problems)
            throws IOException {
        return new YoloFormat(root, source, task, problems).read();
    }

    private Optional<Annotations> read() throws IOException {
        Listing listing = source.listing();
        long labelled = listing.imagesBelow("").stream()
                .filter(image -> labelFile(image) != null)
                .count();
        if (labelled == 0 || !isYolo()) {
            return Optional.empty();
        }
        Optional<List<String>> named = ClassNames.in(source);
        Map<DatasetPart, List<AnnotatedImage>> parts = new EnumMap<>(DatasetPart.class);
        int[] most = {-1};
        for (String image : listing.imagesBelow("")) {
            Optional<ImageSize> size = sizes.of(image);
            if (size.isEmpty()) {
                continue;
            }
            @Nullable String file = labelFile(image);
            int classes = named.map(List::size).orElse(Integer.MAX_VALUE);
            List<AnnotatedObject> objects = file == null ? List.of() : objects(file, size.get(), classes);
            objects.forEach(object -> most[0] = Math.max(most[0], object.label()));
            parts.computeIfAbsent(ImageNames.partOf(image).orElse(DatasetPart.TRAIN), part -> new ArrayList<>())
                    .add(new AnnotatedImage(image, size.get(), objects, null));
        }
        List<String> classes = named.orElseGet(() ->
                IntStream.rangeClosed(0, most[0]).mapToObj(Integer::toString).toList());
        return Optional.of(new Annotations(classes, parts, false));
    }

    /** Whether the first label file that is not empty has a line as YOLO's are. */
    private boolean isYolo() throws IOException {
        for (String image : source.listing().imagesBelow("")) {
            @Nullable String file = labelFile(image);
            if (file != null) {
                String text = new String(source.read(file), StandardCharsets.UTF_8).strip();
                if (!text.isEmpty()) {
                    String line = text.lines().findFirst().orElse("").strip();
                    return line.length() < MAX_LINE && line.matches("\\d+(\\s+[-+.eE\\d]+){4,}");
                }
            }
        }
        return false;
    }

    /** The text of an image: in the folder labels where the image is in images, or beside it. */
    private @Nullable String labelFile(String image) {
        int dot = image.lastIndexOf('.');
        String beside = image.substring(0, dot) + ".txt";
        int folder = ("/" + beside).lastIndexOf("/images/");
        String apart = folder < 0 ? beside : beside.substring(0, folder) + "labels" + beside.substring(folder + 6);
        return source.listing().has(apart) ? apart : source.listing().has(beside) ? beside : null;
    }

    private List<AnnotatedObject> objects(String file, ImageSize size, int classes) throws IOException {
        List<AnnotatedObject> objects = new ArrayList<>();
        List<String> lines =
                new String(source.read(file), StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                object(lines.get(i).strip(), size, classes, file, "line " + (i + 1))
                        .ifPresent(objects::add);
            }
        }
        return objects;
    }

    private Optional<AnnotatedObject> object(String line, ImageSize size, int classes, String file, String item) {
        String[] words = line.split("\\s+", -1);
        boolean isBox = words.length == 5;
        boolean isPolygon = words.length >= 7 && words.length % 2 == 1;
        double[] numbers = new double[words.length - 1];
        boolean areNumbers = words[0].matches("\\d{1,6}");
        for (int i = 0; i < numbers.length && areNumbers; i++) {
            areNumbers = words[i + 1].matches("[-+]?\\d*\\.?\\d+([eE][-+]?\\d{1,3})?|\\d+\\.");
            numbers[i] = areNumbers ? Double.parseDouble(words[i + 1]) : 0;
        }
        if (!areNumbers || !(isBox || isPolygon)) {
            problems.add(
                    file,
                    item,
                    "is " + Quoted.of(line) + ", expected a class and four numbers, or a polygon's corners; left out");
            return Optional.empty();
        }
        int label = Integer.parseInt(words[0]);
        if (label >= Math.min(classes, ClassNames.MOST)) {
            problems.add(
                    file,
                    item,
                    "is of the class " + label + ", expected 0 to " + (Math.min(classes, ClassNames.MOST) - 1)
                            + "; left out");
            return Optional.empty();
        }
        return isBox ? box(label, numbers, size, file, item) : polygon(label, numbers, size, file, item);
    }

    private Optional<AnnotatedObject> box(int label, double[] shares, ImageSize size, String file, String item) {
        if (readsMasks) {
            problems.add(file, item, "is a box, expected the corners of a polygon for its pixels; left out");
            return Optional.empty();
        }
        double width = shares[2] * size.width();
        double height = shares[3] * size.height();
        double left = shares[0] * size.width() - width / 2;
        double top = shares[1] * size.height() - height / 2;
        Optional<Box> box = CheckedBox.of(left, top, width, height, size, problems, file, item);
        return box.map(inside -> new AnnotatedObject(label, inside, inside.area(), false, false, null));
    }

    private Optional<AnnotatedObject> polygon(int label, double[] shares, ImageSize size, String file, String item) {
        double[] corners = new double[shares.length];
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < corners.length; i += 2) {
            corners[i] = shares[i] * size.width();
            corners[i + 1] = shares[i + 1] * size.height();
            left = Math.min(left, corners[i]);
            right = Math.max(right, corners[i]);
            top = Math.min(top, corners[i + 1]);
            bottom = Math.max(bottom, corners[i + 1]);
        }
        Optional<Box> box = CheckedBox.of(left, top, right - left, bottom - top, size, problems, file, item);
        if (box.isEmpty() || !readsMasks) {
            return box.map(inside -> new AnnotatedObject(label, inside, inside.area(), false, false, null));
        }
        try {
            RunLengthMask mask = RunLengthMask.ofPolygons(size.width(), size.height(), List.of(corners));
            if (mask.area() > 0) {
                return box.map(
                        inside -> new AnnotatedObject(label, inside, mask.area(), false, false, mask.compressed()));
            }
            problems.add(file, item, "has no pixels, expected a polygon of some area; left out");
        } catch (InvalidInputException refused) {
            problems.add(file, item, refused.getMessage() + "; left out");
        }
        return Optional.empty();
    }
}
