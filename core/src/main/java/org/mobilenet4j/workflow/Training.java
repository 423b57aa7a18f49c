package org.mobilenet4j.workflow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Calibrator;
import org.mobilenet4j.quantization.RangeMethod;
import org.mobilenet4j.training.Accuracy;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.LabelledFeatures;
import org.mobilenet4j.training.StemWhitening;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.training.network.Int8Simulation;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;
import org.mobilenet4j.workflow.TrainingPlan.NetworkPlan;

/**
 * Training on labelled images: of a new classifier over a frozen trunk, or of the layers themselves, from published weights
 * or fresh ones. The validation images decide which epoch is kept. The model to begin from is never changed, and the same
 * start, plan and images give the same model again.
 *
 * @param start the model to begin from; its classifier is replaced where the plan or the number of classes asks for it
 * @param reader how images are read; turned upright where the model's preprocessing says so, whatever the reader's decoder
 *     does; how many threads train is the plan's to say
 */
public record Training(Model start, TrainingPlan plan, ImageReader reader) {
    /** From so many, the ranges of an int8 network are taken. */
    private static final int CALIBRATION_IMAGES = 200;

    /**
     * Checks that the network can learn from inputs of the size that the plan says.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public Training {
        reader = reader.following(start.preprocessing());
        if (plan instanceof NetworkPlan network) {
            MapShape input = network.options().input(start.inputShape(), 1);
            Objects.requireNonNull(Shapes.of(start.network(), input.height(), input.width()));
        }
    }

    /** With as many images in hand as there are processors; what cannot be read is left out. */
    public Training(Model start, TrainingPlan plan) {
        this(start, plan, new ImageReader(Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Trains.
     *
     * @throws InvalidInputException if images cannot be read, or none remains to learn from, of a class, or to validate on
     * @throws DivergedException if the loss is not finite, or that of the best epoch far above that of guessing
     * @throws IOException if the disk fails
     */
    public TrainedModel run(Split images, WorkflowListener listener) throws IOException {
        return run(images, listener, trainer -> trainer);
    }

    /** @param checkpoints says where the trainer of a network keeps its checkpoints */
    TrainedModel run(Split images, WorkflowListener listener, UnaryOperator<Trainer<Integer>> checkpoints)
            throws IOException {
        long begin = System.nanoTime();
        LabelledNames.of(images.train()).requireSome("train");
        LabelledNames.of(images.validation()).requireSome("validate");
        describe(images, listener);
        Fitted fitted = switch (plan) {
            case HeadPlan head -> fit(head, images, listener);
            case NetworkPlan network -> fit(network, images, listener, checkpoints);
        };
        DivergedException.require(fitted.best, images.train().folder().classes().size());
        double seconds = (System.nanoTime() - begin) * 1e-9;
        Model model = fitted.model;
        EvaluatedImages validation = EvaluatedImages.of(model, images.validation(), reader, fitted.validation, seconds);
        List<SkippedImage> skipped = new ArrayList<>(fitted.trainSkipped);
        skipped.addAll(fitted.validation.skipped());
        TrainedModel trained = new TrainedModel(
                model, fitted.last, fitted.best, fitted.epochs, validation, fitted.trainImages, skipped, seconds);
        return trained.withRun(account(trained, images).entries());
    }

    /** @param validation the network's outputs for the validation images */
    private record Fitted(
            Model model,
            Parameters last,
            Epoch best,
            int epochs,
            int trainImages,
            List<SkippedImage> trainSkipped,
            ImageResults<float[]> validation) {}

    private void describe(Split images, WorkflowListener listener) {
        LabelledImages validation = images.validation();
        List<String> classes = images.train().folder().classes();
        String part = validation
                .folder()
                .validationPart()
                .filter(named -> validation.folder().validation().equals(validation.samples()))
                .map(named -> " of the " + named + " part")
                .orElse("");
        listener.onNote(String.format(
                Locale.ROOT,
                "%s at %d pixels, %d classes: %,d training images, %,d validation images%s",
                start.name(),
                start.preprocessing().inputWidth(),
                classes.size(),
                images.train().size(),
                validation.size(),
                part));
        LabelledNames.of(validation).warnOfMissingClasses(listener);
    }

    private Fitted fit(HeadPlan head, Split images, WorkflowListener listener) {
        CompiledNetwork trunk = start.compile();
        SideReading<float[]> reading =
                (set, isTrain, told) -> reader.map(set, start.preprocessing(), trunk::features, told);
        ReadSplit<float[]> read = read(images, listener, reading);
        HeadFitting.Fitted result = new HeadFitting(start, head.options())
                .fit(
                        new LabelledFeatures(read.train.results(), read.trainLabels()),
                        new LabelledFeatures(read.validation.results(), read.validationLabels()),
                        images.train().folder().classes(),
                        listener);
        return new Fitted(
                result.model(),
                result.last(),
                result.best(),
                result.epochs(),
                read.train.results().size(),
                read.train.skipped(),
                logits(read.validation, result.head()::logits));
    }

    private Fitted fit(
            NetworkPlan plan, Split images, WorkflowListener listener, UnaryOperator<Trainer<Integer>> checkpoints)
            throws IOException {
        TrainerOptions options = plan.options();
        Distillation distillation = plan.distillation();
        if (distillation != null) {
            distillation.require(images.train().folder().classes(), start.preprocessing());
        }
        NetworkFitting fitting = new NetworkFitting(start, plan);
        String how = reader.decoder() + ", " + start.preprocessing();
        SideReading<RgbImage> reading = (set, isTrain, told) -> isTrain
                ? plan.store().read(reader, set, fitting::shrunk, "shrunk, " + how, told)
                : plan.store().read(reader, set, fitting::framed, "cropped, " + how, told);
        ReadSplit<RgbImage> read = read(images, listener, reading);
        TrainingExamples<Integer> examples = fitting.examples(read.train.results(), read.trainLabels());
        TrainingExamples<Integer> framed = fitting.framedExamples(read.validation.results(), read.validationLabels());

        Model begun = fitting.begin(images.train().folder().classes());
        MapShape input = start.inputShape();
        if (plan.whitensStem()) {
            Parameters whitened = begun.parameters().copy();
            Workers workers = new Workers(options.threads());
            StemWhitening.apply(whitened, options.input(input, 1), examples, options.seed(), workers);
            begun = begun.withParameters(whitened);
        }
        if (plan.int8() != null) {
            begun = calibrated(begun.folded(), plan.int8(), read.train.results(), fitting, listener);
        }
        Accuracy accuracy = begun.ranges().isEmpty() ? new Accuracy() : Accuracy.ofInt8(begun.ranges());
        Trainer.Result result = checkpoints
                .apply(trainer(plan, begun, accuracy))
                .train(begun.parameters(), input, examples, framed, listener.with(List.of(accuracy)));
        if (result.epochs() < options.epochs()) {
            listener.onNote("stopped after epoch " + result.epochs() + " of " + options.epochs() + ": none since epoch "
                    + result.best().epoch() + " was better on the validation images (patience " + options.patience()
                    + ")");
        }
        Model model = begun.withParameters(result.parameters());
        return new Fitted(
                model,
                result.last(),
                result.best(),
                result.epochs(),
                read.train.results().size(),
                read.train.skipped(),
                validationOutputs(accuracy, model, read.validation));
    }

    private static Trainer<Integer> trainer(NetworkPlan plan, Model begun, Accuracy accuracy) {
        Distillation distillation = plan.distillation();
        Trainer<Integer> trainer = distillation == null
                ? Trainer.ofClassifiers(plan.options(), accuracy)
                : new Trainer<>(
                        plan.options(), distillation.objective(plan.options(), begun.preprocessing()), accuracy);
        return trainer.simulatingInt8(begun.ranges());
    }

    /** A folded network with the ranges of its values on every n-th of the images, as they are validated on. */
    private Model calibrated(
            Model folded,
            RangeMethod method,
            List<RgbImage> images,
            NetworkFitting fitting,
            WorkflowListener listener) {
        MapShape input = folded.inputShape();
        Calibrator calibrator = Calibrator.of(folded.parameters(), input.height(), input.width());
        int count = Math.min(CALIBRATION_IMAGES, images.size());
        listener.onTask("calibrating", count);
        reader.workers()
                .mapInOrder(
                        count,
                        i -> {
                            calibrator.observe(
                                    folded.input(fitting.framed(images.get((int) ((long) i * images.size() / count)))));
                            return i + 1;
                        },
                        done -> listener.onImage(done, count));
        return folded.withRanges(calibrator.quantization(method).ranges());
    }

    /** As the best epoch was judged by; only of one before a resume are they computed again. */
    private ImageResults<float[]> validationOutputs(Accuracy accuracy, Model model, ImageResults<RgbImage> images) {
        @Nullable List<float[]> kept = accuracy.bestOutputs();
        if (kept != null) {
            return untimed(images, kept);
        }
        if (!model.ranges().isEmpty()) {
            Int8Simulation simulation =
                    new Int8Simulation(model.parameters(), model.ranges(), model.inputShape(), reader.workers());
            return untimed(
                    images,
                    simulation.run(
                            images.results().size(),
                            (i, into) -> model.preprocessing()
                                    .normalize(images.results().get(i), into, 0)));
        }
        CompiledNetwork network = model.compile();
        return logits(
                images,
                image -> network.logits((out, offset) -> model.preprocessing().normalize(image, out, offset)));
    }

    private <R> ImageResults<float[]> logits(ImageResults<R> images, Function<R, float[]> outputs) {
        List<float[]> logits = new ArrayList<>();
        reader.workers()
                .mapInOrder(
                        images.results().size(),
                        i -> outputs.apply(images.results().get(i)),
                        logits::add);
        return untimed(images, logits);
    }

    private static ImageResults<float[]> untimed(ImageResults<?> images, List<float[]> logits) {
        return new ImageResults<>(images.indexes(), logits, Collections.nCopies(logits.size(), 0.0), images.skipped());
    }

    private interface SideReading<R> {
        ImageResults<R> read(LabelledImages images, boolean isTrain, WorkflowListener listener);
    }

    /** What was made of the images of both sides. */
    private record ReadSplit<R>(Split images, ImageResults<R> train, ImageResults<R> validation) {
        List<Integer> trainLabels() {
            return images.train().only(train.indexes()).labels();
        }

        List<Integer> validationLabels() {
            return images.validation().only(validation.indexes()).labels();
        }
    }

    private static <R> ReadSplit<R> read(Split images, WorkflowListener listener, SideReading<R> reading) {
        int before = images.train().size();
        int total = before + images.validation().size();
        listener.onTask("reading", total);
        ImageResults<R> train = reading.read(images.train(), true, new CountedImages(listener, 0, total));
        LabelledNames.of(images.train()).requireEveryClass(train.indexes(), train.skipped());
        return new ReadSplit<>(
                images, train, reading.read(images.validation(), false, new CountedImages(listener, before, total)));
    }

    private TrainingAccount account(TrainedModel trained, Split images) {
        return new TrainingAccount(
                images.train().source(),
                images.validation().source(),
                plan,
                trained.trainImages(),
                trained.validation().images().size(),
                trained.skipped(),
                trained.epochs(),
                trained.best(),
                trained.validation().evaluation().top(1),
                trained.seconds(),
                reader.workers().threads());
    }
}
