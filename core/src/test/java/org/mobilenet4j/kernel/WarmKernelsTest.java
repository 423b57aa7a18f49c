package org.mobilenet4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A kernel that C2 does not see through makes an object of every vector, and runs a hundred times slower. */
@EveryWidth
class WarmKernelsTest {
    @Test
    void vectorsAreNoObjects() throws IOException, InterruptedException {
        assertThat(OwnJvm.run(WarmKernels.class, List.of()))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).endsWith(" 0"));
    }
}
