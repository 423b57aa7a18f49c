package org.mobilenet4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelComparisonTest {
    @Test
    void classesOfOneNameStayApart() {
        assertThat(ModelComparison.order(List.of("crane", "ski", "crane"), List.of("ski", "crane", "crane")))
                .containsExactly(1, 0, 2);
    }
}
