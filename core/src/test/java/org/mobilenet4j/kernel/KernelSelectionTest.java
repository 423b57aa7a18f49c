package org.mobilenet4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelSelectionTest {
    @Test
    void scalarCanAlwaysBeHad() {
        assertThat(KernelSelection.select("scalar").kernels().name()).isEqualTo("scalar");
    }

    @Test
    void autoTakesVectorsWhereTheModuleIsLoaded() {
        assertThat(KernelSelection.select("auto").remedy()).isEmpty();
    }

    @Test
    void anythingElseFailsLoudly() {
        assertThatThrownBy(() -> KernelSelection.select("avx512"))
                .hasMessage("system property mobilenet.kernels is 'avx512', expected auto, scalar, 128, 256 or 512");
    }
}
