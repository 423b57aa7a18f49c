package org.mobilenet4j.cli.quickstart;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.util.random.RandomGenerator;

/** Many narrow petals with gaps between them round a small disc. */
record Daisy() implements Bloom {
    @Override
    public void paint(Graphics2D g, Palette palette, RandomGenerator random) {
        int count = random.nextInt(11, 20);
        double width = random.nextDouble(3.2, 4.6) / count;
        for (int i = 0; i < count; i++) {
            double angle = (i + random.nextDouble(-0.22, 0.22)) * 2 * Math.PI / count;
            Shape petal = Petals.turned(Petals.round(random.nextDouble(0.88, 1), width), angle);
            Petals.fill(g, petal, angle, palette.shade(), i % 2 == 0 ? palette.light() : palette.petal());
            Petals.outline(g, petal, Palette.translucent(palette.shade(), 0.45), 0.012);
        }
        double disc = random.nextDouble(0.2, 0.28);
        Petals.dome(g, disc, palette.disc(), palette.discShade());
        g.setColor(Palette.translucent(palette.discShade(), 0.6));
        for (int i = 0; i < 60; i++) {
            double distance = disc * Math.sqrt(random.nextDouble());
            double angle = random.nextDouble(2 * Math.PI);
            g.fill(new Ellipse2D.Double(distance * Math.cos(angle), distance * Math.sin(angle), 0.03, 0.03));
        }
    }
}
