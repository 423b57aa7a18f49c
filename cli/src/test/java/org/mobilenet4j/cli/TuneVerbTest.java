package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mobilenet4j.kernel.KernelSelection;

class TuneVerbTest {
    @Test
    void measuresAndKeepsNothingIfAsked() {
        String name = KernelSelection.chosen().kernels().name();
        Run run = Run.of("tune", "mobilenet_v2", "--width", 0.1, "--resolution", 32, "--dry-run");
        if (name.equals("scalar")) {
            run.refusedWith("nothing to tune");
            return;
        }
        assertThat(run.succeeded().out()).contains("mobilenet_v2, 1 thread", "by the rule", "nothing kept");
    }

    @Test
    void refusesNoThreads() {
        Run.of("tune", "mobilenet_v2", "--threads", 0).refusedWith("--threads is 0, expected 1 to 1024");
    }
}
