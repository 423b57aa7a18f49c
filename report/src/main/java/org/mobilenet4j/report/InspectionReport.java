package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.inspection.DepthwiseKernels;
import org.mobilenet4j.workflow.InspectedModel;
import org.mobilenet4j.workflow.InspectedModel.InspectedLayer;

/**
 * A page on what a model's layers hold: weights by layer, and all depthwise kernels drawn.
 *
 * @param model what to call the model
 */
public record InspectionReport(String model, InspectedModel inspected) {
    /** A layer's weights. */
    public static final Columns<InspectedLayer> LAYERS = new Columns<InspectedLayer>()
            .text("layer", InspectedLayer::layer)
            .figure("dead", layer -> count(layer.dead()))
            .figure("silent", layer -> count(layer.silent()))
            .text("weights", InspectedLayer::shape)
            .number("mean", "%.4f", InspectedLayer::mean)
            .number("deviation", "%.4f", InspectedLayer::deviation)
            .number("lowest", "%.3f", InspectedLayer::low)
            .number("highest", "%.3f", InspectedLayer::high);

    public static InspectionReport of(String model, InspectedModel inspected) {
        return new InspectionReport(model, inspected);
    }

    private static String count(@Nullable Integer count) {
        return count == null ? "" : String.format(Locale.ROOT, "%,d", count);
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole report. */
    public Page page() {
        List<KeyFigure> figures = new ArrayList<>();
        figures.add(new KeyFigure(
                "depthwise kernels",
                count(inspected.depthwise()),
                "in " + inspected.kernels().size() + " layers"));
        figures.add(new KeyFigure("dead", count(inspected.dead()), "weights all but zero beside their layer's"));
        if (inspected.images() > 0) {
            figures.add(new KeyFigure("silent", count(inspected.silent()), "output zero on every image"));
        }
        Page page = new Page(
                        "What is inside " + Wording.shortName(model),
                        model + ": weights by layer, and the depthwise kernels as they act")
                .keyFigures(figures);
        page.section(
                "All layers",
                "Mean, deviation and extremes of each layer's weights. A dead kernel gives the same whatever comes in:"
                        + " it costs time and says nothing. A silent one is zero at every pixel of every image seen.");
        page.table(LAYERS, inspected.layers());
        kernels(page);
        page.section(
                "How weights are distributed",
                "How many of a layer's weights have which value. A tall narrow peak at zero means that many weights"
                        + " hardly count.");
        page.charts(inspected.layers().stream()
                .map(layer -> Page.captioned(
                        layer.layer() + ", " + layer.shape(),
                        new Histogram(
                                        "weight",
                                        -layer.largest(),
                                        layer.largest(),
                                        Arrays.stream(layer.histogram())
                                                .asDoubleStream()
                                                .toArray(),
                                        false)
                                .toElement("weights")))
                .toArray(Element[]::new));
        return page;
    }

    private void kernels(Page page) {
        page.section(
                "Depthwise kernels",
                "Each small square is one kernel, batch norm included, drawn by its own largest weight: blue is"
                        + " positive, orange negative, light is zero, grey is dead. Edges, spots and gradients are what a"
                        + " trained network looks for; noise means that it has not learned much there.");
        for (DepthwiseKernels layer : inspected.kernels()) {
            String name = layer.location().toString();
            String caption = String.format(
                    Locale.ROOT,
                    "%s: %,d kernels of %d x %d, %s dead",
                    name,
                    layer.channels(),
                    layer.kernel(),
                    layer.kernel(),
                    inspected.layers().stream()
                            .filter(each -> each.layer().equals(name))
                            .map(each -> count(each.dead()))
                            .findFirst()
                            .orElse("?"));
            page.wide(
                    Page.captioned(caption, new InlineImage(ImageEncoder.png(layer.sheet()), caption, "").toDrawing()));
        }
    }
}
