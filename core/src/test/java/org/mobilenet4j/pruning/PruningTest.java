package org.mobilenet4j.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.TinyModels;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Parameters;

class PruningTest {
    private static final int SIDE = 64;

    private static Parameters filled(MobileNet variant) {
        Network network = variant.build(options -> options.withWidth(0.5).withClasses(7));
        return GoldenFill.parameters(network, variant.layout());
    }

    /** A third of the channels of each group, drawn. */
    private static Map<ChannelGroup, int[]> twoThirds(Network network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<ChannelGroup, int[]> kept = new LinkedHashMap<>();
        for (ChannelGroup group : ChannelGroups.of(network)) {
            kept.put(
                    group,
                    IntStream.range(0, group.channels())
                            .filter(channel -> channel == 1 || random.nextInt(3) > 0)
                            .toArray());
        }
        return kept;
    }

    /** The same network in which the gates of the channels that do not stay give zero. */
    private static Parameters zeroed(Parameters whole, Map<ChannelGroup, int[]> kept) {
        Parameters zeroed = whole.copy();
        kept.forEach((group, channels) -> {
            for (Location gate : group.gates()) {
                boolean hasNorm = whole.network().node(gate).layer() instanceof Convolution c && c.norm() != null;
                for (Kind kind :
                        hasNorm ? List.of(Kind.NORM_SCALE, Kind.NORM_SHIFT) : List.of(Kind.WEIGHT, Kind.BIAS)) {
                    float[] data = zeroed.get(gate, kind).data();
                    int each = data.length / group.channels();
                    for (int i = 0; i < data.length; i++) {
                        int channel = i / each;
                        boolean stays = IntStream.of(channels).anyMatch(one -> one == channel);
                        data[i] = stays ? data[i] : 0;
                    }
                }
            }
        });
        return zeroed;
    }

    private static float[] logits(Parameters parameters) {
        CompiledNetwork network = Compiler.compile(parameters, SIDE, SIDE);
        return network.logits(GoldenFill.images(1, 3, SIDE)[0]);
    }

    private static void assertSameLogits(Parameters actual, Parameters expected) {
        float[] wanted = logits(expected);
        float[] found = logits(actual);
        double scale = 0;
        for (float value : wanted) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) found[i]).isCloseTo(wanted[i], within(1e-3 * scale));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MOBILENETV1_100", "MOBILENET_V2", "MOBILENET_V3_SMALL", "MOBILENET_V3_LARGE"})
    void aPrunedNetworkComputesWhatTheWholeOneDoesWithZerosInItsPlace(MobileNet variant) {
        Parameters whole = filled(variant);
        Map<ChannelGroup, int[]> kept = twoThirds(whole.network(), 5);

        Parameters pruned = PruneChannels.of(whole, kept);

        kept.forEach((group, channels) -> group.values()
                .forEach(value -> assertThat(pruned.network().channels(value)).isEqualTo(channels.length)));
        assertSameLogits(pruned, zeroed(whole, kept));
    }

    @Test
    void channelsOfV2AreTiedAsItsBlocksAre() {
        List<ChannelGroup> groups = ChannelGroups.of(MobileNet.MOBILENET_V2.build());

        assertThat(groups.stream().filter(ChannelGroup::isExpansion)).hasSize(16);
        ChannelGroup stem = ChannelGroups.named(groups, "stem");
        assertThat(stem.values().stream().map(Location::path)).containsExactly("stem", "stages.0.0.depthwise");
        assertThat(stem.gates().stream().map(Location::path)).containsExactly("stages.0.0.depthwise");
        ChannelGroup stage = ChannelGroups.named(groups, "stages.2.0.project");
        assertThat(stage.channels()).isEqualTo(32);
        assertThat(stage.gates().stream().map(Location::path))
                .containsExactly("stages.2.0.project", "stages.2.1.project", "stages.2.2.project");
        assertThat(ChannelGroups.named(groups, "last").values().stream().map(Location::path))
                .containsExactly("last", "pool", "dropout");
        assertThat(groups).hasSize(16 + 7 + 2);
    }

    @Test
    void squeezeExciteIsOfTheExpandedChannels() {
        List<ChannelGroup> groups = ChannelGroups.of(MobileNet.MOBILENET_V3_SMALL.build());
        ChannelGroup expanded = ChannelGroups.named(groups, "stages.2.1.expand");
        assertThat(expanded.values().stream().map(Location::path))
                .containsExactly("stages.2.1.expand", "stages.2.1.depthwise", "stages.2.1.squeeze_excite");
        assertThat(expanded.isExpansion()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"MOBILENET_V2", "MOBILENET_V3_LARGE"})
    void aRemovedBlockLeavesItsShortcut(MobileNet variant) {
        Parameters whole = filled(variant);
        for (String block : RemoveBlock.candidates(whole.network())) {
            Parameters zeroed = whole.copy();
            for (Kind kind : List.of(Kind.NORM_SCALE, Kind.NORM_SHIFT)) {
                Arrays.fill(zeroed.get(new Location(block + ".project"), kind).data(), 0);
            }
            Parameters removed = RemoveBlock.of(whole, block);
            assertThat(removed.network().nodes())
                    .hasSizeLessThan(whole.network().nodes().size());
            assertSameLogits(removed, zeroed);
        }
    }

    @Test
    void onlyBlocksWithAShortcutCanGo() {
        Parameters whole = filled(MobileNet.MOBILENET_V2);
        assertThat(RemoveBlock.candidates(whole.network())).hasSize(10).doesNotContain("stages.2.0");
        assertThatThrownBy(() -> RemoveBlock.of(whole, "stages.2.0"))
                .hasMessageContaining("stages.2.0 has no shortcut");
    }

    @Test
    void refusesToKeepNothingOrWhatIsNotThere() {
        Parameters whole = filled(MobileNet.MOBILENET_V2);
        ChannelGroup group = ChannelGroups.of(whole.network()).getFirst();
        for (int[] kept : new int[][] {{}, {-1, 2}, {2, 2}, {0, group.channels()}}) {
            assertThatThrownBy(() -> PruneChannels.of(whole, Map.of(group, kept)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected at least one of " + group.channels());
        }
    }

    /** Also of a network that lost whole blocks, whose names then have gaps. */
    @ParameterizedTest
    @EnumSource(names = {"MOBILENETV1_100", "MOBILENET_V2", "MOBILENETV2_100", "MOBILENET_V3_SMALL"})
    void aPrunedModelIsSavedAndOpenedAsAnyOther(MobileNet variant, @TempDir Path folder) throws IOException {
        Model whole = TinyModels.of(variant, "a", "b", "c");
        Model pruned = whole.with(parameters -> {
            List<String> blocks = RemoveBlock.candidates(parameters.network());
            Parameters fewer = blocks.isEmpty() ? parameters : RemoveBlock.of(parameters, blocks.getFirst());
            return PruneChannels.of(fewer, twoThirds(fewer.network(), 7));
        });

        pruned.save(folder.resolve("model"));
        Model opened = Models.open(folder.resolve("model"));

        assertThat(opened.network()).isEqualTo(pruned.network());
        pruned.parameters()
                .tensors()
                .forEach((id, tensor) -> assertThat(opened.parameters()
                                .get(id.location(), id.kind())
                                .data())
                        .as(id.toString())
                        .containsExactly(tensor.data()));
        float[] image = new float[pruned.inputShape().length()];
        assertThat(opened.compile().logits(image))
                .containsExactly(pruned.compile().logits(image));
    }
}
