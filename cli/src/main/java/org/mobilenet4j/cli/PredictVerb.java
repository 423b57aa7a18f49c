package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Classification;
import org.mobilenet4j.Classification.Prediction;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.SideBySide;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.workflow.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
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
    private final Output output;

    @Mixin
    private ModelFlag model;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "Likeliest classes to show of each image (default: ${DEFAULT-VALUE}).")
    private int top;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description = "Draw what in the image speaks for the likeliest class (Grad-CAM) as a PNG. Takes one image.")
    private @Nullable Path explanation;

    @Mixin
    private ImageFlags images;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Images, or folders or zips of images.")
    private List<Path> files;

    PredictVerb(Output output) {
        this.output = output;
    }

    private record Predicted(String file, List<Prediction> predictions) {}

    /** What became of one image of many. */
    private record Answer(String image, @Nullable Classification classification, String problem) {}

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new InvalidInputException("--top is " + top + ", expected at least 1");
        }
        OutputPath.requireFile("--explain", explanation);
        ImageReader reader = images.reader();
        try (UnlabelledImages opened = UnlabelledImages.open(files)) {
            if (explanation != null && opened.size() > 1) {
                throw new InvalidInputException(
                        "--explain draws one image, found " + opened.size() + "; give one of them");
            }
            ModelBundle bundle = model.load(output.console());
            return opened.size() == 1 ? one(bundle, opened, reader) : many(bundle, opened, reader);
        }
    }

    private int one(ModelBundle bundle, UnlabelledImages opened, ImageReader reader) throws IOException {
        Report report = output.report();
        ImageClassifier classifier = ImageClassifier.of(bundle, KernelSelection.forOnePicture());
        Classification classification = reader.compute(opened, 0, classifier::classify);
        if (explanation != null) {
            int label = classification.best().index();
            RgbImage drawn = reader.compute(opened, 0, image -> Explanation.of(bundle, image, label));
            AtomicFile.write(explanation, out -> out.write(ImageEncoder.png(drawn)));
            report.note("what speaks for " + classification.best().label() + " is drawn in " + explanation);
        }
        print(report, opened.name(0), classification, "");
        return ExitCode.OK;
    }

    private int many(ModelBundle bundle, UnlabelledImages opened, ImageReader reader) {
        Report report = output.report();
        ImageClassifier classifier = ImageClassifier.of(bundle);
        List<String> refused = new ArrayList<>();
        SideBySide.forEach(
                IntStream.range(0, opened.size()).boxed().toList(),
                reader.threads(),
                index -> classified(classifier, opened, index, reader),
                answer -> {
                    if (answer.classification == null) {
                        refused.add(answer.problem);
                        report.warning(answer.problem);
                    } else {
                        print(report, answer.image, answer.classification, answer.image + "\n");
                    }
                });
        if (!refused.isEmpty()) {
            throw new InvalidInputException(refused.size() + " of " + opened.size() + " images could not be read");
        }
        return ExitCode.OK;
    }

    private static Answer classified(
            ImageClassifier classifier, UnlabelledImages images, int index, ImageReader reader) {
        try {
            return new Answer(images.name(index), reader.compute(images, index, classifier::classify), "");
        } catch (InvalidInputException e) {
            if (reader.isStrict()) {
                throw e;
            }
            return new Answer(images.name(index), null, String.valueOf(e.getMessage()));
        }
    }

    private void print(Report report, String image, Classification classification, String title) {
        List<Prediction> likeliest = classification.top(top);
        StringBuilder text = new StringBuilder(title);
        for (Prediction prediction : likeliest) {
            text.append(
                    String.format(Locale.ROOT, "%6.2f %%  %s%n", 100 * prediction.probability(), prediction.label()));
        }
        report.result(new Predicted(image, likeliest), text.toString().stripTrailing());
    }
}
