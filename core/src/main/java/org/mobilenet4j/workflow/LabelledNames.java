package org.mobilenet4j.workflow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Images by name and class, wherever they lie: what training asks of them before they are read and after.
 *
 * @param source what messages call the whole
 * @param classes their names; labels are indexes into them
 */
public record LabelledNames(String source, List<String> classes, List<Sample> samples) {
    public LabelledNames {
        classes = List.copyOf(classes);
        samples = List.copyOf(samples);
    }

    public static LabelledNames of(LabelledImages images) {
        return new LabelledNames(images.source(), images.folder().classes(), images.samples());
    }

    /**
     * Checks that there is an image.
     *
     * @param purpose as in "no image is left to train on"
     * @throws InvalidInputException if there is none
     */
    public void requireSome(String purpose) {
        if (samples.isEmpty()) {
            throw new InvalidInputException(source + ": no image is left to " + purpose
                    + " on; add images, or validate on those of another folder");
        }
    }

    /** The classes of which there is no image. */
    public List<String> classesWithout() {
        Set<Integer> present = samples.stream().map(Sample::label).collect(Collectors.toSet());
        return IntStream.range(0, classes.size())
                .filter(label -> !present.contains(label))
                .mapToObj(classes::get)
                .toList();
    }

    /** Warns, of images to validate on, of the classes that cannot be judged. */
    public void warnOfMissingClasses(WorkflowListener listener) {
        for (String name : classesWithout()) {
            listener.onWarning("no validation image is of the class " + name
                    + ": how well it is recognised is not known; give it more images");
        }
    }

    /** The class of each image, an index. */
    public List<Integer> labels() {
        return samples.stream().map(Sample::label).toList();
    }

    /** Those with these indexes. */
    public LabelledNames only(List<Integer> indexes) {
        return new LabelledNames(
                source, classes, indexes.stream().map(samples::get).toList());
    }

    /**
     * Checks that of each class an image could be read.
     *
     * @param read indexes of those that could
     * @param skipped the others
     * @throws InvalidInputException if of a class all were skipped
     */
    public void requireEveryClass(List<Integer> read, List<SkippedImage> skipped) {
        Set<Integer> labels =
                read.stream().map(index -> samples.get(index).label()).collect(Collectors.toSet());
        Map<String, String> reasons = new HashMap<>();
        skipped.forEach(image -> reasons.put(image.name(), image.reason()));
        for (Sample sample : samples) {
            String reason = reasons.get(sample.name());
            if (reason != null && !labels.contains(sample.label())) {
                throw new InvalidInputException(source + ": no image of the class " + classes.get(sample.label())
                        + " can be read; the first: " + reason);
            }
        }
    }
}
