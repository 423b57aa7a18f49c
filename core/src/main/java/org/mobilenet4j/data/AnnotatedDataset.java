package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A dataset of images with boxes or masks, in a folder or in a zip or tar archive, recognised by what is in it: COCO's JSON,
 * PASCAL VOC's XML or masks, YOLO's text files, folders of masks. Mistakes in annotations are counted and told, and what
 * they are about is left out, or clipped where a box only reaches too far; strict, the first ends everything.
 *
 * <p>Immutable, and safe for use by several threads until it is closed.
 */
public final class AnnotatedDataset implements AutoCloseable {
    private static final String MASKS = "masks";

    /** A folder of masks or of YOLO's text files, or a mask beside its image. */
    private static final Pattern MASK_PLACE = Pattern.compile("(^|/)(segmentationclass|masks?|labels?)/|_mask\\.png$");

    private final Path path;
    private final AnnotationTask task;
    private final ImageSource source;
    private final String format;
    private final List<String> classes;
    private final Annotations annotations;
    private final AnnotationProblems problems;

    private AnnotatedDataset(
            Path path, ImageSource source, AnnotationTask task, Recognised recognised, AnnotationProblems problems) {
        this.path = path;
        this.task = task;
        this.source = source;
        this.format = recognised.format;
        this.annotations = recognised.annotations;
        this.problems = problems;
        boolean hasBackground = task == AnnotationTask.DETECTION || recognised.format.equals(MASKS);
        this.classes = hasBackground
                ? List.copyOf(annotations.classes())
                : Stream.concat(Stream.of("background"), annotations.classes().stream())
                        .toList();
    }

    private record Recognised(String format, Annotations annotations) {}

    /**
     * Opens a dataset.
     *
     * @param isStrict whether a mistake in an annotation ends everything
     * @throws InvalidInputException if there is nothing at {@code path}, no such dataset, or nothing in it that can be used
     * @throws IOException if the disk fails
     */
    public static AnnotatedDataset open(Path path, AnnotationTask task, boolean isStrict) throws IOException {
        ImageSource source = ImageSource.at(path);
        try {
            AnnotationProblems problems = new AnnotationProblems(path, isStrict);
            Recognised recognised = recognised(path, source, task, problems)
                    .orElseThrow(
                            () -> new InvalidInputException(
                                    path + ": has no annotations for "
                                            + (task == AnnotationTask.DETECTION
                                                    ? "detection; expected COCO's JSON, VOC's XML or YOLO's text files beside images"
                                                    : "segmentation; expected COCO's JSON, a folder SegmentationClass or masks, or YOLO's polygons beside images")));
            AnnotatedDataset dataset = new AnnotatedDataset(path, source, task, recognised, problems);
            dataset.requireUsable(task);
            return dataset;
        } catch (IOException | RuntimeException refused) {
            source.close();
            throw refused;
        }
    }

    /**
     * What the annotations at a path are for; nothing where it has none, such as a folder of classes.
     *
     * @throws InvalidInputException if there is nothing at {@code path}
     * @throws IOException if the disk fails
     */
    public static Set<AnnotationTask> tasksOf(Path path) throws IOException {
        Set<AnnotationTask> tasks = EnumSet.noneOf(AnnotationTask.class);
        try (ImageSource source = ImageSource.at(path)) {
            Listing listing = source.listing();
            if (Stream.concat(listing.othersBelow("").stream(), listing.imagesBelow("").stream())
                    .noneMatch(AnnotatedDataset::mayAnnotate)) {
                return tasks; // without reading anything
            }
            tasks.addAll(CocoFormat.tasks(path, source)); // which may be too large to be opened only for this
            if (!tasks.isEmpty()) {
                return tasks;
            }
        }
        for (AnnotationTask task : AnnotationTask.values()) {
            try {
                open(path, task, false).close();
                tasks.add(task);
            } catch (InvalidInputException notForIt) {
                // What is wrong with it is said when it is asked for.
            }
        }
        return tasks;
    }

    private static boolean mayAnnotate(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String file = lower.substring(lower.lastIndexOf('/') + 1);
        return file.endsWith(".xml")
                || (file.endsWith(".json") && (file.contains("instances") || lower.contains("annotation")))
                || file.equals("data.yaml")
                || file.equals("obj.names")
                || MASK_PLACE.matcher(lower).find();
    }

    private static Optional<Recognised> recognised(
            Path path, ImageSource source, AnnotationTask task, AnnotationProblems problems) throws IOException {
        Optional<Annotations> coco = CocoFormat.read(path, source, task, problems);
        if (coco.isPresent()) {
            return coco.map(found -> new Recognised("COCO", found));
        }
        boolean areBoxes = task == AnnotationTask.DETECTION;
        Optional<Annotations> voc = areBoxes ? VocFormat.read(path, source, problems) : Optional.empty();
        if (voc.isPresent()) {
            return voc.map(found -> new Recognised("PASCAL VOC", found));
        }
        Optional<Annotations> masks = areBoxes ? Optional.empty() : MaskFolders.read(path, source, problems);
        if (masks.isPresent()) {
            return masks.map(found -> new Recognised(MASKS, found));
        }
        return YoloFormat.read(path, source, task, problems).map(found -> new Recognised("YOLO", found));
    }

    private void requireUsable(AnnotationTask task) {
        long images =
                annotations.parts().values().stream().mapToLong(List::size).sum();
        String first = problems.kept().isEmpty()
                ? ""
                : "; the first problem: " + problems.kept().getFirst();
        if (images == 0) {
            throw new InvalidInputException(
                    path + ": none of its annotations (" + format + ") is of an image that can be used" + first);
        }
        boolean isEmpty = annotations.parts().values().stream()
                .flatMap(List::stream)
                .allMatch(image -> image.objects().isEmpty() && image.maskFile() == null);
        if (isEmpty) {
            throw new InvalidInputException(
                    path + ": its annotations (" + format + ") have no object that can be used" + first);
        }
        if (task == AnnotationTask.SEGMENTATION && classes.size() > ClassMask.IGNORED) {
            throw new InvalidInputException(path + ": has " + classes.size() + " classes of pixels, expected at most "
                    + ClassMask.IGNORED + "; leave some out");
        }
    }

    /** The folder or archive that was opened. */
    public Path path() {
        return path;
    }

    /** What it was opened for. */
    public AnnotationTask task() {
        return task;
    }

    /** What its annotations were recognised as: COCO, PASCAL VOC, YOLO or masks. */
    public String format() {
        return format;
    }

    /** The names of the classes; a label is an index into this list. Of segmentation, the first is the background. */
    public List<String> classes() {
        return classes;
    }

    /** What a network that learns from it is to tell apart: the classes, and before them the background where they have none. */
    public List<String> networkLabels() {
        return task == AnnotationTask.SEGMENTATION
                ? classes
                : Stream.concat(Stream.of("background"), classes.stream()).toList();
    }

    /** The parts that it has; the part to learn from alone where it is not split. */
    public Set<DatasetPart> parts() {
        return Collections.unmodifiableSet(annotations.parts().keySet());
    }

    /**
     * The images of a part.
     *
     * @throws InvalidInputException if it has no such part
     */
    public AnnotatedImages part(DatasetPart part) {
        List<AnnotatedImage> images = annotations.parts().get(part);
        if (images == null) {
            throw new InvalidInputException(path + ": has no " + part + " part among its annotations (" + format
                    + "), expected one; it has " + parts());
        }
        return new AnnotatedImages(this, images);
    }

    /** The part to evaluate a finished model on: the test part where there is one, else the validation part, else what there is. */
    public DatasetPart evaluationPart() {
        return Stream.of(DatasetPart.TEST, DatasetPart.VALIDATION, DatasetPart.TRAIN)
                .filter(annotations.parts()::containsKey)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Images to learn from and images to validate on.
     *
     * @param train to learn from
     * @param validation to choose the best epoch by
     */
    public record Parts(AnnotatedImages train, AnnotatedImages validation) {}

    /**
     * The validation part that the dataset itself has, or else its test part; where it has none, a share of the images to
     * learn from, drawn by the seed: at least one, and not all.
     *
     * @param validationShare above 0 and below 1
     * @throws InvalidInputException if there is no part to learn from, or it is a single image
     */
    public Parts split(double validationShare, long seed) {
        if (!(validationShare > 0 && validationShare < 1)) {
            throw new InvalidInputException(
                    "the validation share is " + validationShare + ", expected above 0 and below 1");
        }
        AnnotatedImages train = part(DatasetPart.TRAIN);
        for (DatasetPart part : List.of(DatasetPart.VALIDATION, DatasetPart.TEST)) {
            if (annotations.parts().containsKey(part)) {
                return new Parts(train, part(part));
            }
        }
        if (train.size() < 2) {
            throw new InvalidInputException(
                    path + ": has a single image, expected at least two: to learn from, to validate on");
        }
        List<Integer> drawn =
                new ArrayList<>(IntStream.range(0, train.size()).boxed().toList());
        Collections.shuffle(drawn, new Random(seed));
        int count = Math.clamp(Math.round(validationShare * train.size()), 1, train.size() - 1);
        List<Integer> validation = drawn.subList(0, count).stream().sorted().toList();
        List<Integer> rest =
                drawn.subList(count, drawn.size()).stream().sorted().toList();
        return new Parts(train.only(rest), train.only(validation));
    }

    /** The mistakes in the annotations, the first thousand of them. */
    public List<AnnotationProblem> problems() {
        return problems.kept();
    }

    /** How many mistakes there are. */
    public int problemCount() {
        return problems.count();
    }

    boolean hasBinaryMasks() {
        return annotations.hasBinaryMasks();
    }

    byte[] read(String name) throws IOException {
        return source.read(name);
    }

    /** Closes the archive; a folder holds nothing open. */
    @Override
    public void close() throws IOException {
        source.close();
    }
}
