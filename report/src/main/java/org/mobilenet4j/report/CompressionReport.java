package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.mobilenet4j.compression.CompressedModel;
import org.mobilenet4j.compression.CompressedModel.GroupChange;
import org.mobilenet4j.compression.CompressionStep;
import org.mobilenet4j.compression.Costs;

/**
 * A page on how a model was made smaller: the trade of accuracy for latency, step by step, and what is left of each group of
 * channels.
 *
 * @param name what to call the smaller model
 * @param how it was made, in a line
 */
public record CompressionReport(String name, String how, CompressedModel compressed) {
    /** A line for each step. */
    public static final Columns<CompressionStep> STEPS = new Columns<CompressionStep>()
            .text("step", CompressionStep::name)
            .number("ms", "%.2f", step -> step.costs().millis())
            .number("M multiply-adds", "%,.1f", step -> step.costs().multiplyAdds() * 1e-6)
            .number("M parameters", "%.2f", step -> step.costs().parameters() * 1e-6)
            .figure("top-1 untuned", step -> Wording.percent(step.untuned()))
            .figure("top-1", step -> Wording.percent(step.accuracy()));

    private static final Columns<GroupChange> GROUPS = new Columns<GroupChange>()
            .text("channels of", GroupChange::group)
            .number("before", "%,d", GroupChange::before)
            .number("after", "%,d", GroupChange::after)
            .figure("left", change -> Wording.percent((double) change.after() / change.before()));

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole report. */
    public Page page() {
        Costs before = compressed.first().costs();
        Costs after = compressed.last().costs();
        double[] measured = compressed.measuredMillis();
        Page page = new Page("How " + name + " became small", how)
                .keyFigures(List.of(
                        new KeyFigure(
                                "latency",
                                String.format(Locale.ROOT, "%.2f ms", measured[1]),
                                String.format(
                                        Locale.ROOT,
                                        "of %.2f: %.2f of it, measured by turns",
                                        measured[0],
                                        measured[1] / measured[0])),
                        new KeyFigure(
                                "top-1",
                                Wording.percent(compressed.last().accuracy()),
                                "of " + Wording.percent(compressed.first().accuracy()) + " on "
                                        + compressed.validationImages() + " validation images"),
                        share("multiply-adds", before.multiplyAdds(), after.multiplyAdds()),
                        share("parameters", before.parameters(), after.parameters()),
                        new KeyFigure("time", TrainingReport.duration(compressed.seconds()), "all included")));
        page.section(
                "Accuracy by latency",
                "Each point is a model that was kept on the way; the latency is the sum of its steps, each measured on this"
                        + " machine. Untuned is before fine-tuning. The validation images also chose which epochs were kept,"
                        + " which flatters a little.");
        double[] millis = compressed.steps().stream()
                .mapToDouble(step -> step.costs().millis())
                .toArray();
        page.wide(new LineChart("milliseconds an image", "top-1")
                .percent()
                .markedLine("fine-tuned", millis, accuracies(true))
                .markedLine("untuned", millis, accuracies(false))
                .toElement());
        page.table(STEPS, compressed.steps());
        page.section(
                "What is left",
                "How many channels each group had and has. Channels go in bundles as wide as the kernels' panels, because"
                        + " one that is partly filled takes nearly as long as a full one."
                        + (compressed.removedBlocks().isEmpty()
                                ? ""
                                : " Whole blocks that went: " + String.join(", ", compressed.removedBlocks()) + "."));
        page.table(GROUPS, compressed.groups());
        return page;
    }

    private double[] accuracies(boolean isTuned) {
        return compressed.steps().stream()
                .mapToDouble(step -> isTuned ? step.accuracy() : step.untuned())
                .toArray();
    }

    private static KeyFigure share(String name, long before, long after) {
        return new KeyFigure(
                name,
                String.format(Locale.ROOT, "%.2f M", after * 1e-6),
                String.format(Locale.ROOT, "of %.2f M: %.2f of them", before * 1e-6, (double) after / before));
    }
}
