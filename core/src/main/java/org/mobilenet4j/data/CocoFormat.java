package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.image.RunLengthMask;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;

/**
 * COCO's format: a JSON file for each part, such as {@code instances_train2017.json}, and images wherever they lie. The
 * classes are the categories of the part to learn from by ascending id; those of the others are found by their names.
 */
final class CocoFormat {
    private final Path root;
    private final ImageSource source;
    private final boolean readsMasks;
    private final AnnotationProblems problems;
    private final ImageNames images;
    private final List<String> classes = new ArrayList<>();

    private CocoFormat(Path root, ImageSource source, AnnotationTask task, AnnotationProblems problems) {
        this.root = root;
        this.source = source;
        this.readsMasks = task == AnnotationTask.SEGMENTATION;
        this.problems = problems;
        this.images = new ImageNames(source.listing().imagesBelow(""));
    }

    private record Part(CocoFile file, CocoFile.Header header) {}

    /** The annotations; empty where there is no such file. */
    static Optional<Annotations> read(Path root, ImageSource source, AnnotationTask task, AnnotationProblems problems)
            throws IOException {
        return new CocoFormat(root, source, task, problems).read();
    }

    /** What its files are for; nothing where there is none. */
    static Set<AnnotationTask> tasks(Path root, ImageSource source) throws IOException {
        Set<AnnotationTask> tasks = EnumSet.noneOf(AnnotationTask.class);
        for (String name : source.listing().othersBelow("")) {
            if (name.endsWith(".json")) {
                tasks.addAll(new CocoFile(root, source, name).tasks());
            }
        }
        return tasks;
    }

    private Optional<Annotations> read() throws IOException {
        Map<DatasetPart, Part> files = new EnumMap<>(DatasetPart.class);
        for (String name : source.listing().othersBelow("")) {
            if (!name.endsWith(".json")) {
                continue;
            }
            CocoFile file = new CocoFile(root, source, name);
            Optional<CocoFile.Header> header = file.header(problems);
            if (header.isPresent()) {
                Part part = new Part(file, header.get());
                files.merge(partOf(name), part, this::preferred);
            }
        }
        if (files.isEmpty()) {
            return Optional.empty();
        }
        files.values().iterator().next().header.categories().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())))
                .map(Map.Entry::getValue)
                .distinct()
                .forEach(classes::add);
        Map<DatasetPart, List<AnnotatedImage>> parts = new EnumMap<>(DatasetPart.class);
        for (Map.Entry<DatasetPart, Part> each : files.entrySet()) {
            parts.put(each.getKey(), imagesOf(each.getValue()));
        }
        return Optional.of(new Annotations(List.copyOf(classes), parts, false));
    }

    private static DatasetPart partOf(String name) {
        return DatasetPart.namedAmong(Listing.stemOf(name))
                .or(() -> ImageNames.partOf(name))
                .orElse(DatasetPart.TRAIN);
    }

    /** COCO has files of captions and of key points beside that of the objects. */
    private Part preferred(Part a, Part b) {
        boolean isA = a.file.name().contains("instances");
        if (isA == b.file.name().contains("instances")) {
            throw new InvalidInputException(root + ": " + a.file.name() + " and " + b.file.name()
                    + " are both annotations of the " + partOf(a.file.name())
                    + " part, expected one file for a part. Take one away, or name them train, val and test");
        }
        return isA ? a : b;
    }

    private static final class Gathered {
        final String name;
        final ImageSize size;
        final List<AnnotatedObject> objects = new ArrayList<>(2);

        Gathered(String name, ImageSize size) {
            this.name = name;
            this.size = size;
        }
    }

    private List<AnnotatedImage> imagesOf(Part part) throws IOException {
        String file = part.file.name();
        Map<String, Integer> labels = labels(part);
        Map<String, Gathered> gathered = new LinkedHashMap<>();
        for (Map.Entry<String, CocoFile.Image> each : part.header.images().entrySet()) {
            String item = "image " + Quoted.of(each.getKey());
            Optional<String> name = images.named(each.getValue().fileName(), file, item, problems);
            @Nullable ImageSize size = each.getValue().size();
            if (name.isPresent() && size == null) {
                problems.add(file, item, "has no width and height above 0, expected its image's; left out");
            } else if (name.isPresent() && size != null) {
                gathered.put(each.getKey(), new Gathered(name.get(), size));
            }
        }
        LongSet ids = new LongSet();
        part.file.annotations((parser, index) -> {
            CocoAnnotation annotation = CocoAnnotation.read(parser, index, readsMasks);
            take(annotation, file, part.header.images(), gathered, labels, ids);
        });
        return gathered.values().stream()
                .map(image -> new AnnotatedImage(image.name, image.size, image.objects, null))
                .toList();
    }

    private Map<String, Integer> labels(Part part) {
        Map<String, Integer> labels = new HashMap<>();
        part.header.categories().forEach((id, name) -> {
            int label = classes.indexOf(name);
            if (label >= 0) {
                labels.put(id, label);
            } else {
                problems.add(
                        part.file.name(),
                        "category " + Quoted.of(id),
                        Quoted.of(name) + " is no class of the part to learn from; its objects are left out");
            }
        });
        return labels;
    }

    private void take(
            CocoAnnotation annotation,
            String file,
            Map<String, CocoFile.Image> known,
            Map<String, Gathered> gathered,
            Map<String, Integer> labels,
            LongSet ids) {
        String item = annotation.item();
        if (annotation.id() != null && !ids.add(hash(annotation.id()))) {
            problems.add(file, item, "has the id of an annotation before it, expected another; left out");
            return;
        }
        @Nullable Gathered image = annotation.image() == null ? null : gathered.get(annotation.image());
        if (image == null) {
            if (annotation.image() == null || !known.containsKey(annotation.image())) {
                problems.add(
                        file,
                        item,
                        "is of the image " + Quoted.of(String.valueOf(annotation.image()))
                                + ", expected an id among the file's images; left out");
            }
            return; // that its image is missing was told once
        }
        @Nullable Integer label = annotation.category() == null ? null : labels.get(annotation.category());
        if (label == null) {
            problems.add(
                    file,
                    item,
                    "is of the category " + Quoted.of(String.valueOf(annotation.category()))
                            + ", expected one of the file's categories; left out");
            return;
        }
        object(annotation, label, image.size, file).ifPresent(image.objects::add);
    }

    private Optional<AnnotatedObject> object(CocoAnnotation annotation, int label, ImageSize size, String file) {
        String item = annotation.item();
        Optional<RunLengthMask> mask = Optional.empty();
        if (readsMasks) {
            try {
                mask = annotation.mask(size);
            } catch (InvalidInputException refused) {
                problems.add(file, item, refused.getMessage() + "; left out");
                return Optional.empty();
            }
            if (mask.isEmpty() || mask.get().area() == 0) {
                problems.add(file, item, "has no pixels, expected a segmentation of some area; left out");
                return Optional.empty();
            }
        }
        double @Nullable [] given = annotation.box();
        Optional<Box> box;
        if (given != null && given.length == 4) {
            box = CheckedBox.of(given[0], given[1], given[2], given[3], size, problems, file, item);
        } else if (mask.isPresent()) {
            box = mask.map(RunLengthMask::box);
        } else {
            problems.add(file, item, "has no bbox of four numbers, expected left, top, width, height; left out");
            return Optional.empty();
        }
        @Nullable String runs = mask.map(RunLengthMask::compressed).orElse(null);
        return box.map(inside -> new AnnotatedObject(
                label,
                inside,
                annotation.area() > 0 && Double.isFinite(annotation.area()) ? annotation.area() : inside.area(),
                annotation.isCrowd(),
                false,
                runs));
    }

    /** Of numbers themselves. */
    private static long hash(@Nullable String id) {
        long hash = 0;
        for (int i = 0; id != null && i < id.length(); i++) {
            hash = id.length() < 18 && Character.isDigit(id.charAt(i))
                    ? hash * 10 + id.charAt(i) - '0'
                    : hash * 1_000_003 + id.charAt(i);
        }
        return hash;
    }
}
