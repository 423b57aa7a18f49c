package org.mobilenet4j.report;

import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.evaluation.PixelConfusion;
import org.mobilenet4j.workflow.EvaluatedMasks;

/**
 * How well the pixels of one class are recognised, for a table; shares from 0 to 1, NaN where there is nothing to measure.
 *
 * @param pixels of the class
 * @param share of all pixels that count
 * @param accuracy of the class's pixels, the share that was recognised
 * @param precision of the pixels taken for the class, the share that is
 */
public record ClassPixels(String label, long pixels, double share, double iou, double accuracy, double precision) {
    /** The figures of each class. */
    public static final Columns<ClassPixels> TABLE = new Columns<ClassPixels>()
            .text("class", ClassPixels::label)
            .figure("pixels", figures -> Wording.percent(figures.share))
            .figure("IoU", figures -> Wording.percent(figures.iou))
            .figure("accuracy", figures -> Wording.percent(figures.accuracy))
            .figure("precision", figures -> Wording.percent(figures.precision));

    /** Of each class, in their order. */
    public static List<ClassPixels> of(EvaluatedMasks evaluated) {
        PixelConfusion confusion = evaluated.confusion();
        return IntStream.range(0, evaluated.classes().size())
                .mapToObj(label -> new ClassPixels(
                        evaluated.classes().get(label),
                        confusion.actual(label),
                        (double) confusion.actual(label) / confusion.total(),
                        confusion.iou(label),
                        confusion.accuracy(label),
                        (double) confusion.count(label, label) / confusion.predicted(label)))
                .toList();
    }
}
