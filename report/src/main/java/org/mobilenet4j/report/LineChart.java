package org.mobilenet4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines over a common axis, told apart by colour and, for print without colours, by their dashes. Values that are not
 * finite are gaps.
 */
public final class LineChart {
    private final String horizontalTitle;
    private final String verticalTitle;
    private final List<Line> lines = new ArrayList<>();
    private boolean isCounting;
    private boolean isHorizontalPercent;
    private boolean isVerticalPercent;
    private double @Nullable [] verticalEnds;

    private enum Kind {
        LINE,
        MARKED_LINE,
        POINTS
    }

    private record Line(String name, String style, Kind kind, double[] x, double[] y) {}

    public LineChart(String horizontalTitle, String verticalTitle) {
        this.horizontalTitle = horizontalTitle;
        this.verticalTitle = verticalTitle;
    }

    /** The horizontal axis counts, as epochs do: it is marked at whole numbers. */
    public LineChart counting() {
        isCounting = true;
        return this;
    }

    /** Values of the vertical axis are shares, shown in per cent. */
    public LineChart percent() {
        isVerticalPercent = true;
        return this;
    }

    /** Values of both axes are shares from 0 to 1, shown in per cent. */
    public LineChart shares() {
        isHorizontalPercent = true;
        isVerticalPercent = true;
        return between(0, 1);
    }

    /** The vertical axis has these ends whatever the values; without, it holds all values. */
    public LineChart between(double low, double high) {
        verticalEnds = new double[] {low, high};
        return this;
    }

    /** Adds a line through the points {@code (x[i], y[i])}. */
    public LineChart line(String name, double[] x, double[] y) {
        lines.add(new Line(name, "series-" + lines.size() % 6, Kind.LINE, x, y));
        return this;
    }

    /** Adds a line whose points are marked. */
    public LineChart markedLine(String name, double[] x, double[] y) {
        lines.add(new Line(name, "series-" + lines.size() % 6, Kind.MARKED_LINE, x, y));
        return this;
    }

    /** Adds points that no line joins. */
    public LineChart points(String name, double[] x, double[] y) {
        lines.add(new Line(name, "series-" + lines.size() % 6, Kind.POINTS, x, y));
        return this;
    }

    /** Adds a faint line to compare with, such as what would be perfect. */
    public LineChart reference(String name, double[] x, double[] y) {
        lines.add(new Line(name, "reference", Kind.LINE, x, y));
        return this;
    }

    /** The chart with its legend. */
    public Element toElement() {
        double[] x = finite(lines.stream().flatMapToDouble(line -> DoubleStream.of(line.x)));
        double[] y = finite(lines.stream().flatMapToDouble(line -> DoubleStream.of(line.y)));
        Axis horizontal = isCounting
                ? Axis.counting(horizontalTitle, lowest(x), highest(x))
                : isHorizontalPercent
                        ? Axis.between(horizontalTitle, 0, 1, true)
                        : Axis.around(horizontalTitle, lowest(x), highest(x), false);
        Axis vertical = verticalEnds == null
                ? Axis.around(verticalTitle, lowest(y), highest(y), isVerticalPercent)
                : Axis.between(verticalTitle, verticalEnds[0], verticalEnds[1], isVerticalPercent);
        Plot plot = new Plot(horizontal, vertical, verticalTitle + " by " + horizontalTitle);
        lines.forEach(line -> draw(line, plot));
        Element chart = Element.of("div", "chart").add(plot.svg());
        return lines.size() > 1 ? chart.add(legend()) : chart;
    }

    private static void draw(Line line, Plot plot) {
        StringBuilder path = new StringBuilder();
        boolean isDrawing = false;
        for (int i = 0; i < line.x.length; i++) {
            if (!Double.isFinite(line.y[i])) {
                isDrawing = false;
                continue;
            }
            String x = Element.number(plot.x(line.x[i]));
            String y = Element.number(plot.y(line.y[i]));
            path.append(isDrawing ? 'L' : 'M').append(x).append(' ').append(y);
            isDrawing = true;
            if (line.kind != Kind.LINE || line.x.length == 1) {
                plot.add(Element.of("circle", "mark " + line.style)
                        .with("cx", plot.x(line.x[i]))
                        .with("cy", plot.y(line.y[i]))
                        .with("r", 3));
            }
        }
        if (line.kind != Kind.POINTS) {
            plot.add(Element.of("path", "line " + line.style).with("d", path.toString()));
        }
    }

    private Element legend() {
        Element legend = Element.of("p", "legend");
        for (Line line : lines) {
            Element mark = line.kind == Kind.POINTS
                    ? Element.of("circle", "mark " + line.style)
                            .with("cx", 12)
                            .with("cy", 4)
                            .with("r", 3)
                    : Element.of("path", "line " + line.style).with("d", "M0 4L24 4");
            Element sample = Plot.svg(24, 8, "").add(mark);
            legend.add(Element.of("span").add(sample).text(" " + line.name));
        }
        return legend;
    }

    private static double[] finite(DoubleStream values) {
        return values.filter(Double::isFinite).toArray();
    }

    private static double lowest(double[] values) {
        return DoubleStream.of(values).min().orElse(0);
    }

    private static double highest(double[] values) {
        return DoubleStream.of(values).max().orElse(1);
    }
}
