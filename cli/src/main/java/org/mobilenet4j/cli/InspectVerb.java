package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.inspection.ChannelRanges;
import org.mobilenet4j.inspection.DepthwiseKernels;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.report.InspectionReport;
import org.mobilenet4j.workflow.InspectedModel;
import org.mobilenet4j.workflow.ModelInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mobilenet inspect}: what do a model's layers hold, and which of its kernels do nothing? */
@Command(
        name = "inspect",
        description = "Shows how each layer's weights are distributed and counts dead depthwise kernels: those whose"
                + " weights, batch norm included, are all but zero beside their layer's, and with --data those whose"
                + " output stays at zero on every image.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet inspect --model my-model --data photos --report inspection.html")
@SuppressWarnings("NullAway.Init")
final class InspectVerb implements Callable<Integer> {
    private final Output output;

    @Mixin
    private ModelFlag model;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder or archive (zip, tar) of images: which depthwise outputs stay silent on all of them?")
    private @Nullable Path data;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a page to read: histograms and all depthwise kernels, in one HTML file.")
    private @Nullable Path page;

    @Option(
            names = "--kernels",
            paramLabel = "FILE",
            description = "Draw all depthwise kernels on one sheet, layer below layer, as a PNG.")
    private @Nullable Path sheet;

    @Mixin
    private ImageFlags images;

    InspectVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        OutputPath.requireFile("--report", page);
        OutputPath.requireFile("--kernels", sheet);
        Report report = output.report();
        Model bundle = images.oriented(model.load(output), report);
        ModelInspection inspection = new ModelInspection(bundle, images.reader());
        try (ConsoleListener listener = new ConsoleListener(report);
                UnlabelledImages seen =
                        data == null ? UnlabelledImages.of(List.of()) : UnlabelledImages.open(List.of(data))) {
            seen.notes().forEach(report::note);
            InspectedModel inspected = inspection.run(seen, listener);
            if (sheet != null) {
                byte[] drawing = ImageEncoder.png(inspected.kernelSheet());
                AtomicFile.write(sheet, out -> out.write(drawing));
            }
            if (page != null) {
                InspectionReport.of(model.name(), inspected).write(page);
            }
            report.results(InspectionReport.LAYERS, inspected.layers());
            report.text("");
            report.text(summary(inspected));
        }
        return ExitCode.OK;
    }

    private String summary(InspectedModel inspected) {
        String text = String.format(
                Locale.ROOT,
                "%,d of %,d depthwise kernels are dead (below %.0f %% of their layer's root mean square)",
                inspected.dead(),
                inspected.depthwise(),
                100 * DepthwiseKernels.DEAD);
        return data == null
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                "; %,d are silent on the images of %s (never beyond %s)",
                                inspected.silent(),
                                data,
                                ChannelRanges.SILENT);
    }
}
