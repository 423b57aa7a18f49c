package org.mobilenet4j.spark.training;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.image.RowImage;
import org.mobilenet4j.spark.training.RankOutcome.Skipped;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.workflow.NetworkFitting;

/** A shard's images, decoded once, as training on one machine keeps them. */
final class ShardImages implements Closeable {
    private final NetworkFitting fitting;
    private final StoredImages train;
    private final StoredImages validation;
    private final List<Integer> trainLabels = new ArrayList<>();
    private final List<Integer> validationLabels = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();

    private ShardImages(NetworkFitting fitting, StoredImages train, StoredImages validation) {
        this.fitting = fitting;
        this.train = train;
        this.validation = validation;
    }

    /** Reads the rows of a shard. */
    static ShardImages read(Iterator<Row> rows, ImageReading reading, NetworkFitting fitting) throws IOException {
        ShardImages shard = new ShardImages(fitting, StoredImages.open(), StoredImages.open());
        try {
            Iterator<RowImage> images = reading.read(rows);
            while (images.hasNext()) {
                shard.take(images.next());
            }
            return shard;
        } catch (IOException | RuntimeException e) {
            shard.close();
            throw e;
        }
    }

    private void take(RowImage image) throws IOException {
        boolean isTrain = LabelledRows.isTrain(image.row());
        String problem = image.problem();
        if (image.image() != null) {
            try {
                if (isTrain) {
                    train.store(fitting.shrunk(image.image()));
                    trainLabels.add(LabelledRows.label(image.row()));
                } else {
                    validation.store(fitting.framed(image.image()));
                    validationLabels.add(LabelledRows.label(image.row()));
                }
                return;
            } catch (InvalidInputException e) {
                problem = image.name() + ": " + e.getMessage();
            }
        }
        skipped.add(new Skipped(isTrain, LabelledRows.index(image.row()), LabelledRows.id(image.row()), problem));
    }

    TrainingExamples<Integer> train() {
        return fitting.examples(train, trainLabels);
    }

    TrainingExamples<Integer> validation() {
        return fitting.framedExamples(validation, validationLabels);
    }

    /** The images that could not be read. */
    List<Skipped> skipped() {
        return List.copyOf(skipped);
    }

    @Override
    public void close() throws IOException {
        train.close();
        validation.close();
    }
}
