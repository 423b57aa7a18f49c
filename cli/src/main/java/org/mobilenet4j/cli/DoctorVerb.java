package org.mobilenet4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.cli.weights.CacheDirectory;
import org.mobilenet4j.image.JpegSelection;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.report.Columns;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code mobilenet doctor}: is everything here that the program needs, and what makes it slower than it could be. */
@Command(
        name = "doctor",
        description = "Shows what this machine offers and what is missing, with its remedy.",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet doctor")
final class DoctorVerb implements Callable<Integer> {
    private static final Columns<Check> TABLE = new Columns<Check>()
            .text("", check -> check.state().name().toLowerCase(Locale.ROOT))
            .text("check", Check::name)
            .text("found", Check::detail);

    private final Output output;

    DoctorVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        List<Check> checks = checks();
        Report report = output.report();
        report.results(TABLE, checks);
        checks.stream().filter(check -> !check.remedy().isEmpty()).forEach(check -> {
            report.text("");
            report.text(check.name() + ": " + check.remedy());
        });
        boolean isFit = checks.stream().noneMatch(check -> check.state() == Check.State.FAIL);
        return isFit ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Check> checks() {
        return List.of(
                MachineChecks.java(
                        Runtime.version(), Objects.requireNonNullElse(System.getProperty("java.vendor"), "?")),
                MachineChecks.kernels(KernelSelection::chosen),
                MachineChecks.jpegs(JpegSelection::chosen),
                MachineChecks.processors(Runtime.getRuntime().availableProcessors()),
                MachineChecks.heap(Runtime.getRuntime().maxMemory()),
                MachineChecks.imageFormats(ImageIO.getReaderFileSuffixes()),
                MachineChecks.cache(CacheDirectory.of(output.console().environment())));
    }
}
