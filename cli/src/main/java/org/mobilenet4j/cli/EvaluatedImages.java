package org.mobilenet4j.cli;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Judgement;

/** What a model said of a dataset, image by image and in all. */
record EvaluatedImages(List<Image> images, Evaluation evaluation, List<String> labels) {
    /**
     * One image.
     *
     * @param millis from its file to the network's outputs, on its thread; 0 where it was not timed
     */
    record Image(Sample sample, Judgement judgement, double millis) {}

    static EvaluatedImages of(ImageReader.Outcome<float[]> outcome, List<String> labels) {
        List<Sample> samples = outcome.samples();
        Evaluation evaluation =
                Evaluation.of(samples.stream().mapToInt(Sample::label).toArray(), outcome.results());
        return of(samples, evaluation, outcome.millis(), labels);
    }

    /** Without times. */
    static EvaluatedImages of(List<Sample> samples, Evaluation evaluation, List<String> labels) {
        return of(samples, evaluation, new double[samples.size()], labels);
    }

    private static EvaluatedImages of(
            List<Sample> samples, Evaluation evaluation, double[] millis, List<String> labels) {
        List<Image> images = IntStream.range(0, samples.size())
                .mapToObj(i -> new Image(samples.get(i), evaluation.judgements().get(i), millis[i]))
                .toList();
        return new EvaluatedImages(images, evaluation, labels);
    }

    /** The images of which the model was surest and wrong. */
    List<Image> mostConfidentMistakes(int count) {
        return most(
                images.stream().filter(image -> !image.judgement.isRight()).toList(),
                count,
                image -> image.judgement.confidence());
    }

    /** The images whose own class seemed least likely. */
    List<Image> worst(int count) {
        return most(images, count, image -> image.judgement.loss());
    }

    List<Image> slowest(int count) {
        return most(images, count, Image::millis);
    }

    private static List<Image> most(List<Image> images, int count, ToDoubleFunction<Image> what) {
        return images.stream()
                .sorted(Comparator.comparingDouble(what).reversed())
                .limit(count)
                .toList();
    }

    String labelOf(Image image) {
        return labels.get(image.judgement.label());
    }

    String predictionOf(Image image) {
        return labels.get(image.judgement.predicted());
    }
}
