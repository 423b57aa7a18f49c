package org.mobilenet4j.search;

import static org.mobilenet4j.architecture.Activation.HARD_SWISH;
import static org.mobilenet4j.architecture.Activation.RELU;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Channels;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.NetworkBuilder;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.Strides;

/**
 * Networks of MobileNetV3's shape that differ in each block's kernel, expansion and squeeze-excite, in each stage's depth and
 * width, and in the features before the classifier. Every choice is a number below {@link #sizes}; a list of all of them makes a
 * {@link SubNetwork}, and that an ordinary {@link Network}. Choices of blocks that a stage does not have say nothing.
 *
 * @param options classes, dropout, norms, and which halvings of the resolution are skipped
 * @param kernels of depthwise convolutions, ascending
 * @param expansions ascending, above 1
 * @param hidden features before the classifier, ascending
 */
public record SearchSpace(
        Options options,
        List<Integer> kernels,
        List<Integer> expansions,
        List<StageChoices> stages,
        List<Integer> hidden) {
    /**
     * What a stage may be.
     *
     * @param channels ascending
     * @param depths numbers of blocks, ascending
     * @param stride of the first block
     */
    public record StageChoices(List<Integer> channels, List<Integer> depths, int stride, Activation activation) {
        public StageChoices {
            channels = List.copyOf(channels);
            depths = List.copyOf(depths);
        }
    }

    private static final int STEM_CHANNELS = 16;
    private static final int CHOICES_OF_A_STAGE = 2;
    private static final int CHOICES_OF_A_BLOCK = 3;

    public SearchSpace {
        kernels = List.copyOf(kernels);
        expansions = List.copyOf(expansions);
        stages = List.copyOf(stages);
        hidden = List.copyOf(hidden);
    }

    /**
     * Around V3-Large (Howard et al. 2019, table 1), whose stages may also be shallower and down to half as wide: networks of the
     * latency of V3-Small and above. Six strides of 2 at most; the first block, of the stem's width, stays.
     */
    public static SearchSpace mobileNetV3(Options options) {
        return new SearchSpace(
                options,
                List.of(3, 5),
                List.of(3, 4, 6),
                List.of(
                        new StageChoices(List.of(16, 24), List.of(1, 2), 2, RELU),
                        new StageChoices(List.of(24, 32, 40), List.of(1, 2, 3), 2, RELU),
                        new StageChoices(List.of(40, 64, 80), List.of(1, 2, 3, 4), 2, HARD_SWISH),
                        new StageChoices(List.of(56, 80, 112), List.of(1, 2), 1, HARD_SWISH),
                        new StageChoices(List.of(80, 120, 160), List.of(1, 2, 3), 2, HARD_SWISH)),
                List.of(128, 256, 512, 1024));
    }

    /** How many options each choice has: of each stage its width, its depth and its blocks' three; at last, the features. */
    public List<Integer> sizes() {
        List<Integer> sizes = new ArrayList<>();
        for (StageChoices stage : stages) {
            sizes.add(stage.channels.size());
            sizes.add(stage.depths.size());
            for (int block = 0; block < stage.depths.getLast(); block++) {
                sizes.addAll(List.of(kernels.size(), expansions.size(), 2));
            }
        }
        sizes.add(hidden.size());
        return List.copyOf(sizes);
    }

    /**
     * How many networks the space has, by its choices; those of blocks that are not there are not counted.
     */
    public double count() {
        double blocks = kernels.size() * expansions.size() * 2.0;
        double count = hidden.size();
        for (StageChoices stage : stages) {
            count *= stage.channels.size()
                    * stage.depths.stream()
                            .mapToDouble(depth -> Math.pow(blocks, depth))
                            .sum();
        }
        return count;
    }

    /** A choice drawn evenly among its options, for each of some sizes. */
    static List<Integer> uniform(List<Integer> sizes, RandomGenerator random) {
        return sizes.stream().map(random::nextInt).toList();
    }

    /** The network of some choices, each a number below that of its options in {@link #sizes}. */
    public SubNetwork subNetwork(List<Integer> choices) {
        List<SubNetwork.Stage> chosen = new ArrayList<>();
        int at = 0;
        for (StageChoices stage : stages) {
            int channels = stage.channels.get(choices.get(at));
            int depth = stage.depths.get(choices.get(at + 1));
            List<SubNetwork.Block> blocks = new ArrayList<>();
            for (int block = 0; block < depth; block++) {
                int first = at + CHOICES_OF_A_STAGE + block * CHOICES_OF_A_BLOCK;
                blocks.add(new SubNetwork.Block(
                        kernels.get(choices.get(first)),
                        expansions.get(choices.get(first + 1)),
                        choices.get(first + 2) == 1));
            }
            chosen.add(new SubNetwork.Stage(channels, blocks));
            at += CHOICES_OF_A_STAGE + stage.depths.getLast() * CHOICES_OF_A_BLOCK;
        }
        return new SubNetwork(chosen, hidden.get(choices.get(at)));
    }

    /** The network of the largest of everything, of which every other's tensors are parts. */
    public Network widest() {
        return network(subNetwork(sizes().stream().map(size -> size - 1).toList()));
    }

    /**
     * Builds one, with layers where MobileNetV3 has them.
     *
     * @throws IllegalArgumentException if it has another number of stages than the space
     */
    public Network network(SubNetwork chosen) {
        if (chosen.stages().size() != stages.size()) {
            throw new IllegalArgumentException(
                    chosen + " has " + chosen.stages().size() + " stages, expected " + stages.size());
        }
        Strides strides = new Strides(options);
        NetworkBuilder network = new NetworkBuilder(options.inputChannels());
        network.add(
                Location.STEM,
                Convolution.dense(options.inputChannels(), STEM_CHANNELS, 3, strides.next(2), options, HARD_SWISH));
        network.invertedResidual(0, 0, STEM_CHANNELS, STEM_CHANNELS, 3, 1, 0, RELU, options);
        for (int stage = 0; stage < stages.size(); stage++) {
            SubNetwork.Stage blocks = chosen.stages().get(stage);
            StageChoices place = stages.get(stage);
            for (int i = 0; i < blocks.blocks().size(); i++) {
                SubNetwork.Block block = blocks.blocks().get(i);
                int expanded = network.channels() * block.expansion();
                network.invertedResidual(
                        stage + 1,
                        i,
                        expanded,
                        blocks.channels(),
                        block.kernel(),
                        strides.next(i == 0 ? place.stride : 1),
                        block.hasSqueezeExcite() ? Channels.makeDivisible(expanded / 4.0, 8) : 0,
                        place.activation,
                        options);
            }
        }
        int last = 6 * network.channels();
        return network.add(Location.LAST, Convolution.pointwise(network.channels(), last, options, HARD_SWISH))
                .add(Location.POOL, new Layer.GlobalAveragePool())
                .add(Location.HIDDEN, new Layer.Linear(last, chosen.hidden(), HARD_SWISH))
                .classifier(options)
                .build();
    }
}
