package org.mobilenet4j.cli.quickstart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A ball of fine threads, each with a tuft at its end: the flower that has gone to seed. */
record Dandelion() implements Bloom {
    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
    private static final int RAYS = 9;

    @Override
    public void paint(Graphics2D g, Palette palette, RandomGenerator random) {
        int threads = random.nextInt(100, 150);
        haze(g, palette);
        for (int i = 0; i < threads; i++) {
            // Evenly over the half of a sphere that faces us; what points at us is short.
            double distance = 0.8 * Math.sqrt((i + 0.5) / threads) * random.nextDouble(0.94, 1.02);
            double angle = i * GOLDEN_ANGLE + random.nextDouble(-0.1, 0.1);
            double x = distance * Math.cos(angle);
            double y = distance * Math.sin(angle);
            g.setStroke(new BasicStroke(0.012f));
            g.setColor(Palette.translucent(palette.shade(), 0.4));
            g.draw(new Line2D.Double(x * 0.12, y * 0.12, x, y));
            tuft(g, palette, x, y, angle, random);
        }
        Petals.dome(g, 0.085, palette.disc(), palette.discShade());
    }

    /** The ball, with what lies between its threads. */
    @Override
    public Optional<Shape> body() {
        return Optional.of(Petals.disc(0.92));
    }

    private static void haze(Graphics2D g, Palette palette) {
        g.setPaint(new RadialGradientPaint(new Point2D.Double(0, 0), 1f, new float[] {0f, 0.75f, 1f}, new Color[] {
            Palette.translucent(palette.petal(), 0.15),
            Palette.translucent(palette.petal(), 0.5),
            Palette.translucent(palette.light(), 0)
        }));
        g.fill(Petals.disc(1));
    }

    private static void tuft(Graphics2D g, Palette palette, double x, double y, double angle, RandomGenerator random) {
        double size = random.nextDouble(0.14, 0.22);
        Path2D rays = new Path2D.Double();
        for (int ray = 0; ray < RAYS; ray++) {
            double spread = angle + (ray - (RAYS - 1) / 2.0) * 0.3;
            rays.moveTo(x, y);
            rays.lineTo(x + size * Math.cos(spread), y + size * Math.sin(spread));
        }
        g.setStroke(new BasicStroke(0.009f));
        g.setColor(Palette.translucent(random.nextBoolean() ? palette.light() : palette.petal(), 0.85));
        g.draw(rays);
        g.setColor(palette.discShade());
        g.fill(new Ellipse2D.Double(x - 0.009, y - 0.009, 0.018, 0.018));
    }
}
