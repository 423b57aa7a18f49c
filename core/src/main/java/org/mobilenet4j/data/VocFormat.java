package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;

/**
 * PASCAL VOC's format of boxes: an XML file for each image, and lists such as {@code ImageSets/Main/train.txt} of what is
 * learned from. Corners are pixels counted from 1, and the last one is inside. The classes are the names that occur, in
 * alphabetical order.
 */
final class VocFormat {
    private final ImageSource source;
    private final AnnotationProblems problems;
    private final ImageNames images;
    private final Sizes sizes;

    private VocFormat(Path root, ImageSource source, AnnotationProblems problems) {
        this.source = source;
        this.problems = problems;
        this.images = new ImageNames(source.listing().imagesBelow(""));
        this.sizes = new Sizes(root, source, new ImageDecoder(), problems);
    }

    /** The annotations; empty where there are no such files. */
    static Optional<Annotations> read(Path root, ImageSource source, AnnotationProblems problems) throws IOException {
        return new VocFormat(root, source, problems).read();
    }

    private Optional<Annotations> read() throws IOException {
        Map<String, VocAnnotation> files = new LinkedHashMap<>();
        for (String name : source.listing().othersBelow("")) {
            if (name.endsWith(".xml")) {
                try {
                    VocAnnotation.read(source.read(name)).ifPresent(annotation -> files.put(name, annotation));
                } catch (InvalidInputException refused) {
                    problems.add(name, "", refused.getMessage() + "; left out");
                }
            }
        }
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Set<String> names = new TreeSet<>();
        files.values().forEach(file -> file.objects().forEach(object -> names.add(object.getOrDefault("name", ""))));
        names.remove("");
        List<String> classes = List.copyOf(names);
        Map<String, AnnotatedImage> byStem = new TreeMap<>();
        Map<DatasetPart, List<AnnotatedImage>> byFolder = new EnumMap<>(DatasetPart.class);
        files.forEach((name, file) -> image(name, file, classes).ifPresent(image -> {
            byFolder.computeIfAbsent(ImageNames.partOf(name).orElse(DatasetPart.TRAIN), part -> new ArrayList<>())
                    .add(image);
            byStem.put(Listing.stemOf(name), image);
        }));
        Map<DatasetPart, String> lists = lists(source.listing(), "Main");
        if (lists.isEmpty()) {
            return Optional.of(new Annotations(classes, byFolder, false));
        }
        Map<DatasetPart, List<AnnotatedImage>> parts = new EnumMap<>(DatasetPart.class);
        for (Map.Entry<DatasetPart, String> list : lists.entrySet()) {
            List<AnnotatedImage> members = new ArrayList<>();
            for (String stem : stems(source, list.getValue())) {
                if (byStem.containsKey(stem)) {
                    members.add(byStem.get(stem));
                } else {
                    problems.add(
                            list.getValue(),
                            Quoted.of(stem),
                            "has no annotation that could be read, expected " + stem + ".xml; left out");
                }
            }
            parts.put(list.getKey(), members);
        }
        return Optional.of(new Annotations(classes, parts, false));
    }

    /** The files that list the parts, in a folder {@code ImageSets/<kind>}; of two years' the first. */
    static Map<DatasetPart, String> lists(Listing listing, String kind) {
        Map<DatasetPart, String> lists = new EnumMap<>(DatasetPart.class);
        listing.othersBelow("").stream()
                .filter(name -> name.endsWith(".txt"))
                .filter(name -> Listing.parentOf(name).endsWith("ImageSets/" + kind))
                .sorted(Comparator.comparingInt(String::length))
                .forEach(name ->
                        DatasetPart.named(Listing.stemOf(name)).ifPresent(part -> lists.putIfAbsent(part, name)));
        return lists;
    }

    /** The first word of each line, once each. */
    static Set<String> stems(ImageSource source, String list) throws IOException {
        Set<String> stems = new LinkedHashSet<>();
        new String(source.read(list), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.strip().split("\\s+", 2)[0])
                .filter(stem -> !stem.isEmpty())
                .forEach(stems::add);
        return stems;
    }

    private Optional<AnnotatedImage> image(String name, VocAnnotation file, List<String> classes) {
        List<String> sameStem = images.withStem(Listing.stemOf(name));
        Optional<String> image = sameStem.isEmpty() && !file.fileName().isEmpty()
                ? images.named(file.fileName(), name, "", problems)
                : images.ofStem(Listing.stemOf(name), name, "", problems);
        if (image.isEmpty()) {
            return Optional.empty();
        }
        int width = side(file.size().getOrDefault("width", ""));
        int height = side(file.size().getOrDefault("height", ""));
        Optional<ImageSize> size =
                width > 0 && height > 0 ? Optional.of(new ImageSize(width, height)) : sizes.of(image.get());
        if (size.isEmpty()) {
            return Optional.empty();
        }
        List<AnnotatedObject> objects = new ArrayList<>();
        for (int i = 0; i < file.objects().size(); i++) {
            String item = "object " + (i + 1);
            object(file.objects().get(i), classes, size.get(), name, item).ifPresent(objects::add);
        }
        return Optional.of(new AnnotatedImage(image.get(), size.get(), objects, null));
    }

    private Optional<AnnotatedObject> object(
            Map<String, String> object, List<String> classes, ImageSize size, String file, String item) {
        int label = classes.indexOf(object.getOrDefault("name", ""));
        if (label < 0) {
            problems.add(file, item, "has no name, expected its class; left out");
            return Optional.empty();
        }
        double left = number(object, "xmin") - 1;
        double top = number(object, "ymin") - 1;
        double width = number(object, "xmax") - left;
        double height = number(object, "ymax") - top;
        if (Double.isNaN(width) || Double.isNaN(height)) {
            problems.add(file, item, "has no bndbox of xmin, ymin, xmax and ymax in numbers; left out");
            return Optional.empty();
        }
        Optional<Box> box = CheckedBox.of(left, top, width, height, size, problems, file, item);
        boolean isDifficult = object.getOrDefault("difficult", "0").equals("1");
        return box.map(inside -> new AnnotatedObject(label, inside, inside.area(), false, isDifficult, null));
    }

    private static int side(String text) {
        return text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
    }

    private static double number(Map<String, String> object, String name) {
        String text = object.getOrDefault(name, "");
        return text.matches("-?\\d{1,9}(\\.\\d{1,20})?") ? Double.parseDouble(text) : Double.NaN;
    }
}
