package org.mobilenet4j.cli.console;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a run of the program is connected to.
 *
 * @param out where results go
 * @param err where everything else goes
 * @param isInteractive whether a person watches {@code err}, so that a line may be drawn over
 * @param environment the environment's variables
 */
public record Console(PrintStream out, PrintStream err, boolean isInteractive, Map<String, String> environment) {
    private static final int USUAL_WIDTH = 80;

    public Console {
        environment = Map.copyOf(environment);
    }

    /** The characters that fit in a line of the terminal. */
    public int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }
}
