package org.mobilenet4j.report;

import java.util.stream.DoubleStream;

/**
 * How many of something fall where: columns side by side.
 *
 * @param title of what is counted by where it falls
 * @param low where the first column begins
 * @param high where the last one ends
 * @param counts a column's height each
 * @param isPercent whether positions are shares, shown in per cent
 */
public record Histogram(String title, double low, double high, double[] counts, boolean isPercent) {
    public Element toElement(String verticalTitle) {
        Axis horizontal = Axis.between(title, low, high, isPercent);
        double highest = DoubleStream.of(counts).max().orElse(1);
        Plot plot = new Plot(horizontal, Axis.around(verticalTitle, 0, highest, false), verticalTitle + " by " + title);
        double width = (high - low) / counts.length;
        for (int i = 0; i < counts.length; i++) {
            double left = plot.x(low + i * width);
            double top = plot.y(counts[i]);
            plot.add(Element.of("rect", "column")
                    .with("x", left + 0.5)
                    .with("y", top)
                    .with("width", Math.max(0.5, plot.x(low + (i + 1) * width) - left - 1))
                    .with("height", plot.y(0) - top));
        }
        return Element.of("div", "chart").add(plot.svg());
    }

    /** The columns alone, small enough for a table's cell. */
    public Element toSparkline() {
        double highest = Math.max(1, DoubleStream.of(counts).max().orElse(1));
        Element svg = Plot.svg(counts.length * 3.0, 24, "histogram").with("class", "sparkline");
        for (int i = 0; i < counts.length; i++) {
            double height = 24 * counts[i] / highest;
            svg.add(Element.of("rect", "column")
                    .with("x", 3.0 * i)
                    .with("y", 24 - height)
                    .with("width", 2.5)
                    .with("height", height));
        }
        return svg;
    }
}
