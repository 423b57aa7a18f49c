package org.mobilenet4j.report;

/** The drawing area that charts share: its frame, the marks of both axes and their titles. Lengths are in SVG units. */
final class Plot {
    static final double WIDTH = 400;
    static final double HEIGHT = 250;
    private static final double LEFT = 58;
    private static final double RIGHT = WIDTH - 20;
    private static final double TOP = 10;
    private static final double BOTTOM = HEIGHT - 38;

    private final Axis horizontal;
    private final Axis vertical;
    private final Element svg;

    Plot(Axis horizontal, Axis vertical, String description) {
        this.horizontal = horizontal;
        this.vertical = vertical;
        this.svg = svg(WIDTH, HEIGHT, description);
        for (double mark : vertical.marks()) {
            line(LEFT, y(mark), RIGHT, y(mark), "grid");
            text(LEFT - 6, y(mark) + 4, "end", vertical.label(mark));
        }
        for (double mark : horizontal.marks()) {
            line(x(mark), BOTTOM, x(mark), BOTTOM + 4, "axis");
            text(x(mark), BOTTOM + 16, "middle", horizontal.label(mark));
        }
        line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis");
        text((LEFT + RIGHT) / 2, HEIGHT - 5, "middle", horizontal.title());
        double middle = (TOP + BOTTOM) / 2;
        svg.add(Element.of("text")
                .with("transform", "translate(10 " + Element.number(middle) + ") rotate(-90)")
                .with("text-anchor", "middle")
                .text(vertical.title()));
    }

    /** A drawing that fills the width it is given and is read out as its description. */
    static Element svg(double width, double height, String description) {
        return Element.of("svg")
                .with("viewBox", "0 0 " + Element.number(width) + " " + Element.number(height))
                .with("role", "img")
                .with("aria-label", description);
    }

    double x(double value) {
        return LEFT + horizontal.share(value) * (RIGHT - LEFT);
    }

    double y(double value) {
        return BOTTOM - vertical.share(value) * (BOTTOM - TOP);
    }

    Plot add(Element shape) {
        svg.add(shape);
        return this;
    }

    Element svg() {
        return svg;
    }

    private void line(double x1, double y1, double x2, double y2, String styleClass) {
        svg.add(Element.of("line", styleClass)
                .with("x1", x1)
                .with("y1", y1)
                .with("x2", x2)
                .with("y2", y2));
    }

    private void text(double x, double y, String anchor, String text) {
        svg.add(Element.of("text")
                .with("x", x)
                .with("y", y)
                .with("text-anchor", anchor)
                .text(text));
    }
}
