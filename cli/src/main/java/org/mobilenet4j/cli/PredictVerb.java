package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
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
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inspection.GradCam;
import org.mobilenet4j.inspection.HeatMap;
import org.mobilenet4j.io.AtomicFile;
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
            description = "Likeliest classes to show of each picture (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--exif-orientation",
            description = "Turn pictures as their EXIF tag says. Off by default, as in Pillow and torchvision.")
    private boolean isOriented;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description =
                    "Draw what in the picture speaks for the likeliest class (Grad-CAM) as a PNG. Takes one picture.")
    private @Nullable Path explanation;

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
        List<Path> pictures = PictureFiles.of(files);
        if (explanation != null) {
            OutputFile.folderOfFile("--explain", explanation);
            if (pictures.size() > 1) {
                throw new InvalidInputException(
                        "--explain draws one picture, found " + pictures.size() + "; give one of them");
            }
        }
        ModelBundle bundle = StartingModel.load("--model", model, output.console());
        ImageClassifier classifier = ImageClassifier.of(bundle).withDecoder(PictureOptions.decoder(isOriented));
        Report report = output.report();
        int refused = 0;
        for (Path picture : pictures) {
            try {
                Classification classification = classifier.classify(picture);
                if (explanation != null) {
                    explain(bundle, picture, classification.best(), explanation);
                    report.note("what speaks for " + classification.best().label() + " is drawn in " + explanation);
                }
                report(report, picture, classification, pictures.size() > 1);
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

    private void explain(ModelBundle bundle, Path file, Prediction prediction, Path drawing) throws IOException {
        RgbImage picture = PictureOptions.decoder(isOriented).decode(file);
        Preprocessing preprocessing = bundle.preprocessing();
        HeatMap heat = GradCam.of(bundle.parameters())
                .explain(preprocessing.apply(picture).data(), prediction.index());
        RgbImage seen = preprocessing
                .withResolution(Math.max(DRAWN_PIXELS, preprocessing.inputWidth()))
                .crop(picture);
        AtomicFile.write(drawing, out -> out.write(ImageEncoder.png(heat.over(seen))));
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
