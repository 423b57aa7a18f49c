package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.mobilenet4j.compression.ChannelScores;
import org.mobilenet4j.compression.MeasuredImportance;
import org.mobilenet4j.compression.Removal;
import org.mobilenet4j.io.AtomicFile;

/**
 * A page on which channels, layers and blocks a model's accuracy depends on.
 *
 * @param model what to call the model
 */
public record ImportanceReport(String model, MeasuredImportance measured) {
    /** What is lost without a part, the largest losses first. */
    public static final Columns<Removal> REMOVALS = new Columns<Removal>()
            .text("without", Removal::what)
            .text("what of it", removal -> removal.kind().toString())
            .figure("channels", removal -> removal.channels() == 0 ? "" : Integer.toString(removal.channels()))
            .figure("top-1", removal -> Wording.percent(removal.accuracy()))
            .figure("lost", removal -> points(removal.lost()))
            .figure(
                    "95 %",
                    removal -> points(removal.interval().low()) + " to "
                            + points(removal.interval().high()));

    /** A line for each channel. */
    public static final Columns<MeasuredImportance.Channel> CHANNELS = new Columns<MeasuredImportance.Channel>()
            .text("channels of", MeasuredImportance.Channel::group)
            .number("channel", "%d", MeasuredImportance.Channel::channel)
            .number("Taylor", "%.3g", MeasuredImportance.Channel::taylor)
            .number("magnitude", "%.3f", MeasuredImportance.Channel::magnitude)
            .number("norm scale", "%.3f", MeasuredImportance.Channel::normScale)
            .number("activation", "%.3f", MeasuredImportance.Channel::activation);

    /** A group of channels and how its scores are spread. */
    public record Group(
            String group, int channels, double taylorSum, double largestShare, int forNineTenths, double activation) {}

    /** A line for each group of channels. */
    public static final Columns<Group> GROUPS = new Columns<Group>()
            .text("channels of", Group::group)
            .number("channels", "%,d", Group::channels)
            .number("Taylor, sum", "%.3g", Group::taylorSum)
            .figure("of it the largest", group -> Wording.percent(group.largestShare))
            .number("for nine tenths", "%,d", Group::forNineTenths)
            .number("mean activation", "%.3f", Group::activation);

    private static String points(double share) {
        return String.format(Locale.ROOT, "%+.1f", 100 * share);
    }

    /** The groups of the model, in the order of computation. */
    public List<Group> groups() {
        return measured.groups().stream().map(ImportanceReport::group).toList();
    }

    private static Group group(ChannelScores scores) {
        double[] sorted = DoubleStream.of(scores.taylor()).sorted().toArray();
        double sum = DoubleStream.of(sorted).sum();
        double above = 0;
        int count = 0;
        while (count < sorted.length && above < 0.9 * sum) {
            above += sorted[sorted.length - 1 - count++];
        }
        return new Group(
                scores.group().name(),
                sorted.length,
                sum,
                sum == 0 ? Double.NaN : sorted[sorted.length - 1] / sum,
                count,
                DoubleStream.of(scores.activation()).average().orElse(Double.NaN));
    }

    /** The removals, the largest losses first. */
    public List<Removal> removals() {
        return measured.removals().stream()
                .sorted(Comparator.comparingDouble(Removal::lost).reversed())
                .toList();
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** Writes every channel's scores as CSV: group, channel, then a column for each criterion. */
    public void writeCsv(Path file) throws IOException {
        StringBuilder csv = new StringBuilder("group,channel,taylor,magnitude,norm_scale,activation\n");
        for (MeasuredImportance.Channel channel : measured.channels()) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%s,%d,%.6g,%.6g,%s,%.6g%n",
                    channel.group(),
                    channel.channel(),
                    channel.taylor(),
                    channel.magnitude(),
                    Double.isNaN(channel.normScale()) ? "" : String.format(Locale.ROOT, "%.6g", channel.normScale()),
                    channel.activation()));
        }
        AtomicFile.write(file, out -> out.write(csv.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** The whole report. */
    public Page page() {
        int channels = measured.groups().stream()
                .mapToInt(group -> group.group().channels())
                .sum();
        List<KeyFigure> figures = new ArrayList<>(List.of(
                new KeyFigure(
                        "channels",
                        String.format(Locale.ROOT, "%,d", channels),
                        "in " + measured.groups().size() + " groups that must go together"),
                new KeyFigure(
                        "scored on", String.format(Locale.ROOT, "%,d", measured.scoredImages()), "training images")));
        if (measured.judgedImages() > 0) {
            figures.add(new KeyFigure(
                    "top-1 of the whole model",
                    Wording.percent(measured.accuracy()),
                    "on " + measured.judgedImages() + " validation images"));
        }
        Page page = new Page(
                        "What " + Wording.shortName(model) + " depends on",
                        model + ": the importance of channels, layers and blocks")
                .keyFigures(figures);
        if (!measured.removals().isEmpty()) {
            removals(page);
        }
        page.section(
                "Groups of channels",
                "Channels that a depthwise convolution, squeeze-excite or a shortcut ties together are one group. The Taylor"
                        + " score estimates how much the loss would change without a channel (Molchanov et al. 2019)."
                        + " \"For nine tenths\" says how many of the channels have nine tenths of the group's score: where"
                        + " they are few, the others can go.");
        page.table(GROUPS, groups());
        page.section(
                "Block by block",
                "The scores of each group's channels, sorted, each as a share of the group's largest: a line that falls"
                        + " at once belongs to a group that a few channels carry. The second line is the filters'"
                        + " magnitude of the same channels in the same order: where it does not fall with the first,"
                        + " small filters are not the unimportant ones.");
        page.charts(measured.groups().stream().map(ImportanceReport::chart).toArray(Element[]::new));
        return page;
    }

    private void removals(Page page) {
        page.section(
                "What is lost without a part",
                "Top-1 after a part was removed, norms measured anew and nothing trained, and by how many points it fell"
                        + " (95 % confidence, by the images that only one of both gets right). A quarter of each group's"
                        + " channels was removed by default: the least important by Taylor score, or the most important.");
        Map<Removal.Kind, double[]> lost = new LinkedHashMap<>();
        for (Removal.Kind kind : List.of(Removal.Kind.LEAST, Removal.Kind.MOST)) {
            lost.put(
                    kind,
                    measured.removals().stream()
                            .filter(removal -> removal.kind() == kind)
                            .mapToDouble(Removal::lost)
                            .toArray());
        }
        LineChart chart = new LineChart("group of channels, from the input on", "top-1 lost")
                .percent()
                .counting();
        lost.forEach((kind, values) -> chart.markedLine(
                kind.toString(),
                IntStream.rangeClosed(1, values.length).asDoubleStream().toArray(),
                values));
        page.wide(Page.captioned("What accuracy each group costs", chart.toElement()));
        page.table(REMOVALS, removals());
    }

    private static Element chart(ChannelScores scores) {
        Integer[] order = new Integer[scores.taylor().length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(scores.taylor()[b], scores.taylor()[a]));
        double[] places =
                IntStream.rangeClosed(1, order.length).asDoubleStream().toArray();
        return Page.captioned(
                scores.group().name() + ", " + order.length + " channels",
                new LineChart("channels", "share of the largest")
                        .counting()
                        .percent()
                        .between(0, 1)
                        .line("Taylor", places, shares(scores.taylor(), order))
                        .line("magnitude", places, shares(scores.magnitude(), order))
                        .toElement());
    }

    private static double[] shares(double[] scores, Integer[] order) {
        double largest =
                Math.max(Double.MIN_NORMAL, DoubleStream.of(scores).max().orElse(1));
        return Arrays.stream(order).mapToDouble(i -> scores[i] / largest).toArray();
    }
}
