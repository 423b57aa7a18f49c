package org.mobilenet4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.DenseStart;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.server.OpenApi.Operation;
import org.mobilenet4j.server.RawHttp.Reply;
import org.mobilenet4j.server.http.Address;
import tools.jackson.databind.JsonNode;

/** The server answers each example of {@code openapi.yaml} as that says it does. */
class DescribedRoutesTest {
    private static final String TOKEN = "a token for tests";

    /** The model of the examples that is for a route's task. */
    private static final Map<String, String> QUERIES = Map.of("/detect", "?model=street", "/segment", "?model=pets");

    private static OpenApi api;
    private static InferenceServer server;

    @BeforeAll
    static void start() throws Exception {
        api = new OpenApi();
        Variant variant = Variant.of(MobileNet.MOBILENET_V2)
                .with(options -> options.withWidth(0.1).withClasses(5));
        server = InferenceServer.builder()
                .model(
                        "flowers",
                        Model.classifier(
                                variant,
                                Initialization.torchvision(variant.network(), 1),
                                MobileNet.MOBILENET_V2.preprocessing(224),
                                List.of("daisy", "dandelion", "rose", "sunflower", "tulip")))
                .model(
                        "street",
                        DenseStart.fresh(
                                DenseMobileNet.SSDLITE_MOBILENET_V3_SMALL,
                                0.25,
                                List.of("background", "person", "bicycle"),
                                96,
                                1))
                .model(
                        "pets",
                        DenseStart.fresh(
                                DenseMobileNet.DEEPLABV3_LITE_MOBILENET_V2,
                                0.25,
                                List.of("__background__", "person"),
                                64,
                                1))
                .options(ServerOptions.DEFAULT
                        .withPort(0)
                        .withWarmUp(Duration.ZERO)
                        .withManagement(new ManagementOptions(new Address(Address.LOOPBACK, 0), TOKEN), false))
                .start();
        assertThat(server.awaitReady(Duration.ofSeconds(60))).isTrue();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /**
     * A request as the description has it.
     *
     * @param type of the body; empty where there is none
     */
    record Example(Operation operation, String type, byte[] body) {
        boolean isForManagement() {
            return operation.path().startsWith("/v2/repository/");
        }

        Reply send() throws IOException {
            Map<String, String> headers = new HashMap<>();
            if (!type.isEmpty()) {
                headers.put("Content-Type", type);
            }
            if (isForManagement()) {
                headers.put("Authorization", "Bearer " + TOKEN);
            }
            String url = isForManagement() ? Objects.requireNonNull(server.managementUrl()) : server.url();
            try (RawHttp connection = new RawHttp(url)) {
                return connection
                        .send(operation.method().toUpperCase(Locale.ROOT), path(), headers, body)
                        .read();
            }
        }

        private String path() {
            String path = operation.path();
            for (JsonNode parameter : api.parameters(operation)) {
                if ("path".equals(parameter.get("in").asString())) {
                    path = path.replace(
                            "{" + parameter.get("name").asString() + "}",
                            parameter.get("example").asString());
                }
            }
            return path + QUERIES.getOrDefault(operation.path(), "");
        }

        @Override
        public String toString() {
            return operation + (type.isEmpty() ? "" : " with " + type + " of " + body.length + " bytes");
        }
    }

    /** What takes the model away and brings it back comes last. */
    private static Stream<Example> examples() throws IOException {
        OpenApi description = new OpenApi();
        List<Example> examples = new ArrayList<>();
        for (Operation operation : description.operations()) {
            JsonNode body = description.resolved(operation.node().path("requestBody"));
            if (body.isMissingNode()) {
                examples.add(new Example(operation, "", new byte[0]));
            }
            if (body.path("x-example-image").asBoolean(false)) {
                examples.add(new Example(operation, "image/png", image(description)));
            }
            for (JsonNode json : OpenApiTest.examples(body.at("/content/application~1json"))) {
                examples.add(new Example(
                        operation, "application/json", json.toString().getBytes(StandardCharsets.UTF_8)));
            }
        }
        return Stream.concat(
                examples.stream().filter(example -> !example.isForManagement()),
                examples.stream()
                        .filter(Example::isForManagement)
                        .sorted(Comparator.comparing((Example example) -> example.operation.path())
                                .reversed()));
    }

    /** The small image of the examples. */
    private static byte[] image(OpenApi description) {
        return Base64.getDecoder()
                .decode(description
                        .document()
                        .at(
                                "/paths/~1v1~1models~1{model}:predict/post/requestBody/content/application~1json/examples/image"
                                        + "/value/instances/0/b64")
                        .asString());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isAnsweredAsDescribed(Example example) throws IOException {
        Reply reply = example.send();

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        String response = api.resolved(example.operation.pointer() + "/responses/200");
        JsonNode described = api.document().at(response);
        described.path("headers").propertyNames().forEach(header -> {
            if (!header.startsWith("Inference-")) {
                assertThat(reply.headers()).containsKey(header.toLowerCase(Locale.ROOT));
            }
        });
        if (!described.has("content")) {
            assertThat(reply.body()).isEmpty();
            return;
        }
        String type = reply.header("Content-Type").split(";", 2)[0];
        assertThat(described.get("content").propertyNames()).contains(type);
        if (type.equals("application/json")) {
            assertThat(api.validate(
                            YamlFile.JSON.readTree(reply.body()), response + "/content/application~1json/schema"))
                    .as(reply.text())
                    .isEmpty();
        }
    }

    private static Stream<Example> images() throws IOException {
        return examples().filter(example -> example.type.equals("image/png"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void whatIsNoImageIsRefusedAsDescribed(Example example) throws IOException {
        Reply reply = new Example(example.operation, "text/plain", "no image".getBytes(StandardCharsets.UTF_8)).send();

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(api.validate(YamlFile.JSON.readTree(reply.body()), "/components/schemas/Error"))
                .isEmpty();
    }
}
