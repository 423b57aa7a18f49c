package org.mobilenet4j.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "stands in for the server with sh")
class OwnServerTest {
    @Test
    void isThereWhenItListensAndIsReady() throws IOException {
        List<ProcessHandle> processes;
        try (OwnServer server = OwnServer.start(
                List.of(
                        "sh",
                        "-c",
                        "echo listening on http://127.0.0.1:4711 >&2; echo ready after 0.1 s >&2; exec sleep 60"),
                null)) {
            Service service = server.service();
            assertThat(service.endpoints().getFirst().url()).hasToString("http://127.0.0.1:4711/classify");
            processes = service.processes().roots();
            assertThat(processes).singleElement().matches(ProcessHandle::isAlive);
        }

        assertThat(processes.getFirst().isAlive()).isFalse();
    }

    @Test
    void saysWhyItDidNotStart() {
        assertThatThrownBy(() -> OwnServer.start(List.of("sh", "-c", "echo mobilenet: no such verb >&2; exit 2"), null))
                .isInstanceOf(IOException.class)
                .hasMessage("the server ended before it was ready: mobilenet: no such verb");
    }
}
