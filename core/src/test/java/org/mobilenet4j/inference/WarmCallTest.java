package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.OwnJvm;

/**
 * Once C2 has compiled the kernels, a call allocates its result and nothing else. A kernel that C2 does not inline whole
 * makes an object of every vector, a thousand times more than this, and runs fifty times slower: the test for that cliff.
 * It looks into a JVM of its own, as a service's is, in which one network after another has run, with narrow weights too.
 */
@EveryWidth
class WarmCallTest {
    private static final long RESULT_BYTES = 16 + WarmCalls.CLASSES * Float.BYTES;

    @Test
    void aWarmCallAllocatesNothingButItsResult() throws Exception {
        List<String> lines = OwnJvm.run(
                WarmCalls.class,
                List.of(
                        "MOBILENET_V2",
                        "MOBILENET_V3_LARGE",
                        "MOBILENET_V1",
                        "MOBILENET_V3_LARGE BFLOAT16",
                        "MOBILENET_V2 INT8",
                        "MOBILENET_V2 BFLOAT16",
                        "MOBILENET_V2"));

        assertThat(lines)
                .hasSize(7)
                .allSatisfy(line -> assertThat(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                        .as("bytes a call: %s", line)
                        .isLessThanOrEqualTo(RESULT_BYTES));
    }
}
