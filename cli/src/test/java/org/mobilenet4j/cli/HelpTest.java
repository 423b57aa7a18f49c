package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.AutoComplete;
import picocli.CommandLine;

/** What {@code --help} prints, and what shells complete. */
class HelpTest {
    private static final int WIDTH = 80;

    @TestFactory
    Stream<DynamicTest> fitsATerminalOfEightyColumns() {
        return all(program()).stream()
                .map(verb -> DynamicTest.dynamicTest(
                        verb.getCommandName(),
                        () -> assertThat(verb.getUsageMessage().lines())
                                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDTH))));
    }

    /** An example that is broken into two lines cannot be copied. */
    @TestFactory
    Stream<DynamicTest> breaksNoExample() {
        return all(program()).stream()
                .map(verb -> DynamicTest.dynamicTest(
                        verb.getCommandName(),
                        () -> assertThat(verb.getCommandSpec().usageMessage().footer())
                                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDTH))));
    }

    @TestFactory
    Stream<DynamicTest> showsAnExample() {
        return all(program()).stream()
                .filter(verb -> verb.getSubcommands().isEmpty())
                .map(verb -> DynamicTest.dynamicTest(
                        verb.getCommandName(),
                        () -> assertThat(String.join(
                                        "\n",
                                        verb.getCommandSpec().usageMessage().footer()))
                                .contains("mobilenet "
                                        + verb.getCommandSpec().qualifiedName().split(" ", 2)[1])));
    }

    @Test
    void letsShellsCompleteEveryVerbAndOption() {
        String script = AutoComplete.bash("mobilenet", program());

        assertThat(script).contains("function _picocli_mobilenet_train()", "'--freeze'", "complete -F");
    }

    private static CommandLine program() {
        return Program.commandLine(Consoles.output(), Map.of());
    }

    private static List<CommandLine> all(CommandLine program) {
        List<CommandLine> all = new ArrayList<>(List.of(program));
        program.getSubcommands().values().forEach(verb -> all.addAll(all(verb)));
        return all;
    }
}
