package org.mobilenet4j.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.pruning.ChannelGroups;

class ShrinkingTest {
    private static final int TILE = 8;

    private final Parameters whole = GoldenFill.parameters(
            MobileNet.MOBILENET_V2.build(options -> options.withWidth(0.5).withClasses(4)),
            MobileNet.MOBILENET_V2.layout());

    private static double parameters(Parameters parameters) {
        return Summary.of(parameters.network(), 64, 64).parameters();
    }

    /** Every channel scores 1, but for those of one group. */
    private Map<ChannelGroup, double[]> scores(String other, double score) {
        Map<ChannelGroup, double[]> scores = new LinkedHashMap<>();
        for (ChannelGroup group : ChannelGroups.of(whole.network())) {
            double[] values = new double[group.channels()];
            Arrays.fill(values, group.name().equals(other) ? score : 1);
            scores.put(group, values);
        }
        return scores;
    }

    private static int channels(Network network, String group) {
        return network.channels(new Location(group));
    }

    @Test
    void reachesTheLimitAndNotMuchMore() {
        double before = parameters(whole);
        Shrinking shrinking = new Shrinking(whole, scores("", 1), Map.of(), TILE, ShrinkingTest::parameters);

        assertThat(shrinking.shrinkTo(0.6 * before)).isTrue();

        assertThat(parameters(shrinking.network())).isBetween(0.55 * before, 0.6 * before);
    }

    /** Both reach the limit; the cheapest by rate would save far more than is asked for. */
    @Test
    void theLastToGoIsWhatMattersLeastOfAllThatSuffices() {
        Map<ChannelGroup, double[]> scores = scores("", 1);
        ChannelGroup large = ChannelGroups.named(ChannelGroups.of(whole.network()), "last");
        ChannelGroup small = ChannelGroups.named(ChannelGroups.of(whole.network()), "stages.2.1.expand");
        double[] some = new double[large.channels()];
        Arrays.fill(some, 0.3);
        double[] few = new double[small.channels()];
        Arrays.fill(few, 0.9);
        scores.put(large, some);
        scores.put(small, few);
        Shrinking shrinking = new Shrinking(whole, scores, Map.of(), TILE, ShrinkingTest::parameters);

        shrinking.shrinkTo(parameters(whole) - 1);

        assertThat(channels(shrinking.network().network(), "last")).isEqualTo(large.channels());
        assertThat(channels(shrinking.network().network(), "stages.2.1.expand")).isLessThan(small.channels());
    }

    @Test
    void takesWhatMattersLeastFirstInWholeTiles() {
        String worthless = "stages.4.1.expand";
        int before = channels(whole.network(), worthless);
        Shrinking shrinking = new Shrinking(whole, scores(worthless, 1e-6), Map.of(), TILE, ShrinkingTest::parameters);

        shrinking.shrinkTo(0.98 * parameters(whole));

        assertThat(channels(shrinking.network().network(), worthless)).isLessThan(before);
        for (ChannelGroup group : ChannelGroups.of(whole.network())) {
            int left = channels(shrinking.network().network(), group.name());
            assertThat(left).isEqualTo(group.name().equals(worthless) ? left / TILE * TILE : group.channels());
        }
    }

    @Test
    void keepsTheChannelsThatScoreHighest() {
        String group = "stages.4.1.expand";
        Map<ChannelGroup, double[]> scores = scores("", 1);
        ChannelGroup expanded = ChannelGroups.named(ChannelGroups.of(whole.network()), group);
        double[] rising = new double[expanded.channels()];
        Arrays.setAll(rising, c -> 1e-9 * (c + 1));
        scores.put(expanded, rising);
        Shrinking shrinking = new Shrinking(whole, scores, Map.of(), TILE, ShrinkingTest::parameters);

        shrinking.shrinkTo(0.98 * parameters(whole));

        float[] left =
                shrinking.network().get(new Location(group), Kind.NORM_SCALE).data();
        float[] all = whole.get(new Location(group), Kind.NORM_SCALE).data();
        assertThat(left).containsExactly(Arrays.copyOfRange(all, all.length - left.length, all.length));
    }

    @Test
    void removesABlockThatDoesNothing() {
        Map<String, Double> blocks = new HashMap<>();
        blocks.put("stages.3.2", 1e-9);
        blocks.put("stages.5.1", 1e9);
        Shrinking shrinking = new Shrinking(whole, scores("", 1), blocks, TILE, ShrinkingTest::parameters);

        shrinking.shrinkTo(0.97 * parameters(whole));

        assertThat(shrinking.network().network().modules())
                .doesNotContain("stages.3.2")
                .contains("stages.5.1");
    }

    @Test
    void saysThatALimitIsOutOfReach() {
        assertThat(new Shrinking(whole, scores("", 1), Map.of(), TILE, ShrinkingTest::parameters).shrinkTo(1000))
                .isFalse();
    }

    @Test
    void aUniformCutIsThatOfAWidthMultiplier() {
        Shrinking shrinking = new Shrinking(whole, scores("", 1), Map.of(), TILE, ShrinkingTest::parameters);
        Network half = shrinking.uniform(0.5).network();
        for (ChannelGroup group : ChannelGroups.of(whole.network())) {
            double expected = Math.max(8, 8 * Math.round(group.channels() / 16.0));
            assertThat((double) channels(half, group.name())).isEqualTo(expected);
        }
        double limit = 0.5 * parameters(whole);
        assertThat(parameters(shrinking.uniformTo(limit))).isBetween(0.35 * limit, limit);
    }

    @Test
    void proposalsSaveEnoughEachTheCheapestFirst() {
        double before = parameters(whole);
        Shrinking shrinking =
                new Shrinking(whole, scores("last", 1e-6), Map.of("stages.5.1", 1e-9), TILE, ShrinkingTest::parameters);

        List<Shrinking.Proposal> proposals = shrinking.proposals(0.97 * before, 4);

        assertThat(proposals).hasSizeBetween(2, 4);
        assertThat(proposals.getFirst().name()).isEqualTo("without stages.5.1");
        assertThat(proposals.get(1).name()).startsWith("last to ");
        assertThat(proposals).allMatch(each -> parameters(each.network()) <= 0.97 * before);
        assertThat(shrinking.network().network()).isEqualTo(whole.network());
        assertThat(DoubleStream.of(proposals.stream()
                                .mapToDouble(Shrinking.Proposal::rate)
                                .toArray())
                        .toArray())
                .isSorted();
    }
}
