package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.Lettering;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mobilenet predict}: what is in these images? */
@Command(
        name = "predict",
        description =
                "Says what is in images: the likeliest classes, the objects with their boxes, or the class of each pixel,"
                        + " as the model's task is. Of a folder, every image in it and below is taken.",
        footerHeading = "%nExample:%n",
        footer = {
            "  mobilenet predict --model my-model photo.jpg",
            "  mobilenet predict --model my-detector --draw drawn photos"
        })
@SuppressWarnings("NullAway.Init")
final class PredictVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    @SuppressWarnings("UnusedVariable") // it acts as it is read
    private TunedFlag tuned;

    @Mixin
    private ModelFlag model;

    @Mixin
    private WeightsAsFlag weightsAs;

    @Mixin
    private PredictionFlags wanted;

    @Mixin
    private ImageFlags images;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Images, or folders or archives of images.")
    private List<Path> files;

    PredictVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        wanted.check();
        ImageReader asked = images.reader();
        Path explanation = wanted.explanation();
        Report report = output.report();
        try (UnlabelledImages opened = UnlabelledImages.open(files)) {
            if (explanation != null && opened.size() > 1) {
                throw new InvalidInputException(
                        "--explain draws one image, found " + opened.size() + "; give one of them");
            }
            Model bundle = images.oriented(model.load(output).withWeightsAs(weightsAs.type()), report);
            ImageReader reader = asked.following(bundle.preprocessing());
            opened.notes().forEach(report::note);
            Predictor predictor = wanted.predictor(bundle, opened);
            if (wanted.isDrawn() && !Lettering.isAvailable()) {
                report.warning("--draw: " + Lettering.ABSENCE);
            }
            predict(predictor, opened, reader);
            if (explanation != null) {
                RgbImage explained = reader.compute(opened, 0, image -> Explanation.of(bundle, image));
                byte[] drawn = ImageEncoder.png(explained);
                AtomicFile.write(explanation, out -> out.write(drawn));
                report.note("what speaks for the likeliest class is drawn in " + explanation);
            }
        }
        return ExitCode.OK;
    }

    private void predict(Predictor predictor, UnlabelledImages opened, ImageReader reader) {
        boolean isAlone = opened.size() == 1;
        Report report = output.report();
        List<String> refused = new ArrayList<>();
        reader.workers().mapInOrder(opened.size(), index -> AskedImage.of(predictor, opened, index, reader), asked -> {
            Answer answer = asked.answer();
            if (answer != null) {
                report.result(answer.result(), (isAlone ? "" : asked.image() + "\n") + answer.text());
            } else if (isAlone || reader.isStrict()) {
                throw new InvalidInputException(asked.problem());
            } else {
                refused.add(asked.problem());
                report.warning(asked.problem());
            }
        });
        if (!refused.isEmpty()) {
            throw new InvalidInputException(refused.size() + " of " + opened.size() + " images could not be read");
        }
    }
}
