package org.mobilenet4j.cli.quickstart;

import java.awt.Color;
import java.util.random.RandomGenerator;

/**
 * The colours of one plant, drawn without regard to its kind: what a flower is must not follow from its colours.
 *
 * @param light the petals where light falls
 * @param petal the petals
 * @param shade the petals in the shade
 * @param disc the middle of the flower
 * @param discShade the middle of the flower in the shade
 * @param leaf leaves and stem
 */
record Palette(Color light, Color petal, Color shade, Color disc, Color discShade, Color leaf) {
    /** Hue from and to, saturation from and to, brightness from and to. */
    private static final float[][] PETALS = {
        {0.00f, 1.00f, 0.00f, 0.08f, 0.90f, 1.00f}, // white
        {0.12f, 0.16f, 0.60f, 0.95f, 0.92f, 1.00f}, // yellow
        {0.05f, 0.09f, 0.70f, 0.95f, 0.88f, 1.00f}, // orange
        {0.97f, 1.01f, 0.70f, 0.92f, 0.65f, 0.92f}, // red
        {0.89f, 0.96f, 0.30f, 0.65f, 0.88f, 1.00f}, // pink
        {0.73f, 0.82f, 0.35f, 0.75f, 0.55f, 0.92f}, // purple
        {0.58f, 0.66f, 0.35f, 0.75f, 0.65f, 0.95f}, // blue
    };

    private static final float[][] DISCS = {
        {0.11f, 0.15f, 0.75f, 0.95f, 0.85f, 1.00f}, // yellow
        {0.06f, 0.09f, 0.60f, 0.80f, 0.40f, 0.60f}, // brown
        {0.04f, 0.09f, 0.40f, 0.60f, 0.15f, 0.28f}, // nearly black
        {0.20f, 0.27f, 0.45f, 0.70f, 0.55f, 0.80f}, // green
        {0.75f, 0.85f, 0.30f, 0.55f, 0.30f, 0.45f}, // dark purple
    };

    private static final float[][] LEAVES = {{0.22f, 0.38f, 0.40f, 0.75f, 0.30f, 0.62f}};

    static Palette random(RandomGenerator random) {
        Color petal = oneOf(PETALS, random);
        Color disc = oneOf(DISCS, random);
        Color deep = petal.getRed() > petal.getBlue() ? new Color(110, 25, 40) : new Color(45, 35, 110);
        return new Palette(
                mix(petal, Color.WHITE, random.nextDouble(0.25, 0.5)),
                petal,
                mix(petal, deep, random.nextDouble(0.25, 0.5)),
                disc,
                mix(disc, Color.BLACK, 0.45),
                oneOf(LEAVES, random));
    }

    /** A petal's colour of another plant. */
    static Color anyPetal(RandomGenerator random) {
        return oneOf(PETALS, random);
    }

    static Color anyLeaf(RandomGenerator random) {
        return oneOf(LEAVES, random);
    }

    private static Color oneOf(float[][] ranges, RandomGenerator random) {
        float[] range = ranges[random.nextInt(ranges.length)];
        return Color.getHSBColor(
                random.nextFloat(range[0], range[1]),
                random.nextFloat(range[2], range[3]),
                random.nextFloat(range[4], range[5]));
    }

    /** {@code from} with a share of {@code to}, from 0 to 1. */
    static Color mix(Color from, Color to, double share) {
        return new Color(
                between(from.getRed(), to.getRed(), share),
                between(from.getGreen(), to.getGreen(), share),
                between(from.getBlue(), to.getBlue(), share));
    }

    private static int between(int from, int to, double share) {
        return Math.clamp(Math.round(from + (to - from) * share), 0, 255);
    }

    /** The colour with an opacity from 0 to 1. */
    static Color translucent(Color color, double opacity) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) (255 * opacity));
    }
}
