package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.mobilenet4j.evaluation.ConfusionMatrix;
import org.mobilenet4j.evaluation.Judgement;

/** An evaluation for a spreadsheet: a line for each picture, a line for each class, and what was taken for what. */
record EvaluationTables(Csv pictures, Csv classes, Csv confusion) {
    static EvaluationTables of(EvaluatedPictures evaluated) {
        ConfusionMatrix matrix = evaluated.evaluation().matrix();
        List<String> labels = evaluated.labels();
        Csv pictures = new Csv("file", "label", "predicted", "right", "rank", "confidence", "loss", "millis");
        for (EvaluatedPictures.Picture picture : evaluated.pictures()) {
            Judgement judgement = picture.judgement();
            pictures.row(
                    picture.sample().name(),
                    evaluated.labelOf(picture),
                    evaluated.predictionOf(picture),
                    judgement.isRight() ? 1 : 0,
                    judgement.rank() + 1,
                    judgement.confidence(),
                    judgement.loss(),
                    picture.millis());
        }
        int[] occurring = EvaluateVerb.occurring(matrix);
        Csv classes = new Csv("class", "pictures", "predicted", "recall", "precision", "f1");
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
        return new EvaluationTables(pictures, classes, confusion);
    }

    /** Writes the tables into a folder, which is made if need be. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        pictures.write(folder.resolve("pictures.csv"));
        classes.write(folder.resolve("classes.csv"));
        confusion.write(folder.resolve("confusion.csv"));
    }
}
