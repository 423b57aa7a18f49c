package org.mobilenet4j.architecture;

import java.util.Locale;

/**
 * Where a layer stands in a network, in words of our own: {@code stem}, {@code stages.2.0.depthwise}, {@code last},
 * {@code hidden}, {@code classifier}. The names in a checkpoint are made from it.
 *
 * @param stage counted from 0; -1 outside the stages
 * @param block within the stage, counted from 0; -1 outside the stages
 */
public record Location(Part part, int stage, int block) {
    /** The place in the network or in a block. */
    public enum Part {
        STEM,
        EXPAND,
        DEPTHWISE,
        SQUEEZE_EXCITE,
        PROJECT,
        LAST,
        HIDDEN,
        CLASSIFIER;

        private boolean isInBlock() {
            return switch (this) {
                case EXPAND, DEPTHWISE, SQUEEZE_EXCITE, PROJECT -> true;
                case STEM, LAST, HIDDEN, CLASSIFIER -> false;
            };
        }
    }

    public static final Location STEM = new Location(Part.STEM, -1, -1);
    public static final Location LAST = new Location(Part.LAST, -1, -1);
    public static final Location HIDDEN = new Location(Part.HIDDEN, -1, -1);
    public static final Location CLASSIFIER = new Location(Part.CLASSIFIER, -1, -1);

    public Location {
        if (part.isInBlock() != (stage >= 0 && block >= 0)) {
            throw new IllegalArgumentException(part + " at stage " + stage + ", block " + block);
        }
    }

    public static Location inBlock(int stage, int block, Part part) {
        return new Location(part, stage, block);
    }

    @Override
    public String toString() {
        String name = part.name().toLowerCase(Locale.ROOT);
        return part.isInBlock() ? "stages." + stage + "." + block + "." + name : name;
    }
}
