package org.mobilenet4j.cli.quickstart;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** What lies behind the flowers, out of focus: drawn small and enlarged, which blurs it. */
enum Backdrop {
    SKY,
    MEADOW,
    LEAVES,
    SOIL,
    WALL,
    LIGHTS;

    static Backdrop any(RandomGenerator random) {
        return values()[random.nextInt(values().length)];
    }

    void paint(Graphics2D g, int width, int height, RandomGenerator random) {
        int blur = this == SOIL ? 2 : random.nextInt(3, 8);
        BufferedImage small = new BufferedImage(width / blur + 1, height / blur + 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D scene = small.createGraphics();
        scene.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        // In hundredths of the image's height, whatever its size.
        scene.scale(small.getHeight() / 100.0, small.getHeight() / 100.0);
        double right = 100.0 * small.getWidth() / small.getHeight();
        switch (this) {
            case SKY -> sky(scene, right, random);
            case MEADOW -> meadow(scene, right, random);
            case LEAVES -> leaves(scene, right, random);
            case SOIL -> soil(scene, right, random);
            case WALL -> wall(scene, right, random);
            case LIGHTS -> lights(scene, right, random);
        }
        scene.dispose();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.drawImage(small, 0, 0, width, height, null);
    }

    private static void sky(Graphics2D g, double right, RandomGenerator random) {
        float hue = random.nextInt(4) == 0 ? random.nextFloat(0.02f, 0.1f) : random.nextFloat(0.53f, 0.63f);
        Color top = Color.getHSBColor(hue, random.nextFloat(0.3f, 0.75f), random.nextFloat(0.5f, 0.95f));
        fill(g, right, top, Palette.mix(top, Color.WHITE, 0.7));
        for (int i = random.nextInt(14); i > 0; i--) {
            double x = random.nextDouble(right);
            double y = random.nextDouble(100);
            g.setColor(Palette.translucent(Color.WHITE, random.nextDouble(0.15, 0.4)));
            g.fill(new Ellipse2D.Double(x - 20, y - 6, random.nextDouble(20, 50), random.nextDouble(8, 18)));
        }
    }

    private static void meadow(Graphics2D g, double right, RandomGenerator random) {
        Color far = Palette.anyLeaf(random);
        fill(g, right, Palette.mix(far, new Color(225, 235, 190), random.nextDouble(0.2, 0.7)), far);
        for (int i = 0; i < 60; i++) {
            Color blade = Palette.mix(
                    far, random.nextBoolean() ? Color.BLACK : new Color(230, 240, 150), random.nextDouble(0.35));
            leaf(g, random.nextDouble(right), 105, random.nextDouble(-0.5, 0.5), random.nextDouble(25, 80), 5, blade);
        }
        spots(g, right, random, random.nextInt(9), 2, 6);
    }

    private static void leaves(Graphics2D g, double right, RandomGenerator random) {
        Color dark = Palette.mix(Palette.anyLeaf(random), Color.BLACK, random.nextDouble(0.3, 0.7));
        fill(g, right, dark, Palette.mix(dark, Color.BLACK, 0.3));
        for (int i = 0; i < 45; i++) {
            Color leaf = Palette.mix(Palette.anyLeaf(random), dark, random.nextDouble(0.7));
            double length = random.nextDouble(25, 60);
            leaf(g, random.nextDouble(right), random.nextDouble(120), random.nextDouble(7), length, length / 2, leaf);
        }
        spots(g, right, random, random.nextInt(5), 3, 8);
    }

    private static void soil(Graphics2D g, double right, RandomGenerator random) {
        Color earth = Color.getHSBColor(
                random.nextFloat(0.04f, 0.11f), random.nextFloat(0.2f, 0.6f), random.nextFloat(0.2f, 0.6f));
        fill(g, right, Palette.mix(earth, Color.WHITE, 0.12), earth);
        for (int i = 0; i < 420; i++) {
            Color clod = Palette.mix(earth, random.nextBoolean() ? Color.BLACK : Color.WHITE, random.nextDouble(0.22));
            double size = random.nextDouble(0.8, 4);
            g.setColor(clod);
            g.fill(new Ellipse2D.Double(random.nextDouble(right), random.nextDouble(100), size * 1.5, size));
        }
    }

    private static void wall(Graphics2D g, double right, RandomGenerator random) {
        Color paint = Color.getHSBColor(random.nextFloat(), random.nextFloat(0.4f), random.nextFloat(0.12f, 0.97f));
        Color other = Palette.mix(paint, random.nextBoolean() ? Color.WHITE : Color.BLACK, random.nextDouble(0.5));
        fill(g, right, paint, other);
    }

    private static void lights(Graphics2D g, double right, RandomGenerator random) {
        Color dusk = Color.getHSBColor(random.nextFloat(), random.nextFloat(0.1f, 0.6f), random.nextFloat(0.1f, 0.6f));
        fill(g, right, dusk, Palette.mix(dusk, Palette.anyLeaf(random), 0.7));
        spots(g, right, random, random.nextInt(12, 30), 4, 16);
    }

    /** Other flowers far behind, as spots of their colour. */
    private static void spots(Graphics2D g, double right, RandomGenerator random, int count, double from, double to) {
        for (int i = 0; i < count; i++) {
            double radius = random.nextDouble(from, to);
            g.setColor(Palette.translucent(Palette.anyPetal(random), random.nextDouble(0.25, 0.7)));
            g.fill(new Ellipse2D.Double(
                    random.nextDouble(right) - radius, random.nextDouble(100) - radius, 2 * radius, 2 * radius));
        }
    }

    private static void leaf(Graphics2D g, double x, double y, double angle, double length, double width, Color color) {
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(angle);
        g.setColor(color);
        g.fill(place.createTransformedShape(Petals.pointed(length, width)));
    }

    private static void fill(Graphics2D g, double right, Color top, Color bottom) {
        g.setPaint(new GradientPaint(0, 0, top, 0, 100, bottom));
        g.fill(new Rectangle2D.Double(0, 0, right + 1, 101));
    }
}
