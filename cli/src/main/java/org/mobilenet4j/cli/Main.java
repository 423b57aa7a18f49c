package org.mobilenet4j.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Function;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.cli.console.Output;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** Where the program begins. The exit status is 0, 1 where something failed, 2 where the user made a mistake. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        start(args, Map.of());
    }

    /**
     * Runs the program with further verbs, and ends the process.
     *
     * @param furtherVerbs by name; each makes a picocli command that writes to the given output
     */
    public static void start(String[] args, Map<String, Function<Output, ?>> furtherVerbs) {
        PrintStream err = StandardStreams.err();
        System.setErr(err);
        boolean isInteractive = isWatched(System.getProperty("mobilenet.terminal", ""), System.getenv());
        Console console = new Console(StandardStreams.out(), err, isInteractive, System.getenv());
        System.exit(run(args, console, furtherVerbs));
    }

    /** Runs the program as {@code main} does, with results and messages going to the given streams. Never exits. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, new Console(out, err, false, System.getenv()));
    }

    /** Runs the program as {@code main} does, connected to {@code console}. Never exits. */
    public static int run(String[] args, Console console) {
        return run(args, console, Map.of());
    }

    /** Runs the program as {@code start} does, connected to {@code console}. Never exits. */
    public static int run(String[] args, Console console, Map<String, Function<Output, ?>> furtherVerbs) {
        Output output = new Output(console);
        Failures failures = new Failures(output);
        CommandLine program = Program.commandLine(output, furtherVerbs, args);
        program.setOut(writer(console.out()));
        program.setErr(writer(console.err()));
        program.setParameterExceptionHandler(failures::mistake);
        program.setExecutionExceptionHandler(failures::failure);
        try {
            int status = program.execute(args);
            return status == ExitCode.OK ? failures.unlessWritten(console.out()) : status;
        } catch (Error error) {
            return failures.breakdown(error);
        }
    }

    /** The program with all its verbs, for who describes them. */
    public static CommandLine commandLine(Console console) {
        return Program.commandLine(new Output(console), Map.of());
    }

    /** Something that is done when the process is told to end, until this is closed. */
    @FunctionalInterface
    interface Termination {
        void close();
    }

    /**
     * Does something when the process is told to end, by SIGTERM or Ctrl-C, and lets it end with success then: for verbs that
     * run until they are told to.
     */
    static Termination onTermination(Runnable work) {
        Thread onEnd = new Thread(() -> {
            work.run();
            Runtime.getRuntime().halt(0);
        });
        Runtime.getRuntime().addShutdownHook(onEnd);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(onEnd);
            } catch (IllegalStateException e) {
                // The process is ending, and the hook runs.
            }
        };
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    /**
     * Whether a person watches standard error. The launcher says so: the JDK can tell of standard input and output alone.
     */
    static boolean isWatched(String launcherSays, Map<String, String> environment) {
        return Boolean.parseBoolean(launcherSays)
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }
}
