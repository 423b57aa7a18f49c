package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.mobilenet4j.io.Csv;
import org.mobilenet4j.search.Candidate;
import org.mobilenet4j.search.Contender;
import org.mobilenet4j.search.SearchResult;
import org.mobilenet4j.search.SubNetwork;

/**
 * A page on a search for an architecture: what was found, how the searches came to it, and how it compares.
 *
 * @param data what it was searched on
 */
public record ArchitectureSearchReport(String data, SearchResult result) {
    /** What was trained from scratch. */
    public static final Columns<Contender> CONTENDERS = new Columns<Contender>()
            .text("network", ArchitectureSearchReport::title)
            .number("test top-1 %", "%.2f", each -> 100 * each.top1())
            .figure("deviation", each -> each.runs().size() > 1 ? percent(each.deviation()) : "")
            .number("ms, table", "%.3f", Contender::predictedMillis)
            .number("ms, whole", "%.3f", Contender::measuredMillis)
            .number("multiply-adds", "%,d", Contender::multiplyAdds)
            .number("parameters", "%,d", Contender::parameters)
            .figure(
                    "images shown",
                    each -> String.format(
                            Locale.ROOT, "%,d", each.runs().getFirst().images()))
            .number("processor s", "%.0f", Contender::processorSeconds)
            .number(
                    "on the clock",
                    "%.0f",
                    each -> each.runs().stream()
                            .mapToDouble(Contender.Run::seconds)
                            .average()
                            .orElse(0));

    private record StageRow(int stage, int channels, int blocks, String kernels, String expansions, String excited) {}

    private static final Columns<StageRow> STAGES = new Columns<StageRow>()
            .number("stage", "%d", StageRow::stage)
            .number("channels", "%d", StageRow::channels)
            .number("blocks", "%d", StageRow::blocks)
            .text("kernels", StageRow::kernels)
            .text("expansions", StageRow::expansions)
            .text("squeeze-excite", StageRow::excited);

    private static String title(Contender contender) {
        return contender.width() == 1 ? contender.name() : contender.name() + " x " + contender.width();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f", 100 * share);
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** Every evaluated network, a line each. */
    public void writeCandidates(Path file) throws IOException {
        Csv csv = new Csv("search", "number", "accuracy", "millis", "within_limit", "network");
        addTo(csv, "evolution", result.evolution());
        addTo(csv, "reinforce", result.reinforce());
        csv.write(file);
    }

    private void addTo(Csv csv, String search, List<Candidate> candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            Candidate each = candidates.get(i);
            csv.row(
                    search,
                    i + 1,
                    each.accuracy(),
                    each.millis(),
                    each.millis() <= result.limitMillis() ? 1 : 0,
                    each.network());
        }
    }

    private Optional<Contender> best() {
        return result.contenders().stream()
                .filter(each -> each.found() != null)
                .max(Comparator.comparingDouble(Contender::top1));
    }

    private Optional<Contender> small() {
        return result.contenders().stream()
                .filter(each -> each.name().contains("small"))
                .findFirst();
    }

    /** The whole report. */
    public Page page() {
        Page page = new Page(
                        "A network searched for this machine",
                        "MobileNetV3's space on " + Wording.shortName(data) + ", one image on one thread in at most "
                                + String.format(Locale.ROOT, "%.3f ms", result.limitMillis()))
                .keyFigures(figures());
        contenders(page);
        searches(page);
        result.contenders().stream().filter(each -> each.found() != null).forEach(each -> stages(page, each));
        superNetwork(page);
        return page;
    }

    private List<KeyFigure> figures() {
        List<KeyFigure> figures = new ArrayList<>();
        best().ifPresent(found -> {
            figures.add(new KeyFigure(
                    "searched",
                    percent(found.top1()) + " %",
                    "of the test images, mean of " + found.runs().size() + " trainings of " + found.name()));
            small().ifPresent(small -> {
                figures.add(new KeyFigure("V3-Small", percent(small.top1()) + " %", "trained as long"));
                figures.add(new KeyFigure(
                        "difference",
                        String.format(Locale.ROOT, "%+.2f", 100 * (found.top1() - small.top1())),
                        "points of top-1"));
                figures.add(new KeyFigure(
                        "latency",
                        String.format(Locale.ROOT, "%.3f ms", found.measuredMillis()),
                        String.format(Locale.ROOT, "whole calls; V3-Small takes %.3f", small.measuredMillis())));
            });
        });
        figures.add(new KeyFigure(
                "the space",
                String.format(Locale.ROOT, "%.0e", result.networks()),
                "networks, of which the searches" + " evaluated "
                        + (result.evolution().size() + result.reinforce().size())));
        return figures;
    }

    private void contenders(Page page) {
        page.section(
                "Trained from scratch",
                "Each network was trained " + result.settings().seeds()
                        + (result.settings().seeds() == 1 ? " time" : " times")
                        + " for the same processor time of one thread, with the same recipe; a network whose steps cost"
                        + " more is shown fewer images. The epoch that counts was chosen on images held out of the training images, and the"
                        + " test images were looked at once. Latency is of one image on one thread: once as the"
                        + " sum of measured steps, by which the searches went, once of whole calls in turns.");
        page.table(CONTENDERS, result.contenders());
        LineChart chart = new LineChart("latency of whole calls, ms", "top-1").percent();
        for (Contender each : result.contenders()) {
            chart.points(
                    title(each),
                    each.runs().stream()
                            .mapToDouble(run -> each.measuredMillis())
                            .toArray(),
                    each.runs().stream().mapToDouble(Contender.Run::top1).toArray());
        }
        page.charts(Page.captioned("Each training's top-1 on the test images", chart.toElement()));
    }

    private void searches(Page page) {
        page.section(
                "The searches",
                "Each point is a network with the super-network's weights on images held out. Such accuracies are not"
                        + " those of networks trained alone; what counts is their order. Evolution looks only at"
                        + " networks within the limit; REINFORCE may exceed it and pays by its reward.");
        LineChart cloud = new LineChart("predicted latency, ms", "top-1, shared weights")
                .percent()
                .points("evolution", millis(result.evolution()), accuracies(result.evolution()))
                .points("REINFORCE", millis(result.reinforce()), accuracies(result.reinforce()));
        double[] all = DoubleStream.concat(
                        DoubleStream.of(accuracies(result.evolution())),
                        DoubleStream.of(accuracies(result.reinforce())))
                .toArray();
        cloud.reference("limit", new double[] {result.limitMillis(), result.limitMillis()}, new double[] {
            DoubleStream.of(all).min().orElse(0), DoubleStream.of(all).max().orElse(1)
        });
        LineChart course = new LineChart("networks evaluated", "best top-1 within the limit")
                .counting()
                .percent()
                .line("evolution", numbers(result.evolution().size()), bestSoFar(result.evolution()))
                .line("REINFORCE", numbers(result.reinforce().size()), bestSoFar(result.reinforce()));
        page.charts(
                Page.captioned("Every evaluated network", cloud.toElement()),
                Page.captioned("The best so far", course.toElement()));
    }

    private static double[] millis(List<Candidate> candidates) {
        return candidates.stream().mapToDouble(Candidate::millis).toArray();
    }

    private static double[] accuracies(List<Candidate> candidates) {
        return candidates.stream().mapToDouble(Candidate::accuracy).toArray();
    }

    private static double[] numbers(int count) {
        return IntStream.rangeClosed(1, count).asDoubleStream().toArray();
    }

    private double[] bestSoFar(List<Candidate> candidates) {
        double[] best = new double[candidates.size()];
        double highest = Double.NaN;
        for (int i = 0; i < best.length; i++) {
            Candidate each = candidates.get(i);
            if (each.millis() <= result.limitMillis() && !(each.accuracy() <= highest)) {
                highest = each.accuracy();
            }
            best[i] = highest;
        }
        return best;
    }

    private static void stages(Page page, Contender contender) {
        SubNetwork found = contender.found();
        if (found == null) {
            return;
        }
        page.section(
                contender.name(),
                "Behind the stem and a block of 16 channels, which are fixed; " + found.hidden()
                        + " features before the classifier. Kernels and expansions are those of the stage's blocks in"
                        + " their order.");
        List<StageRow> rows = new ArrayList<>();
        for (SubNetwork.Stage stage : found.stages()) {
            rows.add(new StageRow(
                    rows.size() + 1,
                    stage.channels(),
                    stage.blocks().size(),
                    joined(stage, block -> Integer.toString(block.kernel())),
                    joined(stage, block -> Integer.toString(block.expansion())),
                    joined(stage, block -> block.hasSqueezeExcite() ? "yes" : "no")));
        }
        page.table(STAGES, rows);
    }

    private static String joined(SubNetwork.Stage stage, Function<SubNetwork.Block, String> word) {
        return String.join(", ", stage.blocks().stream().map(word).toList());
    }

    private void superNetwork(Page page) {
        if (result.superNetwork().size() < 2) {
            return;
        }
        page.section(
                "The super-network",
                "All networks of the space share their weights: each has the first channels of the widest, and of 5 x 5"
                        + " kernels the middle. Every few steps another network within the limit is drawn and trained.");
        page.charts(new LineChart("epoch", "mean loss over the networks drawn")
                .counting()
                .line(
                        "loss",
                        numbers(result.superNetwork().size()),
                        result.superNetwork().stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray())
                .toElement());
    }
}
