package org.mobilenet4j.cli;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.image.JpegSelection;
import org.mobilenet4j.io.CacheDirectory;
import org.mobilenet4j.kernel.JvmOptions;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.report.Columns;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code mobilenet doctor}: is everything here that the program needs, and what makes it slower than it could be. */
@Command(
        name = "doctor",
        description = "Shows what this machine offers and what is missing, with its remedy.",
        footerHeading = "%nExample:%n",
        footer = {"  mobilenet doctor", "  mobilenet doctor --report"})
final class DoctorVerb implements Callable<Integer> {
    private static final Columns<Check> TABLE = new Columns<Check>()
            .text("", check -> check.state().name().toLowerCase(Locale.ROOT))
            .text("check", Check::name)
            .text("found", Check::detail);

    private final Output output;

    @Option(
            names = "--report",
            description = "Print text to put into a report of a bug, without the names of folders and users.")
    private boolean isReport;

    DoctorVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        List<Check> checks = checks();
        Report report = output.report();
        if (isReport) {
            DoctorReport.lines(
                            Program.version(),
                            checks,
                            System.getProperties(),
                            ManagementFactory.getRuntimeMXBean().getInputArguments())
                    .forEach(report::text);
            return ExitCode.OK;
        }
        report.results(TABLE, checks);
        Set<String> told = new HashSet<>(); // the kernels' remedy is that of the first gate missed
        checks.stream()
                .filter(check -> !check.remedy().isEmpty() && told.add(check.remedy()))
                .forEach(check -> {
                    report.text("");
                    report.text(check.name() + ": " + check.remedy());
                });
        boolean isFit = checks.stream().noneMatch(check -> check.state() == Check.State.FAIL);
        return isFit ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Check> checks() {
        Runtime.Version version = Runtime.version();
        boolean hasCompactHeaders = JvmOptions.value("UseCompactObjectHeaders")
                .map(Boolean::parseBoolean)
                .orElse(false);
        List<Check> checks = new ArrayList<>();
        checks.add(MachineChecks.java(version, Objects.requireNonNullElse(System.getProperty("java.vendor"), "?")));
        checks.add(MachineChecks.objectHeaders(version, hasCompactHeaders));
        checks.add(MachineChecks.kernels(KernelSelection::chosen));
        checks.addAll(MachineChecks.gates(KernelSelection.gates()));
        checks.add(MachineChecks.jpegs(JpegSelection::chosen));
        checks.add(MachineChecks.processors(Runtime.getRuntime().availableProcessors()));
        checks.add(MachineChecks.heap(Runtime.getRuntime().maxMemory()));
        checks.add(MachineChecks.imageFormats(ImageIO.getReaderFileSuffixes()));
        checks.add(MachineChecks.cache(CacheDirectory.of(output.console().environment())));
        return checks;
    }
}
