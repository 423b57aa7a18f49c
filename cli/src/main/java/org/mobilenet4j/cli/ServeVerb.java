package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.OpenOptions;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.cli.serve.LifeFlags;
import org.mobilenet4j.cli.serve.ListenFlags;
import org.mobilenet4j.cli.serve.LoadFlags;
import org.mobilenet4j.cli.serve.ServeConfig;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.InferenceServer;
import org.mobilenet4j.server.ServerOptions;
import org.mobilenet4j.server.model.ModelSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    @SuppressWarnings("UnusedVariable") // it acts as it is read
    private TunedFlag tuned;

    @Mixin
    private WeightsAsFlag weightsAs;

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
        if (config != null) {
            ServeConfig.addTo(spec.commandLine(), config);
        }
        if (models.isEmpty()) {
            throw new InvalidInputException(
                    "there is no model to serve; give one with --model, such as --model cifar10");
        }
        ServerOptions options = ServerOptions.DEFAULT;
        options = listening.applyTo(options);
        options = load.applyTo(options);
        options = life.applyTo(options, output.console());
        Map<String, ModelSource> sources =
                ServedModels.of(models, OpenOptions.DEFAULT.withWeightsAs(weightsAs.type()), output.console());
        ServerNews news = new ServerNews(output.report());
        InferenceServer.Builder builder =
                InferenceServer.builder().options(options).listener(news);
        sources.forEach(builder::source);
        try (InferenceServer server = builder.start()) {
            output.report().note("listening on " + server.url());
            if (server.managementUrl() != null) {
                output.report().note("management on " + server.managementUrl());
            }
            Main.Termination termination = Main.onTermination(() -> end(server));
            try {
                runUntilStopped(server, news);
            } finally {
                termination.close();
            }
        }
        return ExitCode.OK;
    }

    private static void runUntilStopped(InferenceServer server, ServerNews news) throws IOException {
        try {
            server.awaitReady(Duration.ofDays(1));
            news.requireNoFailure();
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
}
