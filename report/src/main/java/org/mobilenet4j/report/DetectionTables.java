package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.evaluation.Detection;
import org.mobilenet4j.evaluation.MatchedObjects;
import org.mobilenet4j.evaluation.ScoreThresholds;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.io.Csv;
import org.mobilenet4j.workflow.EvaluatedDetections;

/**
 * Evaluated detections for a spreadsheet: a line for each image, each detection, each class and each threshold, and what was
 * taken for what.
 */
public record DetectionTables(Csv images, Csv detections, Csv classes, Csv thresholds, Csv confusion) {
    /** What stands for the background in tables of what was taken for what. */
    static final String NOTHING = "(nothing)";

    public static DetectionTables of(EvaluatedDetections evaluated) {
        Csv images = new Csv("file", "objects", "found", "mistaken", "missed", "false_alarms", "millis");
        Csv detections = new Csv("file", "class", "score", "left", "top", "width", "height");
        for (EvaluatedDetections.JudgedImage image : evaluated.judged()) {
            String name = evaluated.images().name(image.index());
            MatchedObjects matched = evaluated.matched(image);
            long right = matched.pairs().stream()
                    .filter(MatchedObjects.Pair::isRight)
                    .count();
            images.row(
                    name,
                    matched.pairs().size() + matched.missed().size(),
                    right,
                    matched.pairs().size() - right,
                    matched.missed().size(),
                    matched.falseAlarms().size(),
                    image.millis());
            for (Detection detection : image.found().detections()) {
                if (detection.region() instanceof Box box) {
                    detections.row(
                            name,
                            evaluated.classes().get(detection.label()),
                            detection.score(),
                            box.left(),
                            box.top(),
                            box.width(),
                            box.height());
                }
            }
        }
        return new DetectionTables(
                images,
                detections,
                classes(evaluated),
                thresholds(evaluated.figures().thresholds()),
                confusion(evaluated));
    }

    private static Csv classes(EvaluatedDetections evaluated) {
        Csv classes = new Csv(
                "class",
                "objects",
                "ap",
                "ap50",
                "ap75",
                "ar100",
                "voc_eleven_point",
                "voc_all_point",
                "precision",
                "recall");
        for (ClassDetections figures : ClassDetections.of(evaluated)) {
            classes.row(
                    figures.label(),
                    figures.objects(),
                    figures.ap(),
                    figures.ap50(),
                    figures.ap75(),
                    figures.ar100(),
                    figures.vocElevenPoint(),
                    figures.vocAllPoint(),
                    figures.precision(),
                    figures.recall());
        }
        return classes;
    }

    private static Csv thresholds(ScoreThresholds all) {
        Csv thresholds = new Csv("threshold", "precision", "recall", "f1");
        for (int i = 0; i < all.thresholds().length; i++) {
            thresholds.row(all.thresholds()[i], all.precision()[i], all.recall()[i], all.f1()[i]);
        }
        return thresholds;
    }

    private static Csv confusion(EvaluatedDetections evaluated) {
        ConfusionMatrix matrix = evaluated.figures().confusion();
        List<String> names = new ArrayList<>(evaluated.classes());
        names.add(NOTHING);
        List<Object> titles = new ArrayList<>(names);
        titles.addFirst("is \\ taken for");
        Csv confusion = new Csv(titles.toArray());
        for (int actual = 0; actual < names.size(); actual++) {
            int row = actual;
            List<Object> cells = new ArrayList<>(IntStream.range(0, names.size())
                    .mapToObj(predicted -> matrix.count(row, predicted))
                    .toList());
            cells.addFirst(names.get(row));
            confusion.row(cells.toArray());
        }
        return confusion;
    }

    /** Writes the tables into a folder, which is made if need be. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        images.write(folder.resolve("images.csv"));
        detections.write(folder.resolve("detections.csv"));
        classes.write(folder.resolve("classes.csv"));
        thresholds.write(folder.resolve("thresholds.csv"));
        confusion.write(folder.resolve("confusion.csv"));
    }
}
