package org.mobilenet4j.cli.quickstart;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How the head of a flower is drawn: about the origin, upright, within a circle of radius 1; y points down. */
sealed interface Bloom permits Daisy, Dandelion, Rose, Sunflower, Tulip {
    void paint(Graphics2D g, Palette palette, RandomGenerator random);

    /** What belongs to it though light shines through; nothing for most. */
    default Optional<Shape> body() {
        return Optional.empty();
    }

    /** Whether it is seen from the side, so that it stands on its stem; else it may be turned any way. */
    default boolean isUpright() {
        return false;
    }
}
