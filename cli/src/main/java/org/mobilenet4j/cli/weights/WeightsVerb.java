package org.mobilenet4j.cli.weights;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import org.mobilenet4j.cli.console.Console;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.io.CacheDirectory;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mobilenet weights}: the weights that torchvision publishes. */
@Command(
        name = "weights",
        description = "Lists and fetches the weights that torchvision publishes, trained on ImageNet.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  mobilenet weights list")
@SuppressWarnings("NullAway.Init")
public final class WeightsVerb implements Runnable {
    private static final String TORCHVISION = "https://download.pytorch.org/models/";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    private WeightsVerb() {}

    /** The verb with its own verbs, which write to {@code output}. */
    public static CommandLine commandLine(Output output) {
        return new CommandLine(new WeightsVerb())
                .addSubcommand(new ListVerb(output))
                .addSubcommand(new FetchVerb(output));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a verb is missing; expected one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    static WeightsStore store(Console console) {
        Map<String, String> environment = console.environment();
        return new WeightsStore(CacheDirectory.of(environment), base(environment), () -> client(environment), PATIENCE);
    }

    private static HttpClient client(Map<String, String> environment) {
        HttpClient.Builder client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).followRedirects(HttpClient.Redirect.NORMAL);
        EnvironmentProxy.of(environment).ifPresent(client::proxy);
        return client.build();
    }

    private static URI base(Map<String, String> environment) {
        String mirror = environment.getOrDefault("MOBILENET_WEIGHTS_URL", TORCHVISION);
        try {
            URI base = URI.create(mirror.endsWith("/") ? mirror : mirror + "/");
            if (base.getHost() != null) {
                return base;
            }
        } catch (IllegalArgumentException malformed) {
            // Said below, as for one without a host.
        }
        throw new InvalidInputException(
                "MOBILENET_WEIGHTS_URL: '" + mirror + "' is not an address; expected one such as " + TORCHVISION);
    }
}
