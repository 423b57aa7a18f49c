package org.mobilenet4j.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.cli.console.Output;

/** Consoles for tests. */
public final class Consoles {
    private Consoles() {}

    /** An output that goes nowhere. */
    public static Output output() {
        return new Output(new Console(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                false,
                Map.of()));
    }
}
