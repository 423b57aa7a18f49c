package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.mobilenet4j.report.Element;
import org.mobilenet4j.report.KeyFigure;
import org.mobilenet4j.report.LineChart;
import org.mobilenet4j.report.Page;
import org.mobilenet4j.report.Wording;

/**
 * A page of a load benchmark: what a server makes of little and of too much load, drawn and in figures.
 *
 * @param subtitle what was measured, and how
 */
public record LoadPage(String subtitle, LoadSettings settings, LoadResult result) {
    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole page. */
    Page page() {
        Page page = new Page("Under load", subtitle);
        page.keyFigures(keyFigures());
        capacity(page);
        if (!result.steps().isEmpty()) {
            curves(page);
            figures(page);
        }
        recoveries(page);
        slowSenders(page);
        life(page);
        return page;
    }

    private List<KeyFigure> keyFigures() {
        List<KeyFigure> figures = new ArrayList<>();
        Capacity first = result.capacities().getFirst();
        figures.add(new KeyFigure(
                "capacity", String.format(Locale.ROOT, "%.0f/s", first.p50()), "C: images a second, closed loop"));
        for (Capacity other : result.capacities().subList(1, result.capacities().size())) {
            figures.add(new KeyFigure(
                    "beside " + other.who(),
                    String.format(Locale.ROOT, "%.2f", other.ratio()),
                    String.format(Locale.ROOT, "times its %.0f images/s", other.p50())));
        }
        for (OneAtATime one : result.oneAtATime()) {
            figures.add(new KeyFigure(
                    "what HTTP adds",
                    String.format(Locale.ROOT, "%.2f ms", one.serverMillis() - one.inProcessMillis()),
                    "one image at a time, median"));
        }
        steps(first.who()).stream().max(Comparator.comparingDouble(Step::load)).ifPresent(step -> {
            figures.add(new KeyFigure(
                    "goodput at " + LoadTables.load(step.load()),
                    Wording.percent(step.ofCapacity()),
                    "of C answered in time"));
            figures.add(new KeyFigure(
                    "p99 at " + LoadTables.load(step.load()),
                    LoadTables.millis(step.answeredMillis().p99()) + " ms",
                    "of what was answered"));
        });
        return figures;
    }

    private void capacity(Page page) {
        page.section(
                "Capacity",
                String.format(
                        Locale.ROOT,
                        "%d connections each send the next image as they have the answer to the one before. All take turns"
                                + " of %s s, %d each; figures are ranks over these, and the last column is the middle"
                                + " of the rounds' ratios.",
                        settings.closed().connections(),
                        Wording.of(settings.closed().turnSeconds()),
                        settings.closed().rounds()));
        page.table(LoadTables.capacities(), result.capacities());
        result.oneAtATime().forEach(one -> page.text(capitalised(LoadTables.sentence(one)) + "."));
    }

    private void curves(Page page) {
        page.section(
                "When less and when more come than that",
                String.format(
                        Locale.ROOT,
                        "Images come at random times, whatever becomes of those before: an open loop. Answered in time is"
                                + " what came within %,d ms; latency runs from the time at which an image was to be sent."
                                + " A server that keeps its line level to the right of C works at"
                                + " capacity and refuses the rest; one whose line falls works for people who have gone.",
                        settings.deadlineMillis()));
        List<Element> charts = new ArrayList<>();
        charts.add(Page.captioned("Answered in time", goodput().toElement()));
        for (String server : servers()) {
            charts.add(Page.captioned(
                    "Latency of answers: " + server, latency(steps(server)).toElement()));
        }
        page.charts(charts.toArray(Element[]::new));
    }

    private LineChart goodput() {
        LineChart chart = new LineChart("offered, images/s", "answered in time, images/s");
        for (String server : servers()) {
            List<Step> steps = steps(server);
            chart.markedLine(server, values(steps, Step::offeredPerSecond), values(steps, Step::inTimePerSecond));
        }
        Capacity first = result.capacities().getFirst();
        double most = result.steps().stream()
                .mapToDouble(Step::offeredPerSecond)
                .max()
                .orElse(first.p50());
        double[] bend = {0, Math.min(first.p50(), most), most};
        return chart.reference("perfect, up to C of " + first.who(), bend, new double[] {0, bend[1], bend[1]});
    }

    private static LineChart latency(List<Step> steps) {
        double[] offered = values(steps, Step::offeredPerSecond);
        return new LineChart("offered, images/s", "milliseconds")
                .markedLine(
                        "p50",
                        offered,
                        values(steps, step -> step.answeredMillis().p50()))
                .markedLine(
                        "p90",
                        offered,
                        values(steps, step -> step.answeredMillis().p90()))
                .markedLine(
                        "p99",
                        offered,
                        values(steps, step -> step.answeredMillis().p99()))
                .markedLine(
                        "p99.9",
                        offered,
                        values(steps, step -> step.answeredMillis().p999()));
    }

    private void figures(Page page) {
        page.section(
                "In figures",
                "Late is what was answered after the deadline; errors are other statuses, broken connections and requests"
                        + " without an answer. Generator is what its thread used of one core of the same machine. The"
                        + " server's processor time is for each image that it answered; its memory is what was resident"
                        + " at the end.");
        page.table(LoadTables.goodput(), result.steps());
        page.text("Latency from the intended time of sending, of what was answered and of what was refused:");
        page.table(LoadTables.latencies(), result.steps());
    }

    private void recoveries(Page page) {
        if (result.recoveries().isEmpty()) {
            return;
        }
        page.section(
                "Afterwards",
                "Two seconds after more came than the server can do, images come at half its capacity. Normal is: none"
                        + " lost, and a p99 of at most twice what it was before, or 10 ms more.");
        page.table(LoadTables.recoveries(), result.recoveries());
    }

    private void slowSenders(Page page) {
        if (!result.slowSenders().isEmpty()) {
            page.section(
                    "Slow senders",
                    "Connections that send a byte every two seconds, of their header or of their body, while others send"
                            + " images at half the capacity.");
            result.slowSenders().forEach(step -> page.text(capitalised(LoadTables.sentence(step)) + "."));
        }
    }

    private void life(Page page) {
        if (!result.reloads().isEmpty()) {
            page.section(
                    "Reloads", "The model is loaded anew, again and again, while images come at half the capacity.");
            result.reloads().forEach(step -> page.text(capitalised(LoadTables.sentence(step)) + "."));
        }
        if (!result.terminations().isEmpty()) {
            page.section("The end", "The process is told to end (SIGTERM) while images come at 0.8 of the capacity.");
            result.terminations().forEach(step -> page.text(capitalised(LoadTables.sentence(step)) + "."));
        }
    }

    private List<String> servers() {
        return result.steps().stream().map(Step::server).distinct().toList();
    }

    /** A server's steps by what was offered. */
    private List<Step> steps(String server) {
        return result.steps().stream()
                .filter(step -> step.server().equals(server))
                .sorted(Comparator.comparingDouble(Step::offeredPerSecond))
                .toList();
    }

    private static double[] values(List<Step> steps, ToDoubleFunction<Step> value) {
        return steps.stream().mapToDouble(value).toArray();
    }

    private static String capitalised(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
