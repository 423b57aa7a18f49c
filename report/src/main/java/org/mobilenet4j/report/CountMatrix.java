package org.mobilenet4j.report;

import java.util.Arrays;
import java.util.List;

/**
 * What was taken for what, as a map of heat: a row for each thing, a column for what it was taken for, each cell shaded by
 * its share of the row. What is right lies on the diagonal.
 *
 * @param labels of rows and columns alike
 * @param counts a row for each label
 * @param unit of the counts, such as " %"; empty for things
 */
public record CountMatrix(List<String> labels, int[][] counts, String unit) {
    private static final double WIDTH = 400;
    private static final double CHARACTER = 6.3;
    private static final int LONGEST_LABEL = 13;
    private static final int CELLS_WITH_NUMBERS = 14;

    /** Of things that are counted. */
    public CountMatrix(List<String> labels, int[][] counts) {
        this(labels, counts, "");
    }

    public Element toElement() {
        int classes = labels.size();
        double margin = 10
                + CHARACTER
                        * labels.stream()
                                .mapToInt(CountMatrix::shownLength)
                                .max()
                                .orElse(1);
        double cell = Math.min(44, (WIDTH - margin - 4) / classes);
        double font = Math.clamp(cell * 0.62, 4, 11);
        double size = margin + classes * cell + 4;
        Element svg = Plot.svg(WIDTH, size, "confusion matrix: a row for what is there, a column for what was said");
        for (int i = 0; i < classes; i++) {
            double middle = margin + (i + 0.5) * cell;
            svg.add(label(margin - 6, middle + font / 3, font, labels.get(i)).with("text-anchor", "end"));
            svg.add(label(0, 0, font, labels.get(i))
                    .with(
                            "transform",
                            "translate(" + Element.number(middle + font / 3) + " " + Element.number(margin - 6)
                                    + ") rotate(-90)"));
            row(svg, i, margin, cell, font);
        }
        return Element.of("div", "chart")
                .add(svg)
                .add(Element.of("p", "legend")
                        .text("Rows: what is there. Columns: what the model said. Darker: a larger share of the row."));
    }

    private void row(Element svg, int actual, double margin, double cell, double font) {
        int total = Math.max(1, Arrays.stream(counts[actual]).sum());
        for (int said = 0; said < labels.size(); said++) {
            int count = counts[actual][said];
            double share = (double) count / total;
            double x = margin + said * cell;
            double y = margin + actual * cell;
            String meaning = labels.get(actual) + " taken for " + labels.get(said) + ": " + count + unit;
            svg.add(Element.of("rect", actual == said ? "right" : "wrong")
                    .with("x", x)
                    .with("y", y)
                    .with("width", cell - 0.6)
                    .with("height", cell - 0.6)
                    .with("fill-opacity", count == 0 ? 0.04 : 0.12 + 0.88 * Math.sqrt(share))
                    .add(Element.of("title").text(meaning)));
            if (count > 0 && labels.size() <= CELLS_WITH_NUMBERS) {
                svg.add(Element.of("text", share > 0.3 ? "on-dark" : "on-light")
                        .with("x", x + cell / 2)
                        .with("y", y + cell / 2 + font / 3)
                        .with("text-anchor", "middle")
                        .with("style", "font-size:" + Element.number(font) + "px")
                        .text(String.valueOf(count)));
            }
        }
    }

    private static int shownLength(String label) {
        return Math.min(LONGEST_LABEL, label.codePointCount(0, label.length()));
    }

    private static Element label(double x, double y, double font, String label) {
        String shown = label.codePointCount(0, label.length()) <= LONGEST_LABEL
                ? label
                : label.substring(0, label.offsetByCodePoints(0, LONGEST_LABEL - 1)) + "…";
        return Element.of("text")
                .with("x", x)
                .with("y", y)
                .with("style", "font-size:" + Element.number(font) + "px")
                .add(Element.of("title").text(label))
                .text(shown);
    }
}
