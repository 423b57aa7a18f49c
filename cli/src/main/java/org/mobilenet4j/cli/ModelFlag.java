package org.mobilenet4j.cli;

import java.io.IOException;
import org.mobilenet4j.Model;
import org.mobilenet4j.cli.console.Console;
import picocli.CommandLine.Option;

/** Which model a verb works with. */
@SuppressWarnings("NullAway.Init")
final class ModelFlag {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "A model's folder or zip, a file of weights, or a name that 'weights list' shows.")
    private String model;

    /** As the user names it. */
    String name() {
        return model;
    }

    Model load(Console console) throws IOException {
        return StartingModel.load("--model", model, console);
    }
}
