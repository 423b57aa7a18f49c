package org.mobilenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

class StateDictTest {
    private static final Tensor TENSOR = Tensor.zeros(Shape.of(2));

    @Test
    void keepsTheOrderInWhichTensorsWerePut() {
        StateDict dict = StateDict.builder()
                .put("z", TENSOR)
                .put("a", TENSOR)
                .put("m", TENSOR)
                .build();
        assertThat(dict.names()).containsExactly("z", "a", "m");
        assertThat(dict.size()).isEqualTo(3);
        assertThat(dict.get("a")).isSameAs(TENSOR);
        assertThat(dict.get("absent")).isNull();
    }

    @Test
    void refusesANameTwice() {
        StateDict.Builder builder = StateDict.builder().put("a", TENSOR);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.put("a", TENSOR))
                .withMessageContaining("'a'");
    }

    @Test
    void doesNotChangeWhenItsBuilderGoesOnOrThroughItsViews() {
        StateDict.Builder builder = StateDict.builder().put("a", TENSOR);
        StateDict dict = builder.build();
        builder.put("b", TENSOR);
        assertThat(dict.names()).containsExactly("a");
        assertThatThrownBy(() -> dict.asMap().remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> dict.names().remove("a")).isInstanceOf(UnsupportedOperationException.class);
    }
}
