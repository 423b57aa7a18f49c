package org.mobilenet4j.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.weights.WeightsVerb;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a verb: it knows them all. A new verb is added in {@link #verbs}. */
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

    private static Map<String, Function<Output, ?>> verbs() {
        Map<String, Function<Output, ?>> verbs = new LinkedHashMap<>();
        verbs.put("quickstart", QuickstartVerb::new);
        verbs.put("check", CheckVerb::new);
        verbs.put("train", TrainVerb::new);
        verbs.put("predict", PredictVerb::new);
        verbs.put("evaluate", EvaluateVerb::new);
        verbs.put("compare", CompareVerb::new);
        verbs.put("inspect", InspectVerb::new);
        verbs.put("importance", ImportanceVerb::new);
        verbs.put("prune", PruneVerb::new);
        verbs.put("adapt", AdaptVerb::new);
        verbs.put("embed", EmbedVerb::new);
        verbs.put("index", IndexVerb::new);
        verbs.put("search", SearchVerb::new);
        verbs.put("nas", NasVerb::new);
        verbs.put("serve", ServeVerb::new);
        verbs.put("export", ExportVerb::new);
        verbs.put("convert", ConvertVerb::new);
        verbs.put("summary", SummaryVerb::new);
        verbs.put("plan", PlanVerb::new);
        verbs.put("tune", TuneVerb::new);
        verbs.put("models", ModelsVerb::new);
        verbs.put("papers", PapersVerb::new);
        verbs.put("doctor", DoctorVerb::new);
        verbs.put("weights", WeightsVerb::commandLine);
        verbs.put("completion", CompletionVerb::new);
        return verbs;
    }

    /**
     * The program with its verbs, which write to {@code output}, and some more. Each verb costs a start ten milliseconds or
     * so: where {@code args} ask for one, that one is made alone.
     *
     * @param furtherVerbs by their names
     */
    static CommandLine commandLine(Output output, Map<String, Function<Output, ?>> furtherVerbs, String... args) {
        CommandLine program = new CommandLine(new Program()).addMixin("output", output);
        Map<String, Function<Output, ?>> verbs = verbs();
        verbs.putAll(furtherVerbs);
        Optional<String> asked =
                Arrays.stream(args).filter(arg -> !arg.startsWith("-")).findFirst();
        asked.filter(verbs::containsKey).ifPresent(verb -> verbs.keySet().retainAll(Set.of(verb)));
        verbs.forEach((name, verb) -> program.addSubcommand(name, verb.apply(output)));
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
