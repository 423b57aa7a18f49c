package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Classification;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.SideBySide;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inspection.GradCam;
import org.mobilenet4j.inspection.HeatMap;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet predict}: what is in these images? */
@Command(
        name = "predict",
        description = "Says what is in images. Of a folder, every image in it and below is taken.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet predict --model my-model photo.jpg")
@SuppressWarnings("NullAway.Init")
final class PredictVerb implements Callable<Integer> {
    private static final int DRAWN_PIXELS = 448;

    private final Output output;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model's folder or zip, a file of ImageNet weights, or a name that 'weights list' shows.")
    private String model;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "Likeliest classes to show of each image (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--exif-orientation",
            description = "Turn images as their EXIF tag says. Off by default, as in Pillow and torchvision.")
    private boolean isOriented;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description = "Draw what in the image speaks for the likeliest class (Grad-CAM) as a PNG. Takes one image.")
    private @Nullable Path explanation;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Images, or folders of images.")
    private List<Path> files;

    PredictVerb(Output output) {
        this.output = output;
    }

    private record Predicted(String file, List<Prediction> predictions) {}

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new InvalidInputException("--top is " + top + ", expected at least 1");
        }
        List<Path> images = ImageFiles.of(files);
        if (explanation != null) {
            OutputFile.folderOfFile("--explain", explanation);
            if (images.size() > 1) {
                throw new InvalidInputException(
                        "--explain draws one image, found " + images.size() + "; give one of them");
            }
        }
        ModelBundle bundle = StartingModel.load("--model", model, output.console());
        Kernels kernels = images.size() == 1
                ? KernelSelection.forOnePicture()
                : KernelSelection.chosen().kernels();
        ImageClassifier classifier = ImageClassifier.of(bundle, kernels).withDecoder(ImageOptions.decoder(isOriented));
        Report report = output.report();
        if (images.size() == 1) {
            Path image = images.getFirst();
            Classification classification = classifier.classify(image);
            if (explanation != null) {
                explain(bundle, image, classification.best(), explanation);
                report.note("what speaks for " + classification.best().label() + " is drawn in " + explanation);
            }
            report(report, image, classification, false);
            return ExitCode.OK;
        }
        List<String> refused = new ArrayList<>();
        SideBySide.forEach(
                images, Runtime.getRuntime().availableProcessors(), image -> classified(classifier, image), outcome -> {
                    if (outcome.classification == null) {
                        refused.add(outcome.problem);
                        report.warning(outcome.problem);
                    } else {
                        report(report, outcome.image, outcome.classification, true);
                    }
                });
        if (!refused.isEmpty()) {
            throw new InvalidInputException(refused.size() + " of " + images.size() + " images could not be read");
        }
        return ExitCode.OK;
    }

    /** What became of one image of many. */
    private record Outcome(Path image, @Nullable Classification classification, String problem) {}

    private static Outcome classified(ImageClassifier classifier, Path image) {
        try {
            return new Outcome(image, classifier.classify(image), "");
        } catch (InvalidInputException e) {
            return new Outcome(image, null, String.valueOf(e.getMessage()));
        }
    }

    private void explain(ModelBundle bundle, Path file, Prediction prediction, Path drawing) throws IOException {
        RgbImage image = ImageOptions.decoder(isOriented).decode(file);
        Preprocessing preprocessing = bundle.preprocessing();
        HeatMap heat = GradCam.of(bundle.parameters())
                .explain(preprocessing.apply(image).data(), prediction.index());
        RgbImage seen = preprocessing
                .withResolution(Math.max(DRAWN_PIXELS, preprocessing.inputWidth()))
                .crop(image);
        AtomicFile.write(drawing, out -> out.write(ImageEncoder.png(heat.over(seen))));
    }

    private void report(Report report, Path image, Classification classification, boolean isOneOfMany) {
        List<Prediction> likeliest = classification.top(top);
        StringBuilder text = new StringBuilder(isOneOfMany ? image + "\n" : "");
        for (Prediction prediction : likeliest) {
            text.append(
                    String.format(Locale.ROOT, "%6.2f %%  %s%n", 100 * prediction.probability(), prediction.label()));
        }
        report.result(
                new Predicted(image.toString(), likeliest), text.toString().stripTrailing());
    }
}
