package org.mobilenet4j.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.mobilenet4j.cli.report.Output;
import org.mobilenet4j.cli.weights.WeightsVerb;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a verb: it knows them all. A new verb is added in {@link #commandLine}. */
@Command(
        name = "mobilenet",
        description = "MobileNets in pure Java: train on a folder of photos, classify, look inside.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = Program.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true)
@SuppressWarnings("NullAway.Init")
final class Program implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private Program() {}

    /** The program with all its verbs and some that it does not know, which write to {@code output}. */
    static CommandLine commandLine(Output output, List<Function<Output, ?>> furtherVerbs) {
        CommandLine program = new CommandLine(new Program())
                .addMixin("output", output)
                .addSubcommand(new QuickstartVerb(output))
                .addSubcommand(new TrainVerb(output))
                .addSubcommand(new PredictVerb(output))
                .addSubcommand(new EvaluateVerb(output))
                .addSubcommand(new CompareVerb(output))
                .addSubcommand(new InspectVerb(output))
                .addSubcommand(new EmbedVerb(output))
                .addSubcommand(new SearchVerb(output))
                .addSubcommand(new ExportVerb(output))
                .addSubcommand(new ConvertVerb(output))
                .addSubcommand(new SummaryVerb(output))
                .addSubcommand(new PlanVerb(output))
                .addSubcommand(new ModelsVerb(output))
                .addSubcommand(new DoctorVerb(output))
                .addSubcommand(WeightsVerb.commandLine(output));
        furtherVerbs.forEach(verb -> program.addSubcommand(verb.apply(output)));
        return program.setUsageHelpWidth(
                Math.max(80, Math.min(120, output.console().width())));
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "a verb is missing; expected one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    /** The version as the build wrote it into the jar. */
    static String version() {
        return Objects.requireNonNullElse(Program.class.getPackage().getImplementationVersion(), "(unpackaged)");
    }

    /** For {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"mobilenet4j " + version()};
        }
    }
}
