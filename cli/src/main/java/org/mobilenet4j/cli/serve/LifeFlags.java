package org.mobilenet4j.cli.serve;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.ServerOptions;
import picocli.CommandLine.Option;

/** How a server begins and ends, and what it writes down. */
public final class LifeFlags {
    @Option(
            names = "--warm-up-seconds",
            paramLabel = "S",
            defaultValue = "60",
            description =
                    "A model is run until it no longer becomes faster, for at most so long; 0 for not at all (default:"
                            + " ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(
            names = "--not-ready-seconds",
            paramLabel = "S",
            defaultValue = "0",
            description =
                    "On SIGTERM, how long it says that it is not ready and still takes requests, for a balancer to"
                            + " notice (default: ${DEFAULT-VALUE}).")
    private double notReady;

    @Option(
            names = "--drain-seconds",
            paramLabel = "S",
            defaultValue = "30",
            description = "Then, how long it may take to answer what it has taken (default: ${DEFAULT-VALUE}).")
    private double drain;

    @Option(
            names = "--access-log",
            paramLabel = "FILE",
            description = "Write a line of JSON for each request to a file; - is standard output.")
    private @Nullable String accessLog;

    /**
     * The options with what the flags say.
     *
     * @throws InvalidInputException if a flag is out of its range
     */
    public ServerOptions applyTo(ServerOptions options, Console console) throws IOException {
        return options.withWarmUp(seconds("--warm-up-seconds", warmUp))
                .withEnd(seconds("--not-ready-seconds", notReady), seconds("--drain-seconds", drain))
                .withAccessLog(log(console));
    }

    private @Nullable PrintStream log(Console console) throws IOException {
        if (accessLog == null) {
            return null;
        }
        return accessLog.equals("-")
                ? console.out()
                : new PrintStream(new FileOutputStream(accessLog, true), true, StandardCharsets.UTF_8);
    }

    private static Duration seconds(String option, double value) {
        if (!(value >= 0 && value <= 86_400)) {
            throw new InvalidInputException(option + " is " + value + ", expected 0 to 86400");
        }
        return Duration.ofMillis(Math.round(1000 * value));
    }
}
