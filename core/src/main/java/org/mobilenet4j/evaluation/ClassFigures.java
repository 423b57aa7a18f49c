package org.mobilenet4j.evaluation;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one class.
 *
 * @param images of this class
 * @param top1 the share of them that was recognised; null where there are none
 * @param precision of what was taken for this class, the share that is; null where nothing was
 * @param mostTakenFor the other class that its images are taken for most often, or null
 */
public record ClassFigures(
        String label,
        int images,
        @Nullable Double top1,
        @Nullable Double precision,
        @Nullable Double f1,
        @Nullable String mostTakenFor) {
    /** Of the classes that occur or were predicted, in their order. */
    public static List<ClassFigures> of(ConfusionMatrix matrix, List<String> labels) {
        return IntStream.of(matrix.occurring())
                .mapToObj(label -> new ClassFigures(
                        labels.get(label),
                        matrix.actual(label),
                        orNull(matrix.recall(label)),
                        orNull(matrix.precision(label)),
                        orNull(matrix.f1(label)),
                        mostTakenFor(matrix, labels, label)))
                .toList();
    }

    private static @Nullable Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static @Nullable String mostTakenFor(ConfusionMatrix matrix, List<String> labels, int label) {
        int most = IntStream.range(0, matrix.classes())
                .filter(other -> other != label && matrix.count(label, other) > 0)
                .reduce((a, b) -> matrix.count(label, b) > matrix.count(label, a) ? b : a)
                .orElse(-1);
        return most < 0 ? null : labels.get(most) + " (" + matrix.count(label, most) + ")";
    }
}
