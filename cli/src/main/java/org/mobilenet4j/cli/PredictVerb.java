package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
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

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Images, or folders or archives of images.")
    private List<Path> files;

    PredictVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        if (top < 1) {
            throw new InvalidInputException("--top is " + top + ", expected at least 1");
        }
        OutputPath.requireFile("--explain", explanation);
        ImageReader asked = images.reader();
        try (UnlabelledImages opened = UnlabelledImages.open(files)) {
            if (explanation != null && opened.size() > 1) {
                throw new InvalidInputException(
                        "--explain draws one image, found " + opened.size() + "; give one of them");
            }
            Model bundle = images.oriented(model.load(output), output.report());
            ImageReader reader = asked.following(bundle.preprocessing());
            opened.notes().forEach(output.report()::note);
            classify(bundle, opened, reader);
            if (explanation != null) {
                RgbImage explained = reader.compute(opened, 0, image -> Explanation.of(bundle, image));
                byte[] drawn = ImageEncoder.png(explained);
                AtomicFile.write(explanation, out -> out.write(drawn));
                output.report().note("what speaks for the likeliest class is drawn in " + explanation);
            }
        }
        return ExitCode.OK;
    }

    private void classify(Model bundle, UnlabelledImages opened, ImageReader reader) {
        boolean isAlone = opened.size() == 1;
        Kernels kernels = isAlone
                ? KernelSelection.forOneImage()
                : KernelSelection.chosen().kernels();
        ImageClassifier classifier = ImageClassifier.of(bundle, kernels);
        Report report = output.report();
        List<String> refused = new ArrayList<>();
        reader.workers()
                .mapInOrder(opened.size(), index -> ClassifiedImage.of(classifier, opened, index, reader), answer -> {
                    if (answer.classification() != null) {
                        PredictedImage predicted = new PredictedImage(
                                answer.image(), answer.classification().top(top));
                        report.result(predicted, (isAlone ? "" : answer.image() + "\n") + predicted.text());
                    } else if (isAlone || reader.isStrict()) {
                        throw new InvalidInputException(answer.problem());
                    } else {
                        refused.add(answer.problem());
                        report.warning(answer.problem());
                    }
                });
        if (!refused.isEmpty()) {
            throw new InvalidInputException(refused.size() + " of " + opened.size() + " images could not be read");
        }
    }
}
