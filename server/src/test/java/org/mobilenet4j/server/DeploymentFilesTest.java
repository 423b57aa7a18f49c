package org.mobilenet4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The files for running the server elsewhere agree with the server and with each other. */
class DeploymentFilesTest {
    private static final Path FOLDER = Path.of("../docs/serving");
    private static final Path ROUTES = Path.of("src/main/resources/org/mobilenet4j/server/openapi.yaml");

    /** The options of {@code mobilenet serve}; those of {@link #SWITCHES} take no value. */
    static final Set<String> OPTIONS = Set.of(
            "--no-tuned",
            "--model",
            "--port",
            "--host",
            "--threads",
            "--queue",
            "--queue-bytes",
            "--max-batch",
            "--max-delay",
            "--timeout",
            "--full-status",
            "--max-body",
            "--max-pixels",
            "--max-connections",
            "--body-time",
            "--management-port",
            "--token-file",
            "--private-metrics",
            "--cors",
            "--tls-cert",
            "--tls-key",
            "--warm-up-seconds",
            "--not-ready-seconds",
            "--drain-seconds",
            "--access-log",
            "--weights-as",
            "--config");

    static final Set<String> SWITCHES = Set.of("--no-tuned", "--private-metrics");

    private static final int DEFAULT_PORT = 8080;
    private static final int DEFAULT_DRAIN_SECONDS = 30;

    /** What a file says of how the server is started: its arguments, wherever they stand. */
    private record Started(List<String> arguments) {
        /** Checks that each argument is an option of {@code serve} with its value. */
        Started {
            for (int k = 0; k < arguments.size(); k++) {
                String argument = arguments.get(k);
                String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
                assertThat(OPTIONS).contains(name);
                if (!SWITCHES.contains(name) && name.equals(argument)) {
                    k++;
                    assertThat(k).as("%s has no value", name).isLessThan(arguments.size());
                    assertThat(arguments.get(k)).doesNotStartWith("--");
                }
            }
        }

        int number(String option, int otherwise) {
            int at = arguments.indexOf(option);
            return at < 0 ? otherwise : Integer.parseInt(arguments.get(at + 1));
        }

        /** From SIGTERM to the end, at most. */
        int secondsToEnd() {
            return number("--not-ready-seconds", 0) + number("--drain-seconds", DEFAULT_DRAIN_SECONDS);
        }

        int port() {
            return number("--port", DEFAULT_PORT);
        }
    }

    private static JsonNode ofKind(Path file, String kind) throws IOException {
        for (JsonNode document : YamlFile.documents(file)) {
            if (kind.equals(document.get("kind").asString())) {
                return document;
            }
        }
        throw new IOException(file + " has no " + kind);
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asString()));
        return strings;
    }

    private static void assertRestricted(JsonNode container) {
        JsonNode context = container.get("securityContext");
        assertThat(context.get("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(context.get("allowPrivilegeEscalation").asBoolean()).isFalse();
        assertThat(strings(context.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(container.at("/resources/limits").propertyNames()).containsExactlyInAnyOrder("cpu", "memory");
        assertThat(container.at("/resources/requests").propertyNames()).containsExactlyInAnyOrder("cpu", "memory");
    }

    private static void assertProbesAskForRoutes(JsonNode container, String port) throws IOException {
        JsonNode routes = YamlFile.document(ROUTES).get("paths");
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            if (container.has(probe)) {
                JsonNode get = container.get(probe).get("httpGet");
                assertThat(routes.path(get.get("path").asString()).has("get"))
                        .as(get.toString())
                        .isTrue();
                assertThat(get.get("port").asString()).isEqualTo(port);
            }
        }
        assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/v2/health/ready");
        // A server that drains or loads is not to be killed for it.
        assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/v2/health/live");
    }

    @Test
    void kubernetes() throws IOException {
        Path file = FOLDER.resolve("kubernetes.yaml");
        JsonNode deployment = ofKind(file, "Deployment").get("spec");
        JsonNode pod = deployment.at("/template/spec");
        JsonNode container = pod.get("containers").get(0);
        Started started = new Started(strings(container.get("args")));

        assertThat(pod.get("terminationGracePeriodSeconds").asInt()).isGreaterThan(started.secondsToEnd());
        // Endpoints are taken away while the server still answers.
        assertThat(started.number("--not-ready-seconds", 0)).isPositive();
        assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(started.port());
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
        assertThat(container.has("startupProbe")).isTrue();
        assertProbesAskForRoutes(container, container.at("/ports/0/name").asString());
        assertRestricted(container);

        JsonNode service = ofKind(file, "Service").get("spec");
        assertThat(service.at("/ports/0/targetPort").asString())
                .isEqualTo(container.at("/ports/0/name").asString());
        assertThat(service.get("selector")).isEqualTo(deployment.at("/selector/matchLabels"));
        assertThat(deployment.at("/template/metadata/labels")).isEqualTo(service.get("selector"));
        assertThat(deployment
                        .at("/template/metadata/annotations/prometheus.io~1port")
                        .asString())
                .isEqualTo(Integer.toString(started.port()));

        // What the arguments name is mounted, for reading.
        assertThat(strings(container.get("args")))
                .contains("flowers=" + container.at("/volumeMounts/0/mountPath").asString() + "/flowers");
        assertThat(container.at("/volumeMounts/0/readOnly").asBoolean()).isTrue();
    }

    @Test
    void kserve() throws IOException {
        Path file = FOLDER.resolve("kserve-runtime.yaml");
        JsonNode runtime = ofKind(file, "ServingRuntime").get("spec");
        JsonNode container = runtime.get("containers").get(0);
        Started started = new Started(strings(container.get("args")));

        assertThat(container.get("name").asString()).isEqualTo("kserve-container");
        assertThat(strings(runtime.get("protocolVersions"))).containsExactly("v1", "v2");
        assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(started.port());
        assertProbesAskForRoutes(container, Integer.toString(started.port()));
        assertRestricted(container);
        assertThat(runtime.at("/annotations/prometheus.kserve.io~1port").asString())
                .isEqualTo(Integer.toString(started.port()));

        JsonNode predictor = ofKind(file, "InferenceService").at("/spec/predictor");
        assertThat(predictor.get("terminationGracePeriodSeconds").asInt()).isGreaterThan(started.secondsToEnd());
        assertThat(predictor.at("/model/modelFormat/name")).isEqualTo(runtime.at("/supportedModelFormats/0/name"));
        assertThat(strings(runtime.get("protocolVersions")))
                .contains(predictor.at("/model/protocolVersion").asString());
    }

    @Test
    void prometheusFindsTheRouteOfTheMetrics() throws IOException {
        JsonNode routes = YamlFile.document(ROUTES).get("paths");
        assertThat(routes.has(ofKind(FOLDER.resolve("kubernetes.yaml"), "Deployment")
                        .at("/spec/template/metadata/annotations/prometheus.io~1path")
                        .asString()))
                .isTrue();
        assertThat(routes.has(ofKind(FOLDER.resolve("kserve-runtime.yaml"), "ServingRuntime")
                        .at("/spec/annotations/prometheus.kserve.io~1path")
                        .asString()))
                .isTrue();
    }

    @Test
    void systemd() throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve("mobilenet.service"));
        List<String> command = List.of(setting(lines, "ExecStart").split(" ", -1));
        Started started = new Started(command.subList(command.indexOf("serve") + 1, command.size()));

        assertThat(command).contains("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");
        assertThat(Integer.parseInt(setting(lines, "TimeoutStopSec"))).isGreaterThan(started.secondsToEnd());
        assertThat(setting(lines, "DynamicUser")).isEqualTo("yes");
        assertThat(setting(lines, "ProtectSystem")).isEqualTo("strict");
        assertThat(setting(lines, "NoNewPrivileges")).isEqualTo("yes");
        // With it the JVM cannot compile.
        assertThat(lines).noneMatch(line -> line.startsWith("MemoryDenyWriteExecute"));
    }

    private static String setting(List<String> lines, String name) throws IOException {
        for (String line : lines) {
            if (line.startsWith(name + "=")) {
                return line.substring(name.length() + 1);
            }
        }
        throw new IOException("mobilenet.service has no " + name);
    }

    @Test
    void dockerfile() throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve("Dockerfile"));
        List<String> command = new ArrayList<>(exec(lines, "ENTRYPOINT"));
        command.addAll(exec(lines, "CMD"));
        Started started = new Started(command.subList(command.indexOf("serve") + 1, command.size()));

        assertThat(command).contains("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED");
        assertThat(lines).contains("EXPOSE " + started.port());
        assertThat(lines).anyMatch(Pattern.compile("USER [1-9]\\d*:[1-9]\\d*").asMatchPredicate());
        assertThat(lines).noneMatch(line -> line.startsWith("HEALTHCHECK"));
        assertThat(lines.stream().filter(line -> line.startsWith("FROM "))).hasSize(2);
    }

    /** The words of an instruction in the form that needs no shell. */
    private static List<String> exec(List<String> lines, String instruction) throws IOException {
        for (String line : lines) {
            if (line.startsWith(instruction + " ")) {
                return strings(YamlFile.JSON.readTree(line.substring(instruction.length())));
            }
        }
        throw new IOException("the Dockerfile has no " + instruction);
    }

    /** The Docker image, the unit and the manifests start Java alike. */
    @Test
    void javaIsStartedAlike() throws IOException {
        List<String> unit = List.of(setting(Files.readAllLines(FOLDER.resolve("mobilenet.service")), "ExecStart")
                .split(" ", -1));
        List<String> image = exec(Files.readAllLines(FOLDER.resolve("Dockerfile")), "ENTRYPOINT");

        assertThat(unit.subList(1, unit.indexOf("-jar"))).isEqualTo(image.subList(1, image.indexOf("-jar")));
    }
}
