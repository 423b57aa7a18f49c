package org.mobilenet4j.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a layer stands in a network, as a path in words of our own: {@code stem}, {@code stages.2.0.depthwise}, {@code
 * last}, {@code classifier}. It also names the value that the layer computes. The names in a checkpoint are made from it.
 *
 * @param path words and numbers of lower case letters, digits and underscores, joined by dots
 */
public record Location(String path) {
    /** A layer's place within a block. */
    public enum Part {
        EXPAND,
        DEPTHWISE,
        SQUEEZE_EXCITE,
        PROJECT,
        ADD;

        /** As the last word of a path. */
        public String lowerCaseName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    // Before the constants below, which are checked by it.
    private static final String STAGES = "stages";
    private static final Pattern PATH = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*");
    private static final int MOST_CHARACTERS = 120;

    /** The images that the network is given: a value that no layer computes. */
    public static final Location INPUT = new Location("input");

    public static final Location STEM = new Location("stem");
    public static final Location LAST = new Location("last");
    public static final Location POOL = new Location("pool");
    public static final Location HIDDEN = new Location("hidden");
    public static final Location DROPOUT = new Location("dropout");
    public static final Location CLASSIFIER = new Location("classifier");

    /** The first words of heads: of classifiers, of {@link SsdLite}, of {@link DeepLabV3} and {@link LrAspp}. */
    private static final Set<String> HEADS =
            Set.of("classifier", "extra", "classification", "regression", "aspp", "refine", "auxiliary", "lraspp");

    public Location {
        if (path.length() > MOST_CHARACTERS || !PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("location is '" + path
                    + "', expected words of lower case letters, digits and underscores joined by dots, such as"
                    + " stages.2.0.depthwise");
        }
    }

    /** A place in a block, {@code stages.STAGE.BLOCK.PART}; stages and blocks are counted from 0. */
    public static Location inBlock(int stage, int block, Part part) {
        return new Location(STAGES + "." + stage + "." + block + "." + part.lowerCaseName());
    }

    /** A place below this one. */
    public Location child(String name) {
        return new Location(path + "." + name);
    }

    /** The last word of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /**
     * The path cut into the names of its groups and its own: a number belongs to the word before it, {@code stages.2},
     * {@code 0}, {@code depthwise}.
     */
    public List<String> steps() {
        List<String> steps = new ArrayList<>();
        boolean isAfterWord = false;
        for (String word : path.split("\\.", -1)) {
            boolean isNumber = Character.isDigit(word.charAt(0));
            if (isNumber && isAfterWord) {
                steps.add(steps.removeLast() + "." + word);
            } else {
                steps.add(word);
            }
            isAfterWord = !isNumber;
        }
        return steps;
    }

    /** What is frozen as one: the block of a place in a block, else the first of its {@link #steps}. */
    public String module() {
        List<String> steps = steps();
        return isInBlock() ? steps.get(0) + "." + steps.get(1) : steps.getFirst();
    }

    /** Whether this is in the part that tells what a classifier, a detector or a segmentation network is for. */
    public boolean isInHead() {
        int end = path.indexOf('.');
        return HEADS.contains(end < 0 ? path : path.substring(0, end));
    }

    /** Whether this is a place in a block, {@code stages.STAGE.BLOCK.PART}. */
    public boolean isInBlock() {
        List<String> steps = steps();
        return path.startsWith(STAGES + ".")
                && steps.size() == 3
                && Character.isDigit(steps.get(1).charAt(0));
    }

    @Override
    public String toString() {
        return path;
    }
}
