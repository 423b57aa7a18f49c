package org.mobilenet4j.bench;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.mobilenet4j.cli.TunedFlag;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** {@code mobilenet bench}: how fast is a network here, and beside ONNX Runtime? And how does a server of it bear load? */
@Command(
        name = "bench",
        description =
                "Measures a network, beside ONNX Runtime, in several fresh JVMs one after the other; with --serve, a"
                        + " server under load.",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  mobilenet bench --arch mobilenet_v2 --threads 2",
            "  mobilenet bench --serve --in-process --html load.html"
        })
@SuppressWarnings("NullAway.Init")
final class BenchVerb implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** Options that are about what the user sees. */
    private static final Set<String> OF_THE_CALLER = Set.of("--forks", "--json", "--quiet", "--debug");

    private static final Set<String> NOT_OF_A_SERVER =
            Set.of("--batch", "--memory", "--forks", "--train", "--precision", "--weights-as", "--recompute");

    private final Output output;

    @Spec
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("UnusedVariable") // it acts as it is read
    private TunedFlag tuned;

    @Mixin
    private BenchFlags flags;

    @Mixin
    private LoadFlags load;

    BenchVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        refuseWhatIsIgnored();
        if (load.isServing()) {
            load.run(flags, output);
            return ExitCode.OK;
        }
        run(flags.benchmark(output.console()), flags.forks());
        return ExitCode.OK;
    }

    /** Nobody should take a figure for what it is not. */
    private void refuseWhatIsIgnored() {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (load.isServing() && NOT_OF_A_SERVER.contains(name)) {
                throw new InvalidInputException(name + " is not for --serve; leave out one of them");
            }
            if (!load.isServing()
                    && option.userObject() instanceof Field field
                    && field.getDeclaringClass().equals(LoadFlags.class)) {
                throw new InvalidInputException(name + " is for a server under load; give --serve as well");
            }
        }
    }

    private <M extends Record> void run(Benchmark<M> benchmark, int forks) throws IOException {
        Report report = output.report();
        if (forks == 0) {
            M measured = benchmark.measureHere();
            report.result(measured, benchmark.title() + ", in this JVM");
            benchmark.report(report, List.of(measured));
            return;
        }
        List<M> measured = new ArrayList<>();
        for (int fork = 1; fork <= forks; fork++) {
            String first = JavaProcess.run(benchmark.jvmFlags(), argumentsOfAFork())
                    .lines()
                    .findFirst()
                    .orElse("");
            measured.add(JSON.readValue(first, benchmark.measure()));
            report.note(benchmark.shortly(measured.getLast()) + " in JVM " + fork + " of " + forks);
        }
        report.text(benchmark.title());
        benchmark.report(report, measured);
    }

    /** What this verb was given, but for a JVM that measures alone and tells all. */
    private List<String> argumentsOfAFork() {
        List<String> arguments = new ArrayList<>(List.of("--forks", "0", "--json"));
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!OF_THE_CALLER.contains(option.longestName())) {
                arguments.add(option.longestName());
                if (option.arity().max() > 0) { // a flag's value is that it is there
                    arguments.addAll(option.originalStringValues());
                }
            }
        }
        return arguments;
    }
}
