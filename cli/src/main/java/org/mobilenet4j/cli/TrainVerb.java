package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.transfer.HeadTransfer;
import org.mobilenet4j.transfer.HeadTransfer.Pictures;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet train}: a folder of photos becomes a classifier. */
@Command(
        name = "train",
        description = {
            "Makes a classifier of your own pictures: a folder (or zip) with a folder per class.",
            "The network's trunk stays as it is; every picture passes it once, and a new classifier is fitted to what"
                    + " comes out."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  mobilenet train --data photos --weights mobilenet_v2 --out my-model")
@SuppressWarnings("NullAway.Init")
final class TrainVerb implements Callable<Integer> {
    private final Output output;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder or zip with a folder per class, or with such folders in train and val or test.")
    private Path data;

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "FILE",
            description = "Where to start: a file of weights (safetensors or pth), a model's folder, or a name that"
                    + " 'weights list' shows.")
    private String weights;

    @Option(names = "--out", required = true, paramLabel = "MODEL", description = "Folder to write the model to.")
    private Path out;

    @Option(
            names = "--freeze",
            paramLabel = "PART",
            defaultValue = "features",
            description = "What is not changed. So far only 'features', all but the classifier.")
    private String freeze;

    @Option(
            names = "--val",
            paramLabel = "DIR",
            description =
                    "Folder or zip to check on. By default the val or test part of --data, where it comes divided,"
                            + " and else a share of it.")
    private @Nullable Path val;

    @Option(
            names = "--val-fraction",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Share of each class that is held out (default: ${DEFAULT-VALUE}).")
    private double heldOutFraction;

    @Option(
            names = "--arch",
            paramLabel = "NAME",
            description = "The network that the weights are of, where their names do not tell, such as TensorFlow's"
                    + " ports in timm's layout; 'models' lists them.")
    private @Nullable String architecture;

    @Option(
            names = "--resolution",
            paramLabel = "PIXELS",
            description = "Both sides of the network's input. By default, what the weights were published with.")
    private @Nullable Integer resolution;

    @Mixin
    private HeadFlags head;

    @Mixin
    private PictureOptions pictures;

    TrainVerb(Output output) {
        this.output = output;
    }

    /** What a run came to; accuracies are shares. */
    private record Trained(
            String model,
            double top1,
            int heldOut,
            int train,
            int skipped,
            int epochs,
            int bestEpoch,
            double seconds,
            List<ClassFigures> classes) {}

    @Override
    public Integer call() throws IOException {
        long begin = System.nanoTime();
        if (!freeze.equals("features")) {
            throw new InvalidInputException(
                    "--freeze is '" + freeze + "', expected features: training of the whole network is not there yet");
        }
        HeadOptions options = head.options();
        int threads = pictures.threads();
        if (!(heldOutFraction > 0 && heldOutFraction < 1)) {
            throw new InvalidInputException(
                    "--val-fraction is " + heldOutFraction + ", expected above 0 and less than 1, such as 0.2");
        }
        ModelFolder.requireUsable("--out", out);
        Report report = output.report();
        ModelBundle start = start();
        try (ImageFolder folder = ImageFolder.open(data);
                ImageFolder other = val == null ? null : ImageFolder.open(val, folder.classes())) {
            Pictures train = new Pictures(folder, folder.samples());
            Pictures heldOut;
            if (other != null) {
                heldOut = new Pictures(other, other.samples());
            } else if (!folder.heldOut().isEmpty()) {
                heldOut = new Pictures(folder, folder.heldOut());
            } else {
                Split split = Split.stratified(folder.samples(), heldOutFraction, options.seed());
                train = new Pictures(folder, chosen(folder.samples(), split.train()));
                heldOut = new Pictures(folder, chosen(folder.samples(), split.heldOut()));
            }
            folder.heldOutPart()
                    .filter(part -> other == null)
                    .ifPresent(part -> report.note("checking on the " + part + " part of " + data));
            report.note(start.variant() + " at " + start.preprocessing().inputWidth() + " pixels, "
                    + folder.classes().size() + " classes, " + train.samples().size() + " pictures to learn from, "
                    + heldOut.samples().size() + " held out");
            HeadTransfer transfer = new HeadTransfer(start, options, pictures.decoder(), threads, pictures.isStrict());
            HeadTransfer.Result result;
            try (TransferProgress progress = new TransferProgress(
                    report, train.samples().size() + heldOut.samples().size())) {
                result = transfer.fit(train, heldOut, folder.classes(), Map.of(), progress);
            }
            double seconds = (System.nanoTime() - begin) * 1e-9;
            result.model()
                    .withRun(run(result, options, checkedOn(folder), seconds))
                    .save(out);
            report(report, result, folder.classes(), seconds);
        }
        return ExitCode.OK;
    }

    private ModelBundle start() throws IOException {
        @Nullable
        MobileNet named = architecture == null
                ? null
                : MobileNet.named(architecture)
                        .orElseThrow(() -> new InvalidInputException(
                                "--arch is '" + architecture + "', expected a name that './mobilenet models' lists"));
        return StartingModel.load("--weights", weights, named, resolution, output.console());
    }

    private static List<Sample> chosen(List<Sample> samples, List<Integer> indexes) {
        return indexes.stream().map(samples::get).toList();
    }

    private String checkedOn(ImageFolder folder) {
        return val != null
                ? val.toString()
                : folder.heldOutPart()
                        .map(part -> "the data's " + part + " part")
                        .orElse("held out, " + heldOutFraction + " of each class");
    }

    private Map<String, @Nullable Object> run(
            HeadTransfer.Result result, HeadOptions options, String checkedOn, double seconds) {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("verb", "train --freeze features");
        run.put("finished", Instant.now().toString());
        run.put("data", data.toString());
        run.put("val", checkedOn);
        run.put("weights", weights);
        run.put("train_pictures", result.trainPictures());
        run.put("held_out_pictures", result.heldOut().total());
        run.put(
                "skipped",
                result.skipped().stream()
                        .map(skipped -> skipped.sample().name())
                        .toList());
        run.put("seed", options.seed());
        run.put("learning_rate", options.learningRate());
        run.put("label_smoothing", options.labelSmoothing());
        run.put("patience", options.patience());
        run.put("epochs", result.epochs());
        run.put("best_epoch", result.best().epoch());
        run.put("top1", result.heldOut().accuracy());
        run.put("seconds", seconds);
        run.put("threads", pictures.threads());
        run.put("mobilenet4j", Program.version());
        run.put("java", Runtime.version().toString());
        run.put("kernels", KernelSelection.chosen().kernels().name());
        return run;
    }

    private void report(Report report, HeadTransfer.Result result, List<String> classes, double seconds) {
        result.skipped().forEach(skipped -> report.warning("left out: " + skipped.reason()));
        List<ClassFigures> figures = ClassFigures.of(result.heldOut(), classes);
        ClassFigures.TABLE.lines(figures).forEach(report::text);
        report.text("");
        report.result(
                new Trained(
                        out.toString(),
                        result.heldOut().accuracy(),
                        result.heldOut().total(),
                        result.trainPictures(),
                        result.skipped().size(),
                        result.epochs(),
                        result.best().epoch(),
                        seconds,
                        figures),
                "top-1 " + ClassFigures.percent(result.heldOut().accuracy()) + " on "
                        + result.heldOut().total() + " held-out pictures, epoch "
                        + result.best().epoch() + " of " + result.epochs() + ", "
                        + (result.skipped().isEmpty() ? "" : result.skipped().size() + " left out, ")
                        + String.format(Locale.ROOT, "%.1f s", seconds) + "\nmodel: " + out);
        report.note("next: mobilenet predict --model " + out + " PICTURE");
    }
}
