package org.mobilenet4j.workflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.augmentation.DenseAugmentation;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.detection.Corners;
import org.mobilenet4j.detection.ObjectTarget;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ContactSheet;
import org.mobilenet4j.image.DrawnBox;
import org.mobilenet4j.image.MaskDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.AveragePrecision;
import org.mobilenet4j.training.DetectionLoss;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.MeanIou;
import org.mobilenet4j.training.Measure;
import org.mobilenet4j.training.SegmentationLoss;
import org.mobilenet4j.training.Trainer;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.training.TrainingListener.Epoch;

/**
 * Training of a detector on images with boxes, or of a segmentation network on images with masks. After each epoch it is
 * judged on the validation images, by COCO's average precision or by mean IoU, and the best epoch's weights are kept. The
 * model to begin from is never changed, and the same start, options and images give the same model again.
 *
 * @param start of a detector or a segmentation network; {@link org.mobilenet4j.DenseStart} makes them
 * @param reader how images are read; turned upright where the model's preprocessing says so
 */
public record DenseTraining(Model start, TrainerOptions options, DenseAugmentation augmentation, ImageReader reader) {
    /** How much larger than the network's input images are kept: a part of them may fill it. */
    private static final int DETAIL = 2;

    /**
     * The result of a run.
     *
     * @param model the weights of the best epoch, with an account of the run
     * @param last the weights after the last epoch
     * @param best the epoch that was kept; its accuracy is the average precision or the mean IoU
     * @param epochs how many were run
     * @param trainImages how many images it learned from
     * @param skipped images of both sides that could not be read
     * @param seconds that reading and training took
     */
    public record Trained(
            Model model,
            Parameters last,
            Epoch best,
            int epochs,
            int trainImages,
            List<SkippedImage> skipped,
            double seconds) {
        public Trained {
            skipped = List.copyOf(skipped);
        }

        /** The same with another account of the run. */
        Trained withRun(Map<String, ? extends @Nullable Object> run) {
            return new Trained(model.withRun(run), last, best, epochs, trainImages, skipped, seconds);
        }
    }

    /**
     * Checks that the model is one for boxes or masks.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public DenseTraining {
        switch (start.task()) {
            case Task.ObjectDetection d -> {}
            case Task.SemanticSegmentation s -> {}
            case Task.ImageClassification c -> throw notDense(start);
            case Task.FeatureExtraction f -> throw notDense(start);
        }
        reader = reader.following(start.preprocessing());
    }

    private static IllegalArgumentException notDense(Model start) {
        return new IllegalArgumentException(
                start.name() + " is neither a detector nor a segmentation network, expected one of these");
    }

    /** By which epochs are judged. */
    public Measure measure() {
        return isDetector() ? Measure.AVERAGE_PRECISION : Measure.MEAN_IOU;
    }

    private boolean isDetector() {
        return start.task() instanceof Task.ObjectDetection;
    }

    /** Says where a trainer keeps its checkpoints. */
    interface Checkpoints {
        <T> Trainer<T> of(Trainer<T> trainer);
    }

    /** Is given the first batch as the network sees it, with its targets drawn. */
    interface FirstSight {
        void show(RgbImage sheet) throws IOException;
    }

    /**
     * Trains.
     *
     * @throws InvalidInputException if images cannot be read, or fewer than two remain to learn from, or none to validate on
     * @throws DivergedException if the loss is not finite
     * @throws IOException if the disk fails
     */
    public Trained run(AnnotatedDataset.Parts parts, WorkflowListener listener) throws IOException {
        Checkpoints none = new Checkpoints() {
            @Override
            public <T> Trainer<T> of(Trainer<T> trainer) {
                return trainer;
            }
        };
        return run(parts, listener, none, sheet -> {});
    }

    Trained run(AnnotatedDataset.Parts parts, WorkflowListener listener, Checkpoints checkpoints, FirstSight sight)
            throws IOException {
        long begin = System.nanoTime();
        AnnotatedEvaluation.tellProblems(parts.train().dataset(), listener);
        describe(parts, listener);
        Read read = read(parts, listener);
        Trainer.Result result = isDetector()
                ? train(
                        detectorExamples(read.train, augmentation),
                        detectorExamples(read.validation, DenseAugmentation.NONE),
                        checkpoints.of(detectorTrainer()),
                        listener,
                        batch -> sight.show(boxSheet(batch)))
                : train(
                        segmenterExamples(read.train, augmentation),
                        segmenterExamples(read.validation, DenseAugmentation.NONE),
                        checkpoints.of(segmenterTrainer()),
                        listener,
                        batch -> sight.show(maskSheet(batch)));
        if (result.epochs() < options.epochs()) {
            listener.onNote("stopped after epoch " + result.epochs() + " of " + options.epochs() + ": none since epoch "
                    + result.best().epoch() + " was better on the validation images (patience " + options.patience()
                    + ")");
        }
        List<SkippedImage> skipped = new ArrayList<>(read.train.skipped());
        skipped.addAll(read.validation.skipped());
        Trained trained = new Trained(
                start.withParameters(result.parameters()),
                result.last(),
                result.best(),
                result.epochs(),
                read.train.size(),
                skipped,
                (System.nanoTime() - begin) * 1e-9);
        return trained.withRun(account(trained, read));
    }

    private record Read(AnnotatedPictures train, AnnotatedPictures validation) {}

    private void describe(AnnotatedDataset.Parts parts, WorkflowListener listener) {
        int classes = parts.train().dataset().classes().size();
        listener.onNote(String.format(
                Locale.ROOT,
                "%s at %d pixels, %d %s: %,d training images, %,d validation images, annotations: %s",
                start.name(),
                start.preprocessing().inputWidth(),
                classes,
                classes == 1 ? "class" : "classes",
                parts.train().size(),
                parts.validation().size(),
                parts.train().dataset().format()));
    }

    private Read read(AnnotatedDataset.Parts parts, WorkflowListener listener) {
        int before = parts.train().size();
        int total = before + parts.validation().size();
        listener.onTask("reading", total);
        int side = Math.max(
                start.preprocessing().inputWidth(), start.preprocessing().inputHeight());
        AnnotatedPictures train = read(parts.train(), DETAIL * side, new CountedImages(listener, 0, total));
        // What is judged is seen as the finished model sees it: of its own size.
        AnnotatedPictures validation =
                read(parts.validation(), Integer.MAX_VALUE, new CountedImages(listener, before, total));
        if (train.size() < 2 || validation.size() == 0) {
            throw new InvalidInputException(parts.train().source() + ": " + train.size() + " images to learn from and "
                    + validation.size() + " to validate on can be read, expected at least 2 and 1");
        }
        return new Read(train, validation);
    }

    private AnnotatedPictures read(AnnotatedImages images, int shortSide, WorkflowListener listener) {
        return AnnotatedPictures.read(images, reader, shortSide, !isDetector(), listener);
    }

    private TrainingExamples<List<ObjectTarget>> detectorExamples(AnnotatedPictures images, DenseAugmentation changes) {
        return new DetectionExamples(images, start.preprocessing(), changes);
    }

    private TrainingExamples<ClassMask> segmenterExamples(AnnotatedPictures images, DenseAugmentation changes) {
        return new SegmentationExamples(images, start.preprocessing(), changes);
    }

    private interface Batch<T> {
        void show(List<FirstBatch.Shown<T>> shown) throws IOException;
    }

    private <T> Trainer.Result train(
            TrainingExamples<T> examples,
            TrainingExamples<T> validation,
            Trainer<T> trainer,
            WorkflowListener listener,
            Batch<T> first)
            throws IOException {
        FirstBatch<T> seen = new FirstBatch<>(examples, start.preprocessing(), options.batchSize());
        TrainingListener shower = new TrainingListener() {
            private boolean isShown;

            @Override
            public void onEpoch(Epoch epoch) {}

            @Override
            public void onStep(Step step) {
                if (!isShown) {
                    isShown = true;
                    try {
                        first.show(seen.shown());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        };
        return trainer.train(start.parameters(), start.inputShape(), seen, validation, listener.with(List.of(shower)));
    }

    private RgbImage boxSheet(List<FirstBatch.Shown<List<ObjectTarget>>> batch) {
        return ContactSheet.ofBoxes(
                batch.stream().map(FirstBatch.Shown::image).toList(),
                batch.stream()
                        .map(shown -> shown.target().stream().map(this::drawn).toList())
                        .toList());
    }

    private DrawnBox drawn(ObjectTarget object) {
        Corners box = object.box();
        return new DrawnBox(
                Box.ofCorners(box.left(), box.top(), box.right(), box.bottom()),
                start.labels().get(object.label()),
                MaskDecoder.vocColor(object.label()));
    }

    private RgbImage maskSheet(List<FirstBatch.Shown<ClassMask>> batch) {
        return ContactSheet.ofMasks(
                batch.stream().map(FirstBatch.Shown::image).toList(),
                batch.stream().map(FirstBatch.Shown::target).toList(),
                start.labels());
    }

    private Trainer<List<ObjectTarget>> detectorTrainer() {
        return new Trainer<>(
                options,
                (network, input, examples, workers) ->
                        new DetectionLoss(SsdHeads.of(network, input.height(), input.width()), workers),
                new AveragePrecision());
    }

    private Trainer<ClassMask> segmenterTrainer() {
        return new Trainer<>(
                options,
                (network, input, examples, workers) -> new SegmentationLoss(
                        network.channels(
                                Objects.requireNonNull(network.outputs().get(Network.OUT))),
                        workers),
                new MeanIou());
    }

    private Map<String, @Nullable Object> account(Trained trained, Read read) {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("data", read.train.images().source());
        run.put("validation", read.validation.images().source());
        run.put("annotations", read.train.images().dataset().format());
        run.put("options", options.toString());
        run.put("augmentation", augmentation.toString());
        run.put("train_images", trained.trainImages);
        run.put("validation_images", read.validation.size());
        run.put("skipped", trained.skipped.stream().map(SkippedImage::name).toList());
        run.put("seed", options.seed());
        run.put("epochs", trained.epochs);
        run.put("best_epoch", trained.best.epoch());
        run.put(measure().key(), trained.best.accuracy());
        run.put("seconds", trained.seconds);
        run.put("threads", options.threads());
        run.put("mobilenet4j", TrainingAccount.version());
        run.put("java", Runtime.version().toString());
        run.put("kernels", KernelSelection.chosen().kernels().name());
        return run;
    }
}
