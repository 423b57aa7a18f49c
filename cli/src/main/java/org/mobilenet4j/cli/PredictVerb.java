package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mobilenet4j.Classification;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.io.InvalidInputException;
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
        ImageClassifier classifier = ImageClassifier.of(StartingModel.load("--model", model, output.console()))
                .withDecoder(PictureOptions.decoder(isOriented));
        Report report = output.report();
        int refused = 0;
        List<Path> pictures = pictures();
        for (Path picture : pictures) {
            try {
                report(report, picture, classifier.classify(picture), pictures.size() > 1);
            } catch (InvalidInputException e) {
                if (pictures.size() == 1) {
                    throw e;
                }
                refused++;
                report.warning(String.valueOf(e.getMessage()));
            }
        }
        if (refused > 0) {
            throw new InvalidInputException(refused + " of " + pictures.size() + " pictures could not be read");
        }
        return ExitCode.OK;
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
