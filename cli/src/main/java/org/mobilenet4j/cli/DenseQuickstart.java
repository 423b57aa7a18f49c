package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.DenseStart;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.ImageSegmenter;
import org.mobilenet4j.Model;
import org.mobilenet4j.ObjectDetector;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.augmentation.ColorJitter;
import org.mobilenet4j.augmentation.DenseAugmentation;
import org.mobilenet4j.augmentation.IouCrop;
import org.mobilenet4j.augmentation.PartOfImage;
import org.mobilenet4j.augmentation.RandomMirror;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;
import org.mobilenet4j.cli.quickstart.FlowerKind;
import org.mobilenet4j.cli.quickstart.SceneFolder;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.image.BoxDrawing;
import org.mobilenet4j.image.DrawnBox;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.MaskDrawing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.OptimizerSettings;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.workflow.DenseRecipe;
import org.mobilenet4j.workflow.DenseTraining;
import org.mobilenet4j.workflow.DenseTrainingRun;
import org.mobilenet4j.workflow.EvaluatedDetections;

/**
 * The quickstart of detection and of segmentation: a small MobileNetV2 learns kinds of flowers from drawings of one kind
 * each, and over it a detector or a segmentation network learns from drawings of several kinds where they are. That is how
 * these networks are usually made; from fresh weights as many epochs come to half as much.
 *
 * @param out folder for images, model, report and a drawing
 * @param scenes how many images, a fifth of them to validate on
 * @param seed of drawings and weights
 */
record DenseQuickstart(AnnotationTask task, Report report, Path out, int scenes, long seed) {
    private static final int PER_KIND = 100;
    private static final int RESOLUTION = 128;

    /** What a score is to be where no threshold served better than another. */
    private static final double USUAL_SCORE = 0.5;

    private boolean isDetection() {
        return task == AnnotationTask.DETECTION;
    }

    void run() throws IOException {
        long begin = System.nanoTime();
        Path data = out.resolve("scenes");
        Path folder = out.resolve("model");
        int validation = scenes / 5;
        Model classifier = classifier();
        report.note("drawing " + scenes + " scenes of one to five flowers into " + data);
        try (Progress progress = report.progress("drawing", "images", scenes)) {
            SceneFolder.write(data, scenes - validation, validation, seed, progress);
        }
        Model model = train(classifier, data, folder).model();
        Path page = out.resolve("report.html");
        EvaluatedModel evaluation = new EvaluatedModel(out.toString(), data, page, null, report);
        try (ConsoleListener listener = new ConsoleListener(report)) {
            ImageReader reader = new ImageReader(Runtime.getRuntime().availableProcessors());
            DenseQuickstartFigures figures = switch (task) {
                case DETECTION -> {
                    EvaluatedDetections evaluated = evaluation.detector(model, reader, listener);
                    yield figures(begin, evaluated.figures().coco().ap50(), drawBoxes(model, data, evaluated));
                }
                case SEGMENTATION ->
                    figures(begin, evaluation.segmenter(model, reader, listener).meanIou(), drawMask(model, data));
            };
            report.result(figures, figures.text());
        }
    }

    private DenseQuickstartFigures figures(long begin, double accuracy, Drawn drawn) {
        return new DenseQuickstartFigures(
                task,
                out,
                scenes - scenes / 5,
                scenes / 5,
                accuracy,
                (System.nanoTime() - begin) * 1e-9,
                drawn.score,
                drawn.file,
                drawn.text);
    }

    /** Knows the kinds of flowers, and not where they are. */
    private Model classifier() throws IOException {
        Path flowers = out.resolve("flowers");
        int total = PER_KIND * FlowerKind.values().length;
        report.note("drawing " + total + " images of one kind of flower each into " + flowers);
        try (Progress progress = report.progress("drawing", "images", total)) {
            FlowerDrawings.replaceSet(flowers, PER_KIND, seed, progress);
        }
        try (ImageFolder folder = ImageFolder.open(flowers)) {
            Split split = QuickstartTraining.split(folder, seed);
            try (ConsoleListener listener =
                    new ConsoleListener(report, split.train().size())) {
                return QuickstartTraining.of(folder.classes(), seed)
                        .run(split, listener)
                        .model();
            }
        }
    }

    private DenseTraining.Trained train(Model classifier, Path data, Path folder) throws IOException {
        try (AnnotatedDataset dataset = AnnotatedDataset.open(data, task, true)) {
            DenseMobileNet network =
                    isDetection() ? DenseMobileNet.SSDLITE_MOBILENET_V2 : DenseMobileNet.DEEPLABV3_LITE_MOBILENET_V2;
            Model start = DenseStart.over(classifier, network, dataset.networkLabels(), RESOLUTION, seed);
            AnnotatedDataset.Parts parts = dataset.split(0.2, seed);
            DenseTraining training = new DenseTraining(
                    start, options(), augmentation(), new ImageReader(options().threads()));
            try (ConsoleListener listener =
                    new ConsoleListener(report, parts.train().size(), training.measure())) {
                return new DenseTrainingRun(training, folder, false, Map.of("verb", "quickstart")).run(parts, listener);
            }
        }
    }

    /** Found by trying: with so few images, many small steps. */
    private TrainerOptions options() {
        return DenseRecipe.of(task)
                .options()
                .with(change -> change.epochs(20)
                        .batchSize(8)
                        .rates(LearningRates.same(0.03))
                        .optimizer(new OptimizerSettings.Sgd(0.9, true, 1e-4))
                        .seed(seed));
    }

    /** Gentle: drawings are all alike, and so few epochs learn little from colours that are never there. */
    private DenseAugmentation augmentation() {
        return new DenseAugmentation(
                List.of(isDetection() ? new IouCrop(0.6) : new PartOfImage(0.6, 1, 0.8, 1.25), new RandomMirror(0.5)),
                ColorJitter.NONE);
    }

    /**
     * An image to look at, and what was said of it.
     *
     * @param score from which objects were drawn
     */
    private record Drawn(Path file, double score, String text) {}

    private Drawn drawBoxes(Model model, Path data, EvaluatedDetections evaluated) throws IOException {
        double score = evaluated.figures().thresholds().bestF1() > 0 ? evaluated.threshold() : USUAL_SCORE;
        RgbImage image = first(data);
        List<DetectedObject> found =
                ObjectDetector.of(model).withLeastScore(score).detect(image);
        List<DrawnBox> boxes = found.stream()
                .map(object -> DrawnBox.of(object.box(), object.label(), object.score(), object.index()))
                .toList();
        Path file = write(BoxDrawing.over(image, boxes));
        return new Drawn(
                file,
                score,
                DetectedObjects.of(file.toString(), image, found, file).text(score));
    }

    private Drawn drawMask(Model model, Path data) throws IOException {
        RgbImage image = first(data);
        Segmentation found = ImageSegmenter.of(model).segment(image);
        Path file = write(MaskDrawing.over(image, found.mask(), found.labels()));
        return new Drawn(
                file, 0, SegmentedImage.of(file.toString(), found, null, file).text());
    }

    /** The first that it did not learn from. */
    private RgbImage first(Path data) throws IOException {
        try (AnnotatedDataset dataset = AnnotatedDataset.open(data, task, true)) {
            AnnotatedImages validation = dataset.part(dataset.evaluationPart());
            return validation.decode(0, new ImageDecoder());
        }
    }

    private Path write(RgbImage drawing) throws IOException {
        Path file = out.resolve("drawn.png");
        Files.createDirectories(out);
        byte[] png = ImageEncoder.png(drawing);
        AtomicFile.write(file, to -> to.write(png));
        return file;
    }
}
