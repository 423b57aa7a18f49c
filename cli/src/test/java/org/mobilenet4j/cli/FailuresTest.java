package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class FailuresTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsAUsersMistakeAsItIs() {
        assertThat(failure(new InvalidInputException("photos: no such file or folder"), Map.of()))
                .isEqualTo(2);
        assertThat(err()).isEqualTo("mobilenet doctor: photos: no such file or folder");
    }

    @Test
    void keepsTheMessageOnOneLine() {
        failure(new InvalidInputException("a\nb \u001b[31m: no such file"), Map.of());

        assertThat(err()).isEqualTo("mobilenet doctor: a b ?[31m: no such file");
    }

    @Test
    void namesTheFileThatCannotBeReadOrWritten() {
        assertThat(failure(new FileSystemException("/m/model.safetensors", null, "No space left on device"), Map.of()))
                .isEqualTo(1);
        assertThat(err()).isEqualTo("mobilenet doctor: /m/model.safetensors: No space left on device");

        failure(new UncheckedIOException(new AccessDeniedException("/m")), Map.of());
        assertThat(err()).endsWith("mobilenet doctor: /m: permission denied");

        failure(new CompletionException(new NoSuchFileException("/m")), Map.of());
        assertThat(err()).endsWith("mobilenet doctor: /m: no such file or folder");

        failure(new IOException("connection reset"), Map.of());
        assertThat(err()).endsWith("mobilenet doctor: connection reset");
    }

    @Test
    void saysHowToSeeWhereTheProgramIsWrong() {
        assertThat(failure(new IllegalStateException("oops"), Map.of())).isEqualTo(1);
        assertThat(err())
                .isEqualTo("mobilenet doctor: failed unexpectedly: java.lang.IllegalStateException: oops;"
                        + " --debug shows where. Please report it");
    }

    @Test
    void printsTheStackTraceWhenAsked() {
        failure(new IllegalStateException("oops"), Map.of("MOBILENET_DEBUG", "1"));

        assertThat(err()).contains("at org.mobilenet4j.cli.FailuresTest.");
    }

    @Test
    void saysHowToAllowMoreMemory() {
        int status = new Failures(output(Map.of())).breakdown(new OutOfMemoryError("Java heap space"));

        assertThat(status).isEqualTo(1);
        assertThat(err()).startsWith("mobilenet: out of memory at ").contains("MOBILENET_OPTS=-Xmx");
    }

    @Test
    void seesThatATaskOfAThreadRanOutOfMemory() {
        assertThat(failure(new CompletionException(new OutOfMemoryError("Java heap space")), Map.of()))
                .isEqualTo(1);
        assertThat(err()).startsWith("mobilenet: out of memory at ");
    }

    private int failure(Exception thrown, Map<String, String> environment) {
        Output output = output(environment);
        CommandLine doctor = Objects.requireNonNull(
                Program.commandLine(output, Map.of()).getSubcommands().get("doctor"));
        ParseResult nothing = ParseResult.builder(doctor.getCommandSpec()).build();
        return new Failures(output).failure(thrown, doctor, nothing);
    }

    private Output output(Map<String, String> environment) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Output(new Console(stream, stream, false, environment));
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }
}
