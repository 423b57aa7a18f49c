package org.mobilenet4j.dist;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import org.mobilenet4j.cli.Main;
import org.mobilenet4j.cli.console.Console;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the program's manual as AsciiDoc, a page for each verb, from what {@code --help} says. */
public final class ManPages {
    private ManPages() {}

    /**
     * Writes the pages.
     *
     * @param args the folder to write to
     */
    public static void main(String[] args) throws IOException {
        CommandLine program = Main.commandLine(new Console(System.out, System.err, false, Map.of()));
        int status = ManPageGenerator.generateManPage(
                new File(args[0]), null, new boolean[0], true, program.getCommandSpec());
        if (status != CommandLine.ExitCode.OK) {
            throw new IOException("the pages of the manual could not be written to " + args[0]);
        }
    }
}
