package org.mobilenet4j.cli.console;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every verb takes, and the {@link Report} that follows from them. */
public final class Output {
    private final Console console;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print results as JSON, one object per line.")
    private boolean isJson;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print results and errors only: no notes, no progress.")
    private boolean isQuiet;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of a failure; so does MOBILENET_DEBUG=1.")
    private boolean isDebug;

    public Output(Console console) {
        this.console = console;
    }

    public Console console() {
        return console;
    }

    public boolean isDebug() {
        return isDebug
                || !console.environment().getOrDefault("MOBILENET_DEBUG", "").isEmpty();
    }

    /** What a verb writes to. Call it while the verb runs: before, the options are not read yet. */
    public Report report() {
        return new Report(console, isJson, isQuiet);
    }
}
