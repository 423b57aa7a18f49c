package org.mobilenet4j.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.augmentation.Augmentation;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageReader.Skipped;
import org.mobilenet4j.data.ImageStore;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.evaluation.Evaluation;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.PillowResampler;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.StemWhitening;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.transfer.HeadTransfer.Images;

/**
 * Training of every layer on one's own images, from published weights or from fresh ones. Images are decoded once and
 * kept, those to learn from shrunk to what the preprocessing resizes to; each epoch sees them changed anew.
 *
 * @param start the network to begin from; its classifier is replaced where the classes differ in number, and its
 *     tensors are trained in place
 * @param trainer with its options, and where its checkpoints go
 * @param isStrict whether an image that cannot be read ends the run
 * @param store where decoded images are kept
 * @param whitensStem whether the stem's filters are replaced by those of {@link StemWhitening} first: for fresh weights
 */
public record NetworkTraining(
        Model start,
        Trainer trainer,
        Augmentation augmentation,
        ImageDecoder decoder,
        boolean isStrict,
        ImageStore store,
        boolean whitensStem) {
    /** With decoded images in memory, and the stem as it is. */
    public NetworkTraining(
            Model start, Trainer trainer, Augmentation augmentation, ImageDecoder decoder, boolean isStrict) {
        this(start, trainer, augmentation, decoder, isStrict, ImageStore.MEMORY, false);
    }

    /** The same for fresh weights, whose stem begins as a whitening of the images. */
    public NetworkTraining withWhitenedStem() {
        return new NetworkTraining(start, trainer, augmentation, decoder, isStrict, store, true);
    }

    /**
     * Learns from {@code train}, and by {@code validation} which epoch to keep.
     *
     * @param run what to keep with the model of how it came to be
     * @throws InvalidInputException if images cannot be read, or none of one part remains
     * @throws IOException if the disk fails
     */
    public HeadTransfer.Result fit(
            Images train,
            Images validation,
            List<String> classes,
            Map<String, ? extends @Nullable Object> run,
            HeadTransfer.Listener listener)
            throws IOException {
        Preprocessing preprocessing = start.preprocessing();
        int total = train.samples().size() + validation.samples().size();
        ImageReader.Outcome<RgbImage> learnt = store.read(
                reader(train),
                train.samples(),
                this::shrunk,
                "shrunk, " + decoder + ", " + preprocessing,
                (done, all) -> listener.onImage(done, total));
        int before = train.samples().size();
        ImageReader.Outcome<RgbImage> checked = store.read(
                reader(validation),
                validation.samples(),
                preprocessing::crop,
                "cropped, " + decoder + ", " + preprocessing,
                (done, all) -> listener.onImage(before + done, total));
        TrainingExamples shown = new FramedExamples(checked.results(), labels(checked), preprocessing);

        Model begun = forClasses(classes);
        int resolution = preprocessing.inputHeight();
        TrainingExamples examples = new ImageExamples(learnt.results(), labels(learnt), preprocessing, augmentation);
        if (whitensStem) {
            begun = begun.withParameters(begun.parameters().copy());
            StemWhitening.apply(
                    begun.parameters(),
                    trainer.options().resolution(resolution, 1),
                    examples,
                    trainer.options().seed());
        }
        Trainer.Result result = trainer.train(begun.parameters(), resolution, examples, shown, listener);
        Model model = begun.withParameters(result.parameters()).withRun(run);
        List<Skipped> skipped = new ArrayList<>(learnt.skipped());
        skipped.addAll(checked.skipped());
        return new HeadTransfer.Result(
                model,
                evaluation(result.parameters(), resolution, shown),
                checked.samples(),
                result.best(),
                result.epochs(),
                learnt.samples().size(),
                List.copyOf(skipped),
                result.last());
    }

    private ImageReader reader(Images images) {
        if (images.samples().isEmpty()) {
            throw new InvalidInputException(images.folder().path()
                    + ": no image falls to one side of the split; add images or give --val another folder");
        }
        return new ImageReader(
                images.folder(),
                decoder,
                start.preprocessing(),
                trainer.options().threads(),
                isStrict);
    }

    /** An image no larger than inference would resize it: memory, and less to crop from in every epoch. */
    private RgbImage shrunk(RgbImage image) {
        int shortSide = Math.min(image.width(), image.height());
        int wanted = start.preprocessing().shortSide();
        if (shortSide <= wanted) {
            return image;
        }
        return PillowResampler.resize(
                image,
                Math.max(1, Math.round((float) image.width() * wanted / shortSide)),
                Math.max(1, Math.round((float) image.height() * wanted / shortSide)),
                start.preprocessing().interpolation());
    }

    private Model forClasses(List<String> classes) {
        Network network = start.network();
        if (network.classes() == classes.size()) {
            return start.withLabels(classes);
        }
        int features = network.channels(network.features());
        return start.withHead(
                Initialization.classifierWeight(
                        classes.size(), features, trainer.options().seed()),
                Tensor.zeros(Shape.of(classes.size())),
                classes);
    }

    private static List<Integer> labels(ImageReader.Outcome<?> outcome) {
        return outcome.samples().stream().map(Sample::label).toList();
    }

    private static Evaluation evaluation(Parameters parameters, int resolution, TrainingExamples checked) {
        CompiledNetwork model = Compiler.compile(parameters, resolution, resolution);
        List<float[]> logits = IntStream.range(0, checked.size())
                .parallel()
                .mapToObj(i -> {
                    float[] input = new float[model.inputLength()];
                    checked.read(i, resolution, 0, input);
                    return model.logits(input);
                })
                .toList();
        return Evaluation.of(
                IntStream.range(0, checked.size()).map(checked::label).toArray(), logits);
    }
}
