package org.mobilenet4j.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

class ReparametrizationTest {
    private static final Tensor DIRECTION = Tensor.of(Shape.of(2, 2), new float[] {3, 4, 0, -5});

    @Test
    void multipliesPrunedWeightsByTheirMask() {
        StateDict resolved = resolve(StateDict.builder()
                .put("a.bias", Tensor.zeros(Shape.of(2)))
                .put("a.weight_orig", DIRECTION)
                .put("a.weight_mask", Tensor.of(Shape.of(2, 2), new float[] {1, 0, 1, 1}))
                .build());
        assertThat(resolved.names()).containsExactly("a.bias", "a.weight");
        assertThat(data(resolved)).containsExactly(3, 0, 0, -5);
    }

    @Test
    void givesEachOutputOfWeightNormItsLength() {
        Tensor lengths = Tensor.of(Shape.of(2, 1), new float[] {10, 1});
        StateDict old = resolve(StateDict.builder()
                .put("a.weight_g", lengths)
                .put("a.weight_v", DIRECTION)
                .build());
        StateDict parametrized = resolve(StateDict.builder()
                .put("a.parametrizations.weight.original0", lengths)
                .put("a.parametrizations.weight.original1", DIRECTION)
                .build());
        assertThat(data(old)).containsExactly(6, 8, 0, -1);
        assertThat(data(parametrized)).containsExactly(6, 8, 0, -1);
        assertThat(parametrized.names()).containsExactly("a.weight");
    }

    @Test
    void dropsWhatProfilersLeave() {
        StateDict resolved = resolve(StateDict.builder()
                .put("a.weight", DIRECTION)
                .put("a.total_ops", Tensor.zeros(Shape.of(1)))
                .put("total_params", Tensor.zeros(Shape.of(1)))
                .build());
        assertThat(resolved.names()).containsExactly("a.weight");
    }

    @Test
    void refusesOtherParametrizations() {
        assertThatThrownBy(() -> resolve(StateDict.builder()
                        .put("a.parametrizations.weight.original", DIRECTION)
                        .build()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("file: 'a.weight' is parametrized otherwise than by weight norm");
        assertThatThrownBy(() -> resolve(
                        StateDict.builder().put("a.weight_orig", DIRECTION).build()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("without a mask");
    }

    private static StateDict resolve(StateDict weights) {
        return Reparametrization.resolve(weights, "file");
    }

    private static float[] data(StateDict resolved) {
        return Objects.requireNonNull(resolved.get("a.weight")).data();
    }
}
