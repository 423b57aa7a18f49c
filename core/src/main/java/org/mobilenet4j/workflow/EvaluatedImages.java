package org.mobilenet4j.workflow;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Judgement;

/**
 * What a model said of a dataset, image by image and in all.
 *
 * @param dataset that the images are of; while it is open, they can be shown
 * @param reader that read them
 * @param images those that could be read
 * @param skipped those that could not
 * @param seconds that reading and judging them all took
 */
public record EvaluatedImages(
        Model model,
        LabelledImages dataset,
        ImageReader reader,
        List<JudgedImage> images,
        Evaluation evaluation,
        List<SkippedImage> skipped,
        double seconds) {
    /**
     * One image.
     *
     * @param millis from its file to the network's outputs, on its thread; 0 where it was not timed
     */
    public record JudgedImage(Sample sample, Judgement judgement, double millis) {}

    public EvaluatedImages {
        images = List.copyOf(images);
        skipped = List.copyOf(skipped);
    }

    /** Judges the outputs for the images of a dataset. */
    static EvaluatedImages of(
            Model model, LabelledImages dataset, ImageReader reader, ImageResults<float[]> logits, double seconds) {
        List<Sample> samples = dataset.only(logits.indexes()).samples();
        Evaluation evaluation =
                Evaluation.of(samples.stream().mapToInt(Sample::label).toArray(), logits.results());
        List<JudgedImage> images = IntStream.range(0, samples.size())
                .mapToObj(i -> new JudgedImage(
                        samples.get(i),
                        evaluation.judgements().get(i),
                        logits.millis().get(i)))
                .toList();
        return new EvaluatedImages(model, dataset, reader, images, evaluation, logits.skipped(), seconds);
    }

    /** The names of the classes. */
    public List<String> labels() {
        return model.labels();
    }

    /** Whether the account of the model's training names this dataset; of one that is split, it saw another part. */
    public boolean isTrainedOn() {
        return dataset.folder().part().isEmpty()
                && model.run().get("data") instanceof String trainedOn
                && Path.of(trainedOn)
                        .toAbsolutePath()
                        .equals(dataset.folder().path().toAbsolutePath());
    }

    /** The images of which the model was surest and wrong. */
    public List<JudgedImage> mostConfidentMistakes(int count) {
        return most(
                images.stream().filter(image -> !image.judgement.isRight()).toList(),
                count,
                image -> image.judgement.confidence());
    }

    /** The images whose own class seemed least likely. */
    public List<JudgedImage> worst(int count) {
        return most(images, count, image -> image.judgement.loss());
    }

    public List<JudgedImage> slowest(int count) {
        return most(images, count, JudgedImage::millis);
    }

    private static List<JudgedImage> most(List<JudgedImage> images, int count, ToDoubleFunction<JudgedImage> what) {
        return images.stream()
                .sorted(Comparator.comparingDouble(what).reversed())
                .limit(count)
                .toList();
    }

    /** The name of an image's class. */
    public String labelOf(JudgedImage image) {
        return labels().get(image.judgement.label());
    }

    /** The name of the class that an image was taken for. */
    public String predictionOf(JudgedImage image) {
        return labels().get(image.judgement.predicted());
    }
}
