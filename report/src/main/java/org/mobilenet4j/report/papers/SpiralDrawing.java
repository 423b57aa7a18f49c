package org.mobilenet4j.report.papers;

import java.util.List;
import java.util.Locale;
import org.mobilenet4j.report.Element;

/** Curves of the plane side by side, the colour running from the middle to the end of each. */
final class SpiralDrawing {
    private static final double SIDE = 150;
    private static final double LABEL = 22;
    private static final double MARGIN = 10;
    private static final int PER_ROW = 3;

    /** From one drawn point to the next. */
    private static final int STEP = 2;

    private SpiralDrawing() {}

    /**
     * A curve with a name.
     *
     * @param points {@code [points][2]}, drawn as large as there is room
     */
    record Curve(String name, double[][] points) {}

    static Element of(List<Curve> curves) {
        int rows = Math.ceilDiv(curves.size(), PER_ROW);
        Element drawing = Element.of("svg")
                .with("viewBox", String.format(Locale.ROOT, "0 0 %.0f %.0f", PER_ROW * SIDE, rows * (SIDE + LABEL)))
                .with("role", "img")
                .with("aria-label", "a spiral, and what ReLU leaves of it");
        for (int i = 0; i < curves.size(); i++) {
            draw(drawing, curves.get(i), i % PER_ROW * SIDE, Math.floorDiv(i, PER_ROW) * (SIDE + LABEL));
        }
        return Element.of("div").with("class", "chart").add(drawing);
    }

    private static void draw(Element drawing, Curve curve, double left, double top) {
        double reach = 1e-9;
        for (double[] point : curve.points) {
            reach = Math.max(reach, Math.max(Math.abs(point[0]), Math.abs(point[1])));
        }
        double scale = (SIDE / 2 - MARGIN) / reach;
        int count = curve.points.length;
        for (int i = 0; i < count; i += STEP) {
            drawing.add(Element.of("circle")
                    .with("cx", left + SIDE / 2 + scale * curve.points[i][0])
                    .with("cy", top + SIDE / 2 - scale * curve.points[i][1])
                    .with("r", 1.3)
                    .with("fill", String.format(Locale.ROOT, "hsl(%d 75%% 45%%)", 300 * i / count)));
        }
        drawing.add(Element.of("text")
                .with("x", left + SIDE / 2)
                .with("y", top + SIDE + LABEL / 2)
                .with("text-anchor", "middle")
                .with("style", "font-size:9px")
                .text(curve.name));
    }
}
