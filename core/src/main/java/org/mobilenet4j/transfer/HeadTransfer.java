package org.mobilenet4j.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageReader.Skipped;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.HeadTrainer;
import org.mobilenet4j.training.LabelledFeatures;
import org.mobilenet4j.training.LinearHead;
import org.mobilenet4j.training.TrainingListener;

/**
 * Transfer learning with a frozen trunk: every image passes the network once, and a new linear classifier is fitted to
 * the vectors that come out. Minutes become seconds; what the trunk never learnt to see, the classifier cannot tell.
 *
 * @param start the network whose trunk is used; its classifier is replaced
 * @param threads images in hand at once
 * @param isStrict whether an image that cannot be read ends the run
 */
public record HeadTransfer(Model start, HeadOptions options, ImageDecoder decoder, int threads, boolean isStrict) {
    /** Some images of a dataset. */
    public record Images(ImageFolder folder, List<Sample> samples) {
        /** Those of the folder's samples that have these indexes. */
        public static Images of(ImageFolder folder, List<Integer> indexes) {
            return new Images(
                    folder, indexes.stream().map(folder.samples()::get).toList());
        }
    }

    /** Told of the run's progress: images first, on any thread; then epochs. */
    public interface Listener extends ImageReader.Progress, TrainingListener {
        /** Listens to nothing. */
        Listener NONE = new Listener() {
            @Override
            public void onImage(int done, int total) {}

            @Override
            public void onEpoch(Epoch epoch) {}
        };
    }

    /**
     * What a run came to.
     *
     * @param model the trunk with the new classifier
     * @param validation the kept weights on the validation images
     * @param validationSamples those images
     * @param best the epoch that was kept
     * @param epochs how many were run
     * @param trainImages how many were learnt from
     * @param skipped images that could not be read
     * @param last the network after the last epoch
     */
    public record Result(
            Model model,
            Evaluation validation,
            List<Sample> validationSamples,
            TrainingListener.Epoch best,
            int epochs,
            int trainImages,
            List<Skipped> skipped,
            Parameters last) {}

    /**
     * Learns from {@code train}, and by {@code validation} when to stop.
     *
     * @param run what to keep with the model of how it came to be
     * @throws InvalidInputException if images cannot be read, or none of one part or class remains
     * @throws IOException if the disk fails
     */
    public Result fit(
            Images train,
            Images validation,
            List<String> classes,
            Map<String, ? extends @Nullable Object> run,
            Listener listener)
            throws IOException {
        CompiledNetwork trunk = Compiler.compile(
                start.parameters(),
                start.preprocessing().inputHeight(),
                start.preprocessing().inputWidth());
        int total = train.samples.size() + validation.samples.size();
        ImageReader.Outcome<float[]> learnt = features(trunk, train, 0, total, listener);
        requireEveryClass(classes, learnt, train.folder);
        ImageReader.Outcome<float[]> checked = features(trunk, validation, train.samples.size(), total, listener);

        HeadTrainer.Result fitted =
                new HeadTrainer(options).fit(labelled(learnt), labelled(checked), classes.size(), listener);
        Model model = start.withHead(fitted.head().weight(), fitted.head().bias(), classes)
                .withRun(run);

        Evaluation evaluation = Evaluation.of(
                checked.samples().stream().mapToInt(Sample::label).toArray(),
                checked.results().stream().map(fitted.head()::logits).toList());
        List<Skipped> skipped = new ArrayList<>(learnt.skipped());
        skipped.addAll(checked.skipped());
        return new Result(
                model,
                evaluation,
                checked.samples(),
                fitted.best(),
                fitted.epochs(),
                learnt.samples().size(),
                List.copyOf(skipped),
                withHead(fitted.last()));
    }

    private Parameters withHead(LinearHead head) {
        return start.parameters().withClassifier(head.weight(), head.bias());
    }

    private ImageReader.Outcome<float[]> features(
            CompiledNetwork trunk, Images images, int before, int total, Listener listener) {
        if (images.samples.isEmpty()) {
            throw new InvalidInputException(images.folder.path()
                    + ": no image falls to one side of the split; add images or give --val another folder");
        }
        return new ImageReader(images.folder, decoder, start.preprocessing(), threads, isStrict)
                .map(images.samples, trunk::features, (done, all) -> listener.onImage(before + done, total));
    }

    private static void requireEveryClass(
            List<String> classes, ImageReader.Outcome<float[]> learnt, ImageFolder folder) {
        for (Skipped skipped : learnt.skipped()) {
            int label = skipped.sample().label();
            if (learnt.samples().stream().noneMatch(sample -> sample.label() == label)) {
                throw new InvalidInputException(folder.path() + ": no image of the class " + classes.get(label)
                        + " can be read; the first: " + skipped.reason());
            }
        }
    }

    private static LabelledFeatures labelled(ImageReader.Outcome<float[]> outcome) {
        return new LabelledFeatures(
                outcome.results(), outcome.samples().stream().map(Sample::label).toList());
    }
}
