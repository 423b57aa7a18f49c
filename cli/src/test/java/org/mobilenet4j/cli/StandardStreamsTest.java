package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardStreamsTest {
    @ParameterizedTest
    @CsvSource({"Broken pipe, false", "No space left on device, true"})
    void takesAReaderThatLeftForNoError(String failure, boolean isError) {
        OutputStream failing = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(failure);
            }
        };
        PrintStream out = new PrintStream(new StandardStreams.UntilReaderLeaves(failing), true, StandardCharsets.UTF_8);

        out.println("first");
        out.println("second");

        assertThat(out.checkError()).isEqualTo(isError);
    }
}
