package org.mobilenet4j.cli.quickstart;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.util.random.RandomGenerator;

/** A large disc of seeds in a wreath of short pointed petals. */
record Sunflower() implements Bloom {
    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
    private static final int SEEDS = 220;

    @Override
    public void paint(Graphics2D g, Palette palette, RandomGenerator random) {
        int count = random.nextInt(15, 24);
        double disc = random.nextDouble(0.4, 0.5);
        double width = 7.0 / count;
        wreath(g, palette, random, count, 0, width);
        wreath(g, palette, random, count, 0.5, width);
        Petals.dome(g, disc, palette.disc(), palette.discShade());
        seeds(g, palette, disc);
    }

    private static void wreath(
            Graphics2D g, Palette palette, RandomGenerator random, int count, double offset, double width) {
        for (int i = 0; i < count; i++) {
            double angle = (i + offset + random.nextDouble(-0.15, 0.15)) * 2 * Math.PI / count;
            Shape petal = Petals.turned(Petals.pointed(random.nextDouble(0.88, 1) - 0.1 * offset, width), angle);
            Petals.fill(g, petal, angle, palette.shade(), offset == 0 ? palette.petal() : palette.light());
            Petals.outline(g, petal, Palette.translucent(palette.shade(), 0.6), 0.012);
        }
    }

    /** Seeds stand as they grow, each a golden angle on from the one before, and so form spirals. */
    private static void seeds(Graphics2D g, Palette palette, double disc) {
        for (int i = 0; i < SEEDS; i++) {
            double share = Math.sqrt((i + 0.5) / SEEDS);
            double x = disc * share * Math.cos(i * GOLDEN_ANGLE);
            double y = disc * share * Math.sin(i * GOLDEN_ANGLE);
            double size = 0.03 + 0.025 * share;
            g.setColor(Palette.mix(palette.discShade(), palette.disc(), i % 3 == 0 ? 0.9 : 0.1));
            g.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
        }
    }
}
