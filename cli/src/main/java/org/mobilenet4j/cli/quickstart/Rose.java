package org.mobilenet4j.cli.quickstart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.random.RandomGenerator;

/** Broad petals that overlap, smaller towards the middle. */
record Rose() implements Bloom {
    private static final double[] RINGS = {1, 0.82, 0.64, 0.47, 0.32, 0.19};

    @Override
    public void paint(Graphics2D g, Palette palette, RandomGenerator random) {
        double turn = random.nextDouble(2 * Math.PI);
        for (int ring = 0; ring < RINGS.length; ring++) {
            int count = Math.max(3, random.nextInt(5, 7) - ring / 2);
            turn += Math.PI / count + random.nextDouble(-0.2, 0.2);
            for (int i = 0; i < count; i++) {
                double angle = turn + i * 2 * Math.PI / count + random.nextDouble(-0.1, 0.1);
                double radius = RINGS[ring] * random.nextDouble(0.92, 1);
                petal(g, palette, radius, 2 * Math.PI / count, angle, ring);
            }
        }
        heart(g, palette);
    }

    private static void petal(Graphics2D g, Palette palette, double radius, double span, double angle, int ring) {
        Shape petal = Petals.turned(lobe(radius, span * 0.72), angle);
        Color rim = Palette.mix(palette.petal(), palette.light(), ring % 2 == 0 ? 0.9 : 0.55);
        Color depth = Palette.mix(palette.shade(), Color.BLACK, 0.08 * ring);
        g.setPaint(new RadialGradientPaint(
                new Point2D.Double(0, 0), (float) radius, new float[] {0.35f, 0.78f, 1f}, new Color[] {
                    depth, palette.petal(), rim
                }));
        g.fill(petal);
        Petals.outline(g, petal, Palette.translucent(palette.shade(), 0.7), 0.018);
    }

    /** From the origin to an outer edge that is broad, with a shallow notch in the middle. */
    private static Path2D lobe(double radius, double halfSpan) {
        double x = radius * Math.sin(halfSpan);
        double y = -radius * Math.cos(halfSpan);
        Path2D lobe = new Path2D.Double();
        lobe.moveTo(0, 0);
        lobe.curveTo(x * -0.6, y * 0.2, x * -1.15, y * 0.55, -x, y * 1.05);
        lobe.curveTo(x * -0.8, -radius * 0.98, x * -0.3, -radius * 1.02, 0, -radius * 0.97);
        lobe.curveTo(x * 0.3, -radius * 1.02, x * 0.8, -radius * 0.98, x, y * 1.05);
        lobe.curveTo(x * 1.15, y * 0.55, x * 0.6, y * 0.2, 0, 0);
        return lobe;
    }

    /** The innermost petals are still rolled up. */
    private static void heart(Graphics2D g, Palette palette) {
        Path2D roll = new Path2D.Double();
        for (int step = 0; step <= 60; step++) {
            double angle = step * 0.22;
            double distance = 0.02 + 0.15 * step / 60;
            double x = distance * Math.cos(angle);
            double y = distance * Math.sin(angle);
            if (step == 0) {
                roll.moveTo(x, y);
            } else {
                roll.lineTo(x, y);
            }
        }
        Petals.outline(g, roll, Palette.mix(palette.shade(), Color.BLACK, 0.25), 0.03);
    }
}
