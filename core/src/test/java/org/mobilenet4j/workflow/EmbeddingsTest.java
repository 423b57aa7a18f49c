package org.mobilenet4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EmbeddingsTest {
    @Test
    void measuresTheAngleOnly() {
        assertThat(Embeddings.distance(new float[] {1, 0}, new float[] {5, 0})).isCloseTo(0, within(1e-12));
        assertThat(Embeddings.distance(new float[] {1, 0}, new float[] {0, 3})).isCloseTo(1, within(1e-12));
        assertThat(Embeddings.distance(new float[] {1, 0}, new float[] {-2, 0})).isCloseTo(2, within(1e-12));
        assertThat(Embeddings.distance(new float[] {0, 0}, new float[] {1, 1})).isEqualTo(1);
    }
}
