package org.mobilenet4j.report.papers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Add;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.inference.Compiler;

class AblationTest {
    @ParameterizedTest
    @EnumSource
    void everyNetworkRuns(Ablation ablation) {
        float[] logits =
                Compiler.compile(Latency.random(ablation.network(10)), 32, 32).logits(new float[32 * 32 * 3]);

        assertThat(logits).hasSize(10);
    }

    @Test
    void onlyTheActivationsOrShortcutsDiffer() {
        long parameters = parameters(Ablation.V2);

        for (Ablation each : List.of(
                Ablation.RELU_BOTTLENECKS,
                Ablation.NO_SHORTCUTS,
                Ablation.SHORTCUTS_BETWEEN_EXPANSIONS,
                Ablation.V2_RELU)) {
            assertThat(parameters(each)).isEqualTo(parameters);
        }
        assertThat(parameters(Ablation.V1_RELU)).isEqualTo(parameters(Ablation.V1));
    }

    @Test
    void shortcutsAreWhereTheirNetworkHasThem() {
        assertThat(sums(Ablation.V2)).hasSize(10);
        assertThat(sums(Ablation.NO_SHORTCUTS)).isEmpty();
        assertThat(sums(Ablation.V1)).isEmpty();
        // Between a stage's blocks that expand to as many channels: 1 + 1 + 2 + 1 + 1.
        List<Node> wide = sums(Ablation.SHORTCUTS_BETWEEN_EXPANSIONS);
        assertThat(wide).hasSize(6);
        Network network = Ablation.SHORTCUTS_BETWEEN_EXPANSIONS.network(10);
        assertThat(wide).allSatisfy(node -> {
            assertThat(node.inputs().getFirst().name()).isEqualTo("expand");
            assertThat(node.inputs().getLast().name()).isEqualTo("depthwise");
            assertThat(network.readers(node.location()))
                    .extracting(reader -> reader.location().name())
                    .containsExactly("depthwise");
        });
    }

    @Test
    void bottlenecksOfV2AreLinear() {
        assertThat(projections(Ablation.V2)).containsOnly(Activation.NONE);
        assertThat(projections(Ablation.RELU_BOTTLENECKS)).containsOnly(Activation.RELU6);
        assertThat(projections(Ablation.V2_RELU)).containsOnly(Activation.NONE);
        assertThat(Ablation.V2_RELU.network(10).nodes())
                .noneMatch(node -> node.layer() instanceof Convolution c && c.activation() == Activation.RELU6);
    }

    private static List<Activation> projections(Ablation ablation) {
        return ablation.network(10).nodes().stream()
                .filter(node -> node.location().name().equals("project"))
                .map(node -> ((Convolution) node.layer()).activation())
                .toList();
    }

    private static List<Node> sums(Ablation ablation) {
        return ablation.network(10).nodes().stream()
                .filter(node -> node.layer() instanceof Add)
                .toList();
    }

    private static long parameters(Ablation ablation) {
        return Summary.of(ablation.network(10), 32, 32).parameters();
    }
}
