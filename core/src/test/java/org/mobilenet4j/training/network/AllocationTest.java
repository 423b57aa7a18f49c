package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.OwnJvm;

/** A kernel that C2 boxes the vectors of allocates hundreds of megabytes in a step, and runs fifty times slower. */
@EveryWidth
class AllocationTest {
    private static final long MOST_BYTES = 48 << 10;

    @Test
    void aWarmStepAllocatesNextToNothing() throws Exception {
        List<String> lines = OwnJvm.run(
                WarmSteps.class,
                List.of(Long.toString(MOST_BYTES), "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v2:ALL"));

        assertThat(lines)
                .hasSize(3)
                .allSatisfy(line -> assertThat(Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                        .as("bytes a step: %s", line)
                        .isLessThanOrEqualTo(MOST_BYTES));
    }
}
