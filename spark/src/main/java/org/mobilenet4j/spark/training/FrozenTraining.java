package org.mobilenet4j.spark.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.doctor.Workload;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.image.RowImage;
import org.mobilenet4j.spark.model.SharedModel;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.LabelledFeatures;
import org.mobilenet4j.workflow.HeadFitting;
import org.mobilenet4j.workflow.LabelledNames;
import org.mobilenet4j.workflow.TrainingAccount;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * A new classifier over a frozen trunk: executors pass each image through the trunk once, in an ordinary stage, and the
 * driver fits the classifier to the vectors that come back, about 5 KB an image. The same images in a folder, trained by
 * {@link org.mobilenet4j.workflow.Training} with the same plan, give the same model to the bit, where driver and executors
 * have the same kernels and decoders.
 *
 * @param start whose trunk it is; its classifier is replaced
 */
public record FrozenTraining(Model start, HeadPlan plan) {
    /**
     * Checks that the model has a classifier to replace.
     *
     * @throws InvalidInputException if it has none
     */
    public FrozenTraining {
        start.require(Task.ImageClassification.class, "a classifier of images");
    }

    /** What this asks of the cluster, for the doctor. */
    public Workload workload(LabelledRows rows) {
        int features = start.network().channels(start.network().features());
        long images = (long) rows.train().samples().size()
                + rows.validation().samples().size();
        return Workload.ORDINARY.withCollectedBytes(images * features * Float.BYTES);
    }

    /**
     * Trains.
     *
     * @param reading as {@link LabelledRows#reading} makes it
     * @throws InvalidInputException if of a class to learn from, or of all images to validate on, none can be read
     * @throws DivergedException if the loss is not finite, or that of the best epoch far above that of guessing
     */
    public TrainedOnCluster run(LabelledRows rows, ImageReading reading, WorkflowListener listener) {
        long begin = System.nanoTime();
        CheckedCluster.require(rows.session(), workload(rows), listener);
        rows.validation().warnOfMissingClasses(listener);
        List<Embedded> embedded = new ArrayList<>(embed(rows, reading));
        embedded.sort(Comparator.comparingInt(Embedded::index));
        Side train = Side.of(embedded, true, rows.train());
        Side validation = Side.of(embedded, false, rows.validation());
        train.names.requireEveryClass(train.indexes, train.skipped);
        validation.requireSome();
        List<SkippedImage> skipped = new ArrayList<>(train.skipped);
        skipped.addAll(validation.skipped);
        skipped.forEach(listener::onSkipped);

        HeadFitting.Fitted fitted = new HeadFitting(start, plan.options())
                .fit(train.features(), validation.features(), rows.classes(), listener);
        DivergedException.require(fitted.best(), rows.classes().size());
        TrainingAccount account = new TrainingAccount(
                rows.train().source(),
                rows.validation().source(),
                plan,
                train.indexes.size(),
                validation.indexes.size(),
                skipped,
                fitted.epochs(),
                fitted.best(),
                fitted.best().accuracy(),
                (System.nanoTime() - begin) * 1e-9,
                1);
        return new TrainedOnCluster(
                fitted.model().withRun(account.entries()),
                fitted.best(),
                fitted.epochs(),
                train.indexes.size(),
                validation.indexes.size(),
                skipped);
    }

    /** What became of an image: a vector or a problem. */
    private record Embedded(boolean isTrain, int index, float @Nullable [] vector, String problem)
            implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private List<Embedded> embed(LabelledRows rows, ImageReading reading) {
        SharedModel shared = SharedModel.of(start, rows.session());
        return rows.rows()
                .mapPartitions(partition -> embedded(partition, reading, shared))
                .collect();
    }

    private static Iterator<Embedded> embedded(Iterator<Row> rows, ImageReading reading, SharedModel shared) {
        Iterator<RowImage> images = reading.read(rows);
        ImageClassifier trunk = shared.running().classifier();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return images.hasNext();
            }

            @Override
            public Embedded next() {
                return embedded(images.next(), trunk);
            }
        };
    }

    private static Embedded embedded(RowImage image, ImageClassifier trunk) {
        boolean isTrain = LabelledRows.isTrain(image.row());
        int index = LabelledRows.index(image.row());
        if (image.image() == null) {
            return new Embedded(isTrain, index, null, image.problem());
        }
        try {
            return new Embedded(isTrain, index, trunk.features(image.image()), "");
        } catch (InvalidInputException e) {
            return new Embedded(isTrain, index, null, image.name() + ": " + e.getMessage());
        }
    }

    /** What came back of one part, in its order. */
    private record Side(LabelledNames names, List<Integer> indexes, List<float[]> vectors, List<SkippedImage> skipped) {
        static Side of(List<Embedded> embedded, boolean isTrain, LabelledNames names) {
            Side side = new Side(names, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (Embedded image : embedded) {
                if (image.isTrain != isTrain) {
                    continue;
                }
                if (image.vector == null) {
                    side.skipped.add(
                            new SkippedImage(names.samples().get(image.index).name(), image.problem));
                } else {
                    side.indexes.add(image.index);
                    side.vectors.add(image.vector);
                }
            }
            return side;
        }

        void requireSome() {
            if (indexes.isEmpty()) {
                throw new InvalidInputException(names.source() + ": none of the " + skipped.size()
                        + " images to validate on can be read; the first: "
                        + skipped.getFirst().reason());
            }
        }

        LabelledFeatures features() {
            return new LabelledFeatures(vectors, names.only(indexes).labels());
        }
    }
}
