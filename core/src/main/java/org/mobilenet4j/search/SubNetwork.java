package org.mobilenet4j.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A network of a {@link SearchSpace}: what was chosen in each place. Written as {@code 24:k3e4,k5e6s|40:k3e3|512}: two stages of 24 and 40
 * channels with their blocks' kernels and expansions, {@code s} where a block has squeeze-excite, and the features before
 * the classifier.
 *
 * @param stages those that are searched, in order
 * @param hidden features of the layer before the classifier
 */
public record SubNetwork(List<Stage> stages, int hidden) {
    /**
     * Blocks of one resolution and width.
     *
     * @param channels that each block puts out
     */
    public record Stage(int channels, List<Block> blocks) {
        public Stage {
            blocks = List.copyOf(blocks);
        }

        @Override
        public String toString() {
            return channels + ":" + blocks.stream().map(Block::toString).collect(Collectors.joining(","));
        }
    }

    /**
     * An inverted residual.
     *
     * @param kernel of its depthwise convolution
     * @param expansion how many times as many channels it has inside as it reads
     */
    public record Block(int kernel, int expansion, boolean hasSqueezeExcite) {
        @Override
        public String toString() {
            return "k" + kernel + "e" + expansion + (hasSqueezeExcite ? "s" : "");
        }
    }

    private static final Pattern BLOCK = Pattern.compile("k([1-9]\\d?)e([1-9]\\d?)(s?)");
    private static final Pattern STAGE = Pattern.compile("([1-9]\\d{0,4}):([kes\\d,]+)");

    public SubNetwork {
        stages = List.copyOf(stages);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is no such thing
     */
    public static SubNetwork parse(String text) {
        List<String> parts = List.of(text.split("\\|", -1));
        List<Stage> stages = new ArrayList<>();
        for (String part : parts.subList(0, parts.size() - 1)) {
            Matcher stage = matcher(STAGE, part, text);
            List<Block> blocks = new ArrayList<>();
            for (String written : stage.group(2).split(",", -1)) {
                Matcher block = matcher(BLOCK, written, text);
                blocks.add(new Block(
                        Integer.parseInt(block.group(1)),
                        Integer.parseInt(block.group(2)),
                        !block.group(3).isEmpty()));
            }
            stages.add(new Stage(Integer.parseInt(stage.group(1)), blocks));
        }
        return new SubNetwork(
                stages, Integer.parseInt(matcher(HIDDEN, parts.getLast(), text).group()));
    }

    private static final Pattern HIDDEN = Pattern.compile("[1-9]\\d{0,5}");

    private static Matcher matcher(Pattern pattern, String part, String whole) {
        Matcher matcher = pattern.matcher(part);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + whole + "' is no network of a search: '" + part + "' is not like 24:k3e4,k5e6s|40:k3e3|512");
        }
        return matcher;
    }

    /** How many blocks all stages have. */
    public int blocks() {
        return stages.stream().mapToInt(stage -> stage.blocks().size()).sum();
    }

    @Override
    public String toString() {
        return stages.stream().map(stage -> stage + "|").collect(Collectors.joining()) + hidden;
    }
}
