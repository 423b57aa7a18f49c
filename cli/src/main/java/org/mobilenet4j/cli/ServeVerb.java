package org.mobilenet4j.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.cli.serve.LifeFlags;
import org.mobilenet4j.cli.serve.ListenFlags;
import org.mobilenet4j.cli.serve.LoadFlags;
import org.mobilenet4j.cli.serve.ServeConfig;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.InferenceServer;
import org.mobilenet4j.server.ServerListener;
import org.mobilenet4j.server.ServerOptions;
import org.mobilenet4j.server.model.ModelSource;
import org.mobilenet4j.server.model.WarmUp;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code mobilenet serve}: a model behind HTTP. */
@Command(
        name = "serve",
        description =
                "Serves models over HTTP until it is stopped: a page for people at /, the Open Inference Protocol for"
                        + " clients of Triton and KServe, and short routes such as POST /classify. See docs/serving.md.",
        footerHeading = "%nExample:%n",
        footer = {"  mobilenet serve --model my-model", "  curl --data-binary @photo.jpg http://127.0.0.1:8080/classify"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ServeVerb implements Callable<Integer> {
    private final Output output;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "[NAME=]MODEL",
            description =
                    "A model's folder or file, or a name that 'weights list' shows; or a folder with a folder for each"
                            + " version, named by its number. May be given again. The first is asked where a request names none.")
    private List<String> models = List.of();

    @Mixin
    private ListenFlags listening;

    @Mixin
    private LoadFlags load;

    @Mixin
    private LifeFlags life;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Options as a JSON object, such as {\"port\": 8080, \"model\": {\"flowers\": \"my-model\"}}; those"
                            + " of the command line go before.")
    private @Nullable Path config;

    ServeVerb(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() throws IOException {
        readConfig();
        if (models.isEmpty()) {
            throw new InvalidInputException(
                    "there is no model to serve; give one with --model, such as --model cifar10");
        }
        ServerOptions options = ServerOptions.DEFAULT;
        options = listening.applyTo(options);
        options = load.applyTo(options);
        options = life.applyTo(options, output.console());
        Map<String, ModelSource> sources = ServedModels.of(models, output.console());
        Told told = new Told(output.report());
        InferenceServer.Builder builder =
                InferenceServer.builder().options(options).listener(told);
        sources.forEach(builder::source);
        try (InferenceServer server = builder.start()) {
            output.report().note("listening on " + server.url());
            if (server.managementUrl() != null) {
                output.report().note("management on " + server.managementUrl());
            }
            Main.Termination termination = Main.onTermination(() -> end(server));
            try {
                runUntilStopped(server, told);
            } finally {
                termination.close();
            }
        }
        return ExitCode.OK;
    }

    /** Takes the file's options in as if they stood on the command line. */
    private void readConfig() throws IOException {
        if (config == null) {
            return;
        }
        ParseResult parsed = spec.commandLine().getParseResult();
        List<String> arguments = new ArrayList<>(ServeConfig.arguments(
                config,
                spec,
                parsed.matchedOptions().stream().map(OptionSpec::longestName).collect(Collectors.toSet())));
        List<String> all = parsed.originalArgs();
        arguments.addAll(all.subList(all.indexOf(spec.name()) + 1, all.size()));
        spec.commandLine().parseArgs(arguments.toArray(String[]::new));
    }

    private static void runUntilStopped(InferenceServer server, Told told) throws IOException {
        try {
            server.awaitReady(Duration.ofDays(1));
            told.requireNoFailure();
            new CountDownLatch(1).await(); // until the process is told to end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What SIGTERM and Ctrl-C do. */
    private void end(InferenceServer server) {
        output.report().note("stopping: no longer ready, answering what was taken");
        server.close();
        output.console().out().flush();
    }

    /** Prints what happens. */
    private static final class Told implements ServerListener {
        private final Report report;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Told(Report report) {
            this.report = report;
        }

        @Override
        public void onReady(String model, Duration took, WarmUp.Result warmth) {
            report.note(String.format(
                    Locale.ROOT,
                    "%s ready after %.1f s: loaded and warmed in %.1f s with %d images, the first in %.0f ms, the fastest in"
                            + " %.1f ms",
                    model,
                    sinceStart().toMillis() / 1000.0,
                    took.toMillis() / 1000.0,
                    warmth.images(),
                    warmth.firstMillis(),
                    warmth.lastMillis()));
        }

        /** Since the JVM began: that is nearly what those who wait for it see. */
        private static Duration sinceStart() {
            return Duration.ofMillis(System.currentTimeMillis()
                    - ManagementFactory.getRuntimeMXBean().getStartTime());
        }

        @Override
        public void onFailure(String model, Throwable thrown) {
            failure.compareAndSet(null, thrown);
        }

        @Override
        public void onWarning(String message) {
            report.warning(message);
        }

        @Override
        public void onUnexpected(String requestId, Throwable thrown) {
            report.warning("request " + requestId + " failed by the server's own fault: " + thrown);
        }

        /** Ends a server whose models are not those that were asked for. */
        void requireNoFailure() throws IOException {
            Throwable thrown = failure.get();
            if (thrown instanceof IOException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
        }
    }
}
