package org.mobilenet4j.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.mobilenet4j.cli.console.Output;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code mobilenet completion}: a script with which a shell completes verbs and options. */
@Command(
        name = "completion",
        description = "Prints a script with which bash or zsh completes verbs and options.",
        footerHeading = "%nExample:%n",
        footer = {
            "  source <(mobilenet completion)",
            "  mobilenet completion > ~/.local/share/bash-completion/completions/mobilenet"
        })
final class CompletionVerb implements Callable<Integer> {
    private final Output output;

    CompletionVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        // A program with all its verbs: the one that runs has this alone.
        output.console().out().print(AutoComplete.bash("mobilenet", Program.commandLine(output, Map.of())));
        return ExitCode.OK;
    }
}
