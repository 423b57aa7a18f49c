package org.mobilenet4j.spark;

import java.util.List;
import java.util.Objects;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Classification;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.ClassifierOutputs;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.model.RunningModel;

/**
 * What a model says of images, as the cells of columns.
 *
 * @param outputs the columns, in their order
 * @param topK how many classes {@link ImageOutput#TOP_K} has
 */
record ImageAnswers(RunningModel model, List<ImageOutput> outputs, int topK) {
    /**
     * The cells for an image.
     *
     * @throws InvalidInputException if it is so long and thin that the network does not take it
     */
    Object[] of(RgbImage image) {
        Scores scores = scores(image);
        return outputs.stream()
                .map(output -> switch (output) {
                    case PREDICTION -> (double) scores.classification().best().index();
                    case PREDICTED_LABEL -> scores.classification().best().label();
                    case PROBABILITY -> probabilities(scores.classification());
                    case RAW_PREDICTION -> vector(scores.logits());
                    case TOP_K -> top(scores.classification());
                    case FEATURES -> vector(scores.features());
                    case DETECTIONS -> objects(model.detector().detect(image));
                    case MASK -> mask(model.segmenter().segment(image).mask());
                })
                .toArray();
    }

    /** What the network said; what no column asks for is null. */
    private record Scores(
            float @Nullable [] asLogits,
            float @Nullable [] asFeatures,
            @Nullable Classification asClassification) {
        float[] logits() {
            return Objects.requireNonNull(asLogits);
        }

        float[] features() {
            return Objects.requireNonNull(asFeatures);
        }

        Classification classification() {
            return Objects.requireNonNull(asClassification);
        }
    }

    private Scores scores(RgbImage image) {
        boolean hasFeatures = outputs.contains(ImageOutput.FEATURES);
        boolean hasClasses = outputs.stream().anyMatch(ImageOutput::isOfClasses);
        if (hasFeatures && hasClasses) {
            ClassifierOutputs both = model.classifier().outputs(image);
            return new Scores(both.logits(), both.features(), classification(both.logits()));
        }
        if (hasClasses) {
            float[] logits = model.classifier().logits(image);
            return new Scores(logits, null, classification(logits));
        }
        return new Scores(null, hasFeatures ? model.features(image) : null, null);
    }

    private Classification classification(float[] logits) {
        return Classification.of(logits, model.model().labels());
    }

    private static Vector probabilities(Classification classification) {
        double[] probabilities = new double[classification.predictions().size()];
        classification
                .predictions()
                .forEach(prediction -> probabilities[prediction.index()] = prediction.probability());
        return Vectors.dense(probabilities);
    }

    private static Vector vector(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return Vectors.dense(wide);
    }

    private Row[] top(Classification classification) {
        return classification.top(topK).stream()
                .map(prediction -> RowFactory.create(prediction.label(), prediction.index(), prediction.probability()))
                .toArray(Row[]::new);
    }

    private static Row[] objects(List<DetectedObject> found) {
        return found.stream()
                .map(object -> RowFactory.create(
                        object.label(),
                        object.index(),
                        object.score(),
                        object.box().left(),
                        object.box().top(),
                        object.box().right(),
                        object.box().bottom()))
                .toArray(Row[]::new);
    }

    private static Row mask(ClassMask mask) {
        return RowFactory.create(mask.height(), mask.width(), mask.classes());
    }
}
