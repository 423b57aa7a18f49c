package org.mobilenet4j.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SlowSendersTest {
    @Test
    void holdTheirConnectionsAndNeverFinish() throws IOException {
        try (StubServer stub = new StubServer(number -> {
            throw new IllegalStateException("a slow sender has finished");
        })) {
            try (SlowSenders senders =
                    SlowSenders.start(stub.service().endpoints().getFirst(), 6)) {
                assertThat(stub.connections()).isEqualTo(6);
                assertThat(senders.closedByServer()).isZero();
            }
        }
    }
}
