package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.evaluation.Judgement;
import org.mobilenet4j.io.Csv;
import org.mobilenet4j.workflow.EvaluatedImages;

/** An evaluation for a spreadsheet: a line for each image, a line for each class, and what was taken for what. */
public record EvaluationTables(Csv images, Csv classes, Csv confusion) {
    public static EvaluationTables of(EvaluatedImages evaluated) {
        ConfusionMatrix matrix = evaluated.evaluation().matrix();
        List<String> labels = evaluated.labels();
        Csv images = new Csv("file", "label", "predicted", "right", "rank", "confidence", "loss", "millis");
        for (EvaluatedImages.JudgedImage image : evaluated.images()) {
            Judgement judgement = image.judgement();
            images.row(
                    image.sample().name(),
                    evaluated.labelOf(image),
                    evaluated.predictionOf(image),
                    judgement.isRight() ? 1 : 0,
                    judgement.rank() + 1,
                    judgement.confidence(),
                    judgement.loss(),
                    image.millis());
        }
        int[] occurring = matrix.occurring();
        Csv classes = new Csv("class", "images", "predicted", "recall", "precision", "f1");
        for (int label : occurring) {
            classes.row(
                    labels.get(label),
                    matrix.actual(label),
                    matrix.predicted(label),
                    matrix.recall(label),
                    matrix.precision(label),
                    matrix.f1(label));
        }
        String[] names = Arrays.stream(occurring).mapToObj(labels::get).toArray(String[]::new);
        Csv confusion = new Csv(Stream.concat(Stream.of("is \\ taken for"), Arrays.stream(names))
                .toArray());
        int[][] counts = matrix.of(occurring);
        for (int i = 0; i < names.length; i++) {
            confusion.row(
                    Stream.concat(Stream.of(names[i]), Arrays.stream(counts[i]).boxed())
                            .toArray());
        }
        return new EvaluationTables(images, classes, confusion);
    }

    /** Writes the tables into a folder, which is made if need be. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        images.write(folder.resolve("images.csv"));
        classes.write(folder.resolve("classes.csv"));
        confusion.write(folder.resolve("confusion.csv"));
    }
}
