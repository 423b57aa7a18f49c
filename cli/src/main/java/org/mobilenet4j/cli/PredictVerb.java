package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Classification;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.SideBySide;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mobilenet predict}: what is in these pictures? */
@Command(
        name = "predict",
        description = "Says what is in pictures. Of a folder, every picture in it and below is taken.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet predict --model my-model photo.jpg")
@SuppressWarnings("NullAway.Init")
final class PredictVerb implements Callable<Integer> {
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
            description = "Likeliest classes to show of each picture (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--exif-orientation",
            description = "Turn pictures as their EXIF tag says. Off by default, as in Pillow and torchvision.")
    private boolean isOriented;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Pictures, or folders of pictures.")
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
        ModelBundle bundle = StartingModel.load("--model", model, output.console());
        List<Path> pictures = pictures();
        Kernels kernels = pictures.size() == 1
                ? KernelSelection.forOnePicture()
                : KernelSelection.chosen().kernels();
        ImageClassifier classifier =
                ImageClassifier.of(bundle, kernels).withDecoder(PictureOptions.decoder(isOriented));
        Report report = output.report();
        if (pictures.size() == 1) {
            report(report, pictures.getFirst(), classifier.classify(pictures.getFirst()), false);
            return ExitCode.OK;
        }
        List<String> refused = new ArrayList<>();
        SideBySide.forEach(
                pictures,
                Runtime.getRuntime().availableProcessors(),
                picture -> classified(classifier, picture),
                outcome -> {
                    if (outcome.classification == null) {
                        refused.add(outcome.problem);
                        report.warning(outcome.problem);
                    } else {
                        report(report, outcome.picture, outcome.classification, true);
                    }
                });
        if (!refused.isEmpty()) {
            throw new InvalidInputException(refused.size() + " of " + pictures.size() + " pictures could not be read");
        }
        return ExitCode.OK;
    }

    /** What became of one picture of many. */
    private record Outcome(Path picture, @Nullable Classification classification, String problem) {}

    private static Outcome classified(ImageClassifier classifier, Path picture) {
        try {
            return new Outcome(picture, classifier.classify(picture), "");
        } catch (InvalidInputException e) {
            return new Outcome(picture, null, String.valueOf(e.getMessage()));
        }
    }

    private List<Path> pictures() throws IOException {
        List<Path> pictures = new ArrayList<>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                try (Stream<Path> below = Files.walk(file)) {
                    List<Path> found = below.filter(path -> ImageFolder.isPicture(path.toString()))
                            .sorted()
                            .toList();
                    if (found.isEmpty()) {
                        throw new InvalidInputException(file + ": there is no picture in this folder or below");
                    }
                    pictures.addAll(found);
                }
            } else {
                pictures.add(file);
            }
        }
        return pictures;
    }

    private void report(Report report, Path picture, Classification classification, boolean isOneOfMany) {
        List<Prediction> likeliest = classification.top(top);
        StringBuilder text = new StringBuilder(isOneOfMany ? picture + "\n" : "");
        for (Prediction prediction : likeliest) {
            text.append(
                    String.format(Locale.ROOT, "%6.2f %%  %s%n", 100 * prediction.probability(), prediction.label()));
        }
        report.result(
                new Predicted(picture.toString(), likeliest), text.toString().stripTrailing());
    }
}
