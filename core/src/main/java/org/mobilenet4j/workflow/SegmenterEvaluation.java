package org.mobilenet4j.workflow;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Model;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.evaluation.PixelConfusion;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.EvaluatedMasks.JudgedImage;

/** How good a segmentation network is on annotated images. Its classes and the data's are matched by name. */
public record SegmenterEvaluation(Model model, ImageReader reader) {
    /** Reads images as the model's preprocessing wants them. */
    public SegmenterEvaluation {
        reader = reader.following(model.preprocessing());
    }

    /**
     * Evaluates the network on the part of a dataset to test on, or else to validate on, or else on all of it.
     *
     * @param dataset opened for segmentation
     * @throws InvalidInputException if the model is no segmentation network, has no class in common with the data, or no
     *     image can be read; with a strict reader, if one cannot
     */
    public EvaluatedMasks run(AnnotatedDataset dataset, WorkflowListener listener) {
        ImageSegmenter segmenter = ImageSegmenter.of(model);
        AnnotatedImages images = AnnotatedEvaluation.images(dataset, model, listener);
        return run(images, segmenter::segment, AnnotatedEvaluation.isTrainedOn(model, dataset), listener);
    }

    /**
     * Evaluates the network on given images, which it has not learned from.
     *
     * @throws InvalidInputException as the other does
     */
    public EvaluatedMasks run(AnnotatedImages images, WorkflowListener listener) {
        return run(images, ImageSegmenter.of(model)::segment, listener);
    }

    /**
     * Evaluates what another runtime makes of the model.
     *
     * @param segmenter tells the model's labels of an image's pixels; called by several threads at once
     * @throws InvalidInputException as the others do
     */
    public EvaluatedMasks run(
            AnnotatedImages images, Function<RgbImage, Segmentation> segmenter, WorkflowListener listener) {
        return run(images, segmenter, false, listener);
    }

    /** What is kept of an image. */
    private record Pixels(double accuracy, double meanIou) {}

    private EvaluatedMasks run(
            AnnotatedImages images,
            Function<RgbImage, Segmentation> segmenter,
            boolean isTrainedOn,
            WorkflowListener listener) {
        MatchedClasses classes = MatchedClasses.of(model, images);
        classes.tell(model, images, listener);
        int common = classes.names().size();
        int counted = classes.background() < 0 && classes.hasFurtherOfModel() ? common + 1 : common;
        if (counted > ClassMask.IGNORED) {
            throw new InvalidInputException(
                    images.source() + ": has " + common + " classes in common with the model, which"
                            + " knows more, expected at most " + (ClassMask.IGNORED - 1) + "; leave some out");
        }
        PixelConfusion confusion = new PixelConfusion(counted);
        long begin = System.nanoTime();
        listener.onTask("evaluating", images.size());
        ImageResults<Pixels> found = reader.mapIndexed(
                images,
                (index, image) -> {
                    PixelConfusion ofImage = new PixelConfusion(counted);
                    ofImage.add(classes.truth(images.mask(index)), classes.prediction(segmenter.apply(image)));
                    // Sums of whole numbers: the same whichever thread comes first.
                    synchronized (confusion) {
                        confusion.add(ofImage);
                    }
                    return new Pixels(ofImage.pixelAccuracy(), ofImage.meanIou(common));
                },
                listener);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        return new EvaluatedMasks(
                model,
                images.only(found.indexes()),
                reader,
                isTrainedOn,
                classes.names(),
                IntStream.range(0, found.indexes().size())
                        .mapToObj(i -> new JudgedImage(
                                i,
                                found.results().get(i).accuracy,
                                found.results().get(i).meanIou,
                                found.millis().get(i)))
                        .toList(),
                confusion,
                found.skipped(),
                seconds);
    }
}
