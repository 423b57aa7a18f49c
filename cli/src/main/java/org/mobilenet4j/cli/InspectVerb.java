package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.cli.report.Table;
import org.mobilenet4j.cli.report.html.Element;
import org.mobilenet4j.cli.report.html.EmbeddedImage;
import org.mobilenet4j.cli.report.html.Histogram;
import org.mobilenet4j.cli.report.html.KeyFigure;
import org.mobilenet4j.cli.report.html.Page;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inspection.ChannelRanges;
import org.mobilenet4j.inspection.DepthwiseKernels;
import org.mobilenet4j.inspection.LayerWeights;
import org.mobilenet4j.io.AtomicFile;
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
    private static final int GAP = 6;

    private static final Table<Layer> TABLE = new Table<Layer>()
            .text("layer", Layer::layer)
            .figure("dead", layer -> count(layer.dead))
            .figure("silent", layer -> count(layer.silent))
            .text("weights", Layer::shape)
            .number("mean", "%.4f", Layer::mean)
            .number("deviation", "%.4f", Layer::deviation)
            .number("lowest", "%.3f", Layer::low)
            .number("highest", "%.3f", Layer::high);

    private final Output output;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model's folder or zip, a file of weights, or a name that 'weights list' shows.")
    private String model;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder or zip with a folder per class: which depthwise outputs stay silent on its images?")
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
    private ImageOptions images;

    InspectVerb(Output output) {
        this.output = output;
    }

    /**
     * A layer as it is shown.
     *
     * @param dead how many of a depthwise layer's kernels are dead; null for other layers
     * @param silent how many of its outputs are silent; null without images
     * @param histogram counts in equal bins from {@code -largest} to {@code largest}
     */
    private record Layer(
            String layer,
            String shape,
            double mean,
            double deviation,
            double low,
            double high,
            double largest,
            @Nullable Integer dead,
            @Nullable Integer silent,
            int[] histogram) {}

    @Override
    public Integer call() throws IOException {
        if (page != null) {
            OutputFile.folderOfFile("--report", page);
        }
        if (sheet != null) {
            OutputFile.folderOfFile("--kernels", sheet);
        }
        ModelBundle bundle = StartingModel.load("--model", model, output.console());
        Report report = output.report();
        Map<Location, DepthwiseKernels> kernels = new LinkedHashMap<>();
        DepthwiseKernels.of(bundle.parameters()).forEach(layer -> kernels.put(layer.location(), layer));
        @Nullable ChannelRanges ranges = data == null ? null : look(bundle, data, report);
        List<Layer> layers = LayerWeights.of(bundle.parameters()).stream()
                .map(weights -> layer(weights, kernels.get(weights.location()), ranges))
                .toList();
        List<DepthwiseKernels> depthwise = List.copyOf(kernels.values());
        if (sheet != null) {
            byte[] drawing = ImageEncoder.png(stacked(depthwise));
            AtomicFile.write(sheet, out -> out.write(drawing));
        }
        if (page != null) {
            page(layers, depthwise).write(page);
        }
        report.results(TABLE, layers);
        report.text("");
        report.text(summary(layers, depthwise));
        return ExitCode.OK;
    }

    private ChannelRanges look(ModelBundle bundle, Path imageFolder, Report report) throws IOException {
        ChannelRanges ranges = new ChannelRanges(Compiler.compileLayerByLayer(bundle.parameters()));
        try (ImageFolder folder = ImageFolder.open(imageFolder)) {
            ImageReader reader = new ImageReader(
                    folder, images.decoder(), bundle.preprocessing(), images.threads(), images.isStrict());
            EvaluateVerb.run(
                    reader,
                    image -> {
                        ranges.see(image);
                        return true;
                    },
                    report);
        }
        return ranges;
    }

    private static Layer layer(
            LayerWeights weights, @Nullable DepthwiseKernels kernels, @Nullable ChannelRanges ranges) {
        String name = weights.location().toString();
        return new Layer(
                name,
                weights.shape().toString(),
                weights.mean(),
                weights.deviation(),
                weights.low(),
                weights.high(),
                weights.largest(),
                kernels == null ? null : count(kernels.dead()),
                kernels == null || ranges == null ? null : count(ranges.silent(name)),
                weights.counts());
    }

    private static int count(boolean[] flags) {
        return (int) IntStream.range(0, flags.length).filter(i -> flags[i]).count();
    }

    private static String count(@Nullable Integer count) {
        return count == null ? "" : String.format(Locale.ROOT, "%,d", count);
    }

    private String summary(List<Layer> layers, List<DepthwiseKernels> depthwise) {
        int all = depthwise.stream().mapToInt(DepthwiseKernels::channels).sum();
        String text = String.format(
                Locale.ROOT,
                "%,d of %,d depthwise kernels are dead (below %.0f %% of their layer's root mean square)",
                dead(layers),
                all,
                100 * DepthwiseKernels.DEAD);
        return data == null
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                "; %,d are silent on the images of %s (never beyond %s)",
                                silent(layers),
                                data,
                                ChannelRanges.SILENT);
    }

    private static int dead(List<Layer> layers) {
        return layers.stream()
                .mapToInt(layer -> layer.dead == null ? 0 : layer.dead)
                .sum();
    }

    private static int silent(List<Layer> layers) {
        return layers.stream()
                .mapToInt(layer -> layer.silent == null ? 0 : layer.silent)
                .sum();
    }

    /** The layers' sheets one below the other, on white. */
    private static RgbImage stacked(List<DepthwiseKernels> layers) {
        List<RgbImage> sheets = layers.stream().map(DepthwiseKernels::sheet).toList();
        int width = sheets.stream().mapToInt(RgbImage::width).max().orElse(1);
        int height = sheets.stream().mapToInt(each -> each.height() + GAP).sum();
        byte[] rgb = new byte[3 * width * Math.max(1, height)];
        Arrays.fill(rgb, (byte) 255);
        int top = 0;
        for (RgbImage each : sheets) {
            for (int y = 0; y < each.height(); y++) {
                System.arraycopy(each.rgb(), 3 * y * each.width(), rgb, 3 * (top + y) * width, 3 * each.width());
            }
            top += each.height() + GAP;
        }
        return RgbImage.of(width, Math.max(1, height), rgb);
    }

    private Page page(List<Layer> layers, List<DepthwiseKernels> depthwise) {
        int all = depthwise.stream().mapToInt(DepthwiseKernels::channels).sum();
        List<KeyFigure> figures = new ArrayList<>();
        figures.add(new KeyFigure(
                "depthwise kernels", String.format(Locale.ROOT, "%,d", all), "in " + depthwise.size() + " layers"));
        figures.add(new KeyFigure(
                "dead", String.format(Locale.ROOT, "%,d", dead(layers)), "weights all but zero beside their layer's"));
        if (data != null) {
            figures.add(new KeyFigure(
                    "silent", String.format(Locale.ROOT, "%,d", silent(layers)), "output zero on every image"));
        }
        Page page = new Page(
                        "What is inside " + StartingModel.shortName(model),
                        model + ": weights by layer, and the depthwise kernels as they act")
                .keyFigures(figures);
        page.section(
                "All layers",
                "Mean, deviation and extremes of each layer's weights. A dead kernel gives the same whatever comes in:"
                        + " it costs time and says nothing. A silent one is zero at every pixel of every image seen.");
        page.table(TABLE, layers);
        page.section(
                "Depthwise kernels",
                "Each small square is one kernel, batch norm included, drawn by its own largest weight: blue is"
                        + " positive, orange negative, light is zero, grey is dead. Edges, spots and gradients are what a"
                        + " trained network looks for; noise means that it has not learned much there.");
        for (DepthwiseKernels layer : depthwise) {
            String caption = String.format(
                    Locale.ROOT,
                    "%s: %,d kernels of %d x %d, %,d dead",
                    layer.location(),
                    layer.channels(),
                    layer.kernel(),
                    layer.kernel(),
                    count(layer.dead()));
            page.wide(Page.captioned(
                    caption, new EmbeddedImage(ImageEncoder.png(layer.sheet()), caption, "").toDrawing()));
        }
        page.section(
                "How weights are distributed",
                "How many of a layer's weights have which value. A tall narrow peak at zero means that many weights"
                        + " hardly count.");
        page.charts(layers.stream()
                .map(layer -> Page.captioned(
                        layer.layer + ", " + layer.shape,
                        new Histogram(
                                        "weight",
                                        -layer.largest,
                                        layer.largest,
                                        Arrays.stream(layer.histogram)
                                                .asDoubleStream()
                                                .toArray(),
                                        false)
                                .toElement("weights")))
                .toArray(Element[]::new));
        return page;
    }
}
