package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.io.Csv;
import org.mobilenet4j.workflow.EvaluatedMasks;

/** Evaluated masks for a spreadsheet: a line for each image and each class, and how many pixels were taken for what. */
public record SegmentationTables(Csv images, Csv classes, Csv confusion) {
    /** What stands for classes of the model that the data does not have. */
    static final String OTHERS = "(others)";

    public static SegmentationTables of(EvaluatedMasks evaluated) {
        Csv images = new Csv("file", "mean_iou", "pixel_accuracy", "millis");
        for (EvaluatedMasks.JudgedImage image : evaluated.judged()) {
            images.row(evaluated.images().name(image.index()), image.meanIou(), image.pixelAccuracy(), image.millis());
        }
        Csv classes = new Csv("class", "pixels", "share", "iou", "accuracy", "precision");
        for (ClassPixels figures : ClassPixels.of(evaluated)) {
            classes.row(
                    figures.label(),
                    figures.pixels(),
                    figures.share(),
                    figures.iou(),
                    figures.accuracy(),
                    figures.precision());
        }
        List<String> names = names(evaluated);
        List<Object> titles = new ArrayList<>(names);
        titles.addFirst("is \\ taken for");
        Csv confusion = new Csv(titles.toArray());
        for (int actual = 0; actual < evaluated.classes().size(); actual++) {
            int row = actual;
            List<Object> cells = new ArrayList<>(IntStream.range(0, names.size())
                    .mapToObj(predicted -> evaluated.confusion().count(row, predicted))
                    .toList());
            cells.addFirst(names.get(row));
            confusion.row(cells.toArray());
        }
        return new SegmentationTables(images, classes, confusion);
    }

    /** The names of what pixels were taken for. */
    static List<String> names(EvaluatedMasks evaluated) {
        List<String> names = new ArrayList<>(evaluated.classes());
        if (evaluated.confusion().classes() > names.size()) {
            names.add(OTHERS);
        }
        return names;
    }

    /** Writes the tables into a folder, which is made if need be. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        images.write(folder.resolve("images.csv"));
        classes.write(folder.resolve("classes.csv"));
        confusion.write(folder.resolve("confusion.csv"));
    }
}
