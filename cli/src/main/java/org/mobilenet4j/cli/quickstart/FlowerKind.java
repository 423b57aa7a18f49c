package org.mobilenet4j.cli.quickstart;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** The kinds of flower in the sample set. They differ in shape; each comes in every colour. */
public enum FlowerKind {
    /** Many narrow petals with gaps between them round a small disc. */
    DAISY,
    /** A ball of fine threads, each with a tuft at its end: the flower that has gone to seed. */
    DANDELION,
    /** Broad petals that overlap, smaller towards the middle. */
    ROSE,
    /** A large disc of seeds in a wreath of short pointed petals. */
    SUNFLOWER,
    /** A cup on a stem, seen from the side. */
    TULIP;

    /** The name of the class and of its folder. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FlowerKind any(RandomGenerator random) {
        return values()[random.nextInt(values().length)];
    }

    /** The drawing of one flower of this kind. */
    Bloom bloom() {
        return switch (this) {
            case DAISY -> new Daisy();
            case DANDELION -> new Dandelion();
            case ROSE -> new Rose();
            case SUNFLOWER -> new Sunflower();
            case TULIP -> new Tulip();
        };
    }
}
