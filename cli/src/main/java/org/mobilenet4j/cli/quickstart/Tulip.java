package org.mobilenet4j.cli.quickstart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.random.RandomGenerator;

/** A cup on a stem, seen from the side. */
record Tulip() implements Bloom {
    private static final AffineTransform MIRROR = AffineTransform.getScaleInstance(-1, 1);

    @Override
    public void paint(Graphics2D g, Palette palette, RandomGenerator random) {
        double opening = random.nextDouble(0.32, 0.62);
        Path2D back = new Path2D.Double();
        back.moveTo(0, 0.6);
        back.curveTo(-0.65, 0.1, -0.5, -0.6, -opening * 0.45, -random.nextDouble(0.82, 0.95));
        back.curveTo(-0.02, -0.5, 0.1, -0.3, 0, 0.6);
        paint(g, back, palette, 0.55);
        paint(g, back.createTransformedShape(MIRROR), palette, 0.55);

        Path2D side = new Path2D.Double();
        side.moveTo(0.02, 0.95);
        side.curveTo(-0.75, 0.95, -0.85, 0.1, -opening, -random.nextDouble(0.78, 0.98));
        side.curveTo(-0.15, -0.55, 0.2, 0.2, 0.02, 0.95);
        paint(g, side, palette, 0.2);
        paint(g, side.createTransformedShape(MIRROR), palette, 0.3);

        double half = random.nextDouble(0.36, 0.46);
        double top = -random.nextDouble(0.55, 0.78);
        Path2D front = new Path2D.Double();
        front.moveTo(0, 0.97);
        front.curveTo(-half * 1.25, 0.9, -half * 1.25, -0.15, 0, top);
        front.curveTo(half * 1.25, -0.15, half * 1.25, 0.9, 0, 0.97);
        paint(g, front, palette, 0);
        for (double x : new double[] {-0.5, 0, 0.5}) {
            Path2D vein = new Path2D.Double();
            vein.moveTo(0, 0.92);
            vein.quadTo(x * half * 1.1, 0.3, x * half * 0.4, top * 0.7);
            Petals.outline(g, vein, Palette.translucent(palette.shade(), 0.25), 0.02);
        }
    }

    private static void paint(Graphics2D g, Shape petal, Palette palette, double shadow) {
        g.setPaint(new LinearGradientPaint(
                new Point2D.Double(0, 0.97), new Point2D.Double(0.15, -0.95), new float[] {0f, 0.45f, 1f}, new Color[] {
                    palette.shade(),
                    Palette.mix(palette.petal(), palette.shade(), shadow),
                    Palette.mix(palette.light(), palette.shade(), shadow)
                }));
        g.fill(petal);
        Petals.outline(g, petal, Palette.translucent(palette.shade(), 0.7), 0.02);
    }

    @Override
    public boolean isUpright() {
        return true;
    }
}
