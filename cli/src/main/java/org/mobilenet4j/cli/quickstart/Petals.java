package org.mobilenet4j.cli.quickstart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.MultipleGradientPaint.CycleMethod;
import java.awt.RadialGradientPaint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;

/** Outlines and shading that several kinds of flower share. */
final class Petals {
    private Petals() {}

    /** A petal with a round end: from the origin up to {@code (0, -length)}. */
    static Path2D round(double length, double width) {
        Path2D petal = new Path2D.Double();
        petal.moveTo(0, 0);
        petal.curveTo(-width * 0.35, -length * 0.3, -width * 0.75, -length, 0, -length);
        petal.curveTo(width * 0.75, -length, width * 0.35, -length * 0.3, 0, 0);
        return petal;
    }

    /** A petal or leaf with a pointed end: from the origin up to {@code (0, -length)}. */
    static Path2D pointed(double length, double width) {
        Path2D petal = new Path2D.Double();
        petal.moveTo(0, 0);
        petal.curveTo(-width * 0.8, -length * 0.35, -width * 0.45, -length * 0.8, 0, -length);
        petal.curveTo(width * 0.45, -length * 0.8, width * 0.8, -length * 0.35, 0, 0);
        return petal;
    }

    static Shape turned(Shape shape, double angle) {
        return AffineTransform.getRotateInstance(angle).createTransformedShape(shape);
    }

    static Shape disc(double radius) {
        return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
    }

    /** Fills a petal that points to {@code angle} (0 is up), from one colour at its base to another at its end. */
    static void fill(Graphics2D g, Shape petal, double angle, Color base, Color end) {
        g.setPaint(new LinearGradientPaint(
                new Point2D.Double(0, 0),
                new Point2D.Double(Math.sin(angle), -Math.cos(angle)),
                new float[] {0.15f, 1f},
                new Color[] {base, end}));
        g.fill(petal);
    }

    static void outline(Graphics2D g, Shape shape, Color color, double width) {
        g.setColor(color);
        g.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(shape);
    }

    /** A dome, lit from the upper left. */
    static void dome(Graphics2D g, double radius, Color lit, Color shade) {
        g.setPaint(new RadialGradientPaint(
                new Point2D.Double(-radius * 0.3, -radius * 0.3),
                (float) (radius * 1.4),
                new float[] {0f, 1f},
                new Color[] {lit, shade},
                CycleMethod.NO_CYCLE));
        g.fill(disc(radius));
    }
}
