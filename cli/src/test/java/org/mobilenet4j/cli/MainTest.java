package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void saysThatAVerbIsMissing() {
        assertThat(run()).isEqualTo(2);
        assertThat(err())
                .startsWith("mobilenet: a verb is missing; expected one of quickstart, check, train, ")
                .hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            doctro         | mobilenet: unknown verb 'doctro'; did you mean doctor? (see 'mobilenet --help')
            doctor --jsno  | mobilenet doctor: unknown option '--jsno'; did you mean --json? (see 'mobilenet doctor --help')
            predict --modle m x | mobilenet predict: unknown option '--modle'; did you mean --model? (see 'mobilenet predict --help')
            summary a b    | mobilenet summary: unknown argument 'b' (see 'mobilenet summary --help')
            weights fetch  | mobilenet weights fetch: Missing required parameter: 'NAME' (see 'mobilenet weights fetch --help')
            weights ftech  | mobilenet weights: unknown verb 'ftech'; did you mean fetch? (see 'mobilenet weights --help')
            """)
    void answersAMisspeltLineWithOneLine(String line, String message) {
        assertThat(run(line.split(" +"))).isEqualTo(2);
        assertThat(err()).isEqualTo(message + System.lineSeparator());
        assertThat(out()).isEmpty();
    }

    @Test
    void printsHelpOnStandardOutput() {
        assertThat(run("--help")).isZero();
        assertThat(out()).startsWith("Usage: mobilenet ").contains("doctor").contains("weights");
        assertThat(err()).isEmpty();
    }

    @Test
    void showsAnExampleInTheHelpOfEveryVerb() {
        assertExamples(
                "mobilenet", Program.commandLine(Consoles.output(), Map.of()).getSubcommands());
    }

    @Test
    void makesOnlyTheVerbThatIsAskedFor() {
        assertThat(Program.commandLine(Consoles.output(), Map.of(), "--json", "predict", "train")
                        .getSubcommands())
                .containsOnlyKeys("predict");
        assertThat(Program.commandLine(Consoles.output(), Map.of(), "predcit", "train")
                        .getSubcommands())
                .containsKeys("predict", "train", "weights");
    }

    private static void assertExamples(String above, Map<String, CommandLine> verbs) {
        verbs.forEach((name, verb) -> {
            assertThat(verb.getUsageMessage())
                    .contains("Example:")
                    .contains("  " + above + " " + name)
                    .contains("--json");
            assertExamples(above + " " + name, verb.getSubcommands());
        });
    }

    @Test
    void takesSharedOptionsBeforeAndAfterTheVerb() {
        assertThat(run("--json", "doctor")).isZero();
        assertThat(run("doctor", "--json")).isZero();
        assertThat(out().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void failsWhenStandardOutputCannotBeWritten() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });

        int status = Main.run(new String[] {"doctor"}, full, new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(status).isEqualTo(1);
        assertThat(err())
                .startsWith("mobilenet: standard output could not be written")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dumb", "xterm"})
    void drawsOverLinesOnlyOnATerminalThatCan(String terminal) {
        Map<String, String> environment = Map.of("TERM", terminal);

        assertThat(Main.isWatched("true", environment)).isEqualTo(terminal.equals("xterm"));
        assertThat(Main.isWatched("false", environment)).isFalse();
        assertThat(Main.isWatched("", environment)).isFalse();
        assertThat(Main.isWatched("true", Map.of())).isFalse();
    }

    private int run(String... args) {
        return Main.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
