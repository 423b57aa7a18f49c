package org.mobilenet4j.report;

import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.evaluation.DetectionClassFigures;
import org.mobilenet4j.workflow.EvaluatedDetections;

/**
 * How well a detector finds the objects of one class, for a table; shares from 0 to 1, NaN where there is nothing to measure.
 *
 * @param precision above the best threshold for the scores of all classes
 * @param recall above that threshold
 */
public record ClassDetections(
        String label,
        int objects,
        double ap,
        double ap50,
        double ap75,
        double ar100,
        double vocElevenPoint,
        double vocAllPoint,
        double precision,
        double recall) {
    /** The figures of each class, without those on VOC's rules. */
    public static final Columns<ClassDetections> TABLE = new Columns<ClassDetections>()
            .text("class", ClassDetections::label)
            .number("objects", "%,d", ClassDetections::objects)
            .figure("AP", figures -> Wording.percent(figures.ap))
            .figure("AP50", figures -> Wording.percent(figures.ap50))
            .figure("AP75", figures -> Wording.percent(figures.ap75))
            .figure("AR", figures -> Wording.percent(figures.ar100))
            .figure("precision", figures -> Wording.percent(figures.precision))
            .figure("recall", figures -> Wording.percent(figures.recall));

    /** Of each class, in their order. */
    public static List<ClassDetections> of(EvaluatedDetections evaluated) {
        return IntStream.range(0, evaluated.classes().size())
                .mapToObj(label -> of(
                        evaluated.classes().get(label),
                        evaluated.figures().classes().get(label)))
                .toList();
    }

    private static ClassDetections of(String label, DetectionClassFigures figures) {
        return new ClassDetections(
                label,
                figures.coco().objects(),
                figures.coco().ap(),
                figures.coco().ap50(),
                figures.coco().ap75(),
                figures.coco().ar100(),
                figures.vocElevenPoint(),
                figures.vocAllPoint(),
                figures.precision(),
                figures.recall());
    }
}
