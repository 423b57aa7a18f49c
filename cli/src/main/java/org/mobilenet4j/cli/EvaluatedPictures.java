package org.mobilenet4j.cli;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mobilenet4j.data.PictureReader;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.evaluation.Judgement;

/** What a model said of a data set, picture by picture and in all. */
record EvaluatedPictures(List<Picture> pictures, Evaluation evaluation, List<String> labels) {
    /**
     * One picture.
     *
     * @param millis from its file to the network's outputs, on its thread; 0 where it was not timed
     */
    record Picture(Sample sample, Judgement judgement, double millis) {}

    static EvaluatedPictures of(PictureReader.Outcome<float[]> outcome, List<String> labels) {
        List<Sample> samples = outcome.samples();
        Evaluation evaluation =
                Evaluation.of(samples.stream().mapToInt(Sample::label).toArray(), outcome.results());
        return of(samples, evaluation, outcome.millis(), labels);
    }

    /** Without times. */
    static EvaluatedPictures of(List<Sample> samples, Evaluation evaluation, List<String> labels) {
        return of(samples, evaluation, new double[samples.size()], labels);
    }

    private static EvaluatedPictures of(
            List<Sample> samples, Evaluation evaluation, double[] millis, List<String> labels) {
        List<Picture> pictures = IntStream.range(0, samples.size())
                .mapToObj(
                        i -> new Picture(samples.get(i), evaluation.judgements().get(i), millis[i]))
                .toList();
        return new EvaluatedPictures(pictures, evaluation, labels);
    }

    /** The pictures of which the model was surest and wrong. */
    List<Picture> mostConfidentMistakes(int count) {
        return most(
                pictures.stream()
                        .filter(picture -> !picture.judgement.isRight())
                        .toList(),
                count,
                picture -> picture.judgement.confidence());
    }

    /** The pictures whose own class seemed least likely. */
    List<Picture> worst(int count) {
        return most(pictures, count, picture -> picture.judgement.loss());
    }

    List<Picture> slowest(int count) {
        return most(pictures, count, Picture::millis);
    }

    private static List<Picture> most(List<Picture> pictures, int count, ToDoubleFunction<Picture> what) {
        return pictures.stream()
                .sorted(Comparator.comparingDouble(what).reversed())
                .limit(count)
                .toList();
    }

    String labelOf(Picture picture) {
        return labels.get(picture.judgement.label());
    }

    String predictionOf(Picture picture) {
        return labels.get(picture.judgement.predicted());
    }
}
