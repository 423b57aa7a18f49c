package org.mobilenet4j.report.papers;

import java.util.Locale;
import org.mobilenet4j.report.Element;

/** Points of the plane in the order of a curve, the colour running from its middle to its end. */
final class SpiralDrawing {
    private static final double SIDE = 160;
    private static final double MARGIN = 8;

    private SpiralDrawing() {}

    static Element of(double[][] points, String description) {
        double reach = 1e-9;
        for (double[] point : points) {
            reach = Math.max(reach, Math.max(Math.abs(point[0]), Math.abs(point[1])));
        }
        Element drawing = Element.of("svg")
                .with("viewBox", "0 0 160 160")
                .with("role", "img")
                .with("aria-label", description);
        for (int i = 0; i < points.length; i++) {
            drawing.add(Element.of("circle")
                    .with("cx", place(points[i][0] / reach))
                    .with("cy", place(-points[i][1] / reach))
                    .with("r", 1.6)
                    .with("fill", String.format(Locale.ROOT, "hsl(%d 75%% 45%%)", 300 * i / points.length)));
        }
        return Element.of("div").with("class", "chart").add(drawing);
    }

    private static double place(double share) {
        return SIDE / 2 + share * (SIDE / 2 - MARGIN);
    }
}
