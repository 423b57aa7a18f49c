package org.mobilenet4j.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.server.RawHttp.Reply;
import org.mobilenet4j.server.http.Address;
import tools.jackson.databind.JsonNode;

/** The routes that the code has are those of {@code openapi.yaml}, and each answers as that says. */
class DescribedRoutesTest {
    private static final Path YAML = Path.of("src/main/resources/org/mobilenet4j/server/openapi.yaml");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "options");
    private static final String TOKEN = "a token for the tests";
    private static final String ADDRESS = "https://mobilenet4j.org/openapi";
    private static final byte[] IMAGE = TinyServedModels.image(80, 60);

    /** The model that a route is for where it is not for classifiers. */
    private static final Map<String, String> MODELS = Map.of("/detect", "detector", "/segment", "segmenter");

    private static JsonNode document;
    private static InferenceServer server;

    @BeforeAll
    static void start() throws Exception {
        document = YamlFile.document(YAML);
        server = InferenceServer.builder()
                .model("flowers", TinyServedModels.classifier())
                .model("detector", TinyServedModels.detector())
                .model("segmenter", TinyServedModels.segmenter())
                .options(ServerOptions.DEFAULT
                        .withPort(0)
                        .withWarmUp(Duration.ZERO)
                        .withManagement(new ManagementOptions(new Address(Address.LOOPBACK, 0), TOKEN), false))
                .start();
        assertThat(server.awaitReady(Duration.ofSeconds(30))).isTrue();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, JsonNode> described() {
        Map<String, JsonNode> described = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    described.put(
                            operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), operation.getValue());
                }
            }
        }
        return described;
    }

    @Test
    void theCodeAndTheDescriptionHaveTheSameRoutes() {
        Set<String> coded = new TreeSet<>();
        server.routes().forEach(route -> coded.add(route.method() + " " + route.template()));
        assertThat(coded).isEqualTo(new TreeSet<>(described().keySet()));
    }

    @Test
    void everyRouteAnswersAsItIsDescribed() throws IOException {
        SchemaRegistry schemas = SchemaRegistry.withDialect(
                Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(ADDRESS, document.toString())));
        int withSchema = 0;
        for (Map.Entry<String, JsonNode> each : described().entrySet()) {
            if (each.getKey().endsWith("/unload")) {
                continue; // last of all, below
            }
            Reply reply = ask(each.getKey(), each.getValue());
            assertThat(reply.status()).as(each.getKey() + ": " + reply.text()).isEqualTo(200);
            JsonNode content =
                    resolved(each.getValue().get("responses").get("200")).path("content");
            String type = reply.header("Content-Type").replaceFirst(";.*", "");
            if (!type.isEmpty()) {
                assertThat(content.propertyNames()).as(each.getKey()).contains(type);
            }
            if (type.equals("application/json") && content.get(type).has("schema")) {
                JsonNode response = each.getValue().get("responses").get("200");
                String at = response.has("$ref") ? response.get("$ref").asString() : "#" + pointer(each.getKey());
                Schema compiled =
                        schemas.getSchema(SchemaLocation.of(ADDRESS + at + "/content/application~1json/schema"));
                assertThat(compiled.validate(YamlFile.JSON.readTree(reply.body())))
                        .as(each.getKey() + ": " + reply.text())
                        .isEmpty();
                withSchema++;
            }
        }
        assertThat(withSchema).isGreaterThan(25);
        assertThat(ask("POST /v2/repository/models/{model}/unload", YamlFile.JSON.createObjectNode())
                        .status())
                .isEqualTo(200);
        assertThat(ask("POST /v2/repository/models/{model}/load", YamlFile.JSON.createObjectNode())
                        .status())
                .isEqualTo(200);
    }

    private static Reply ask(String route, JsonNode operation) throws IOException {
        String method = route.substring(0, route.indexOf(' '));
        String template = route.substring(route.indexOf(' ') + 1);
        String path = template.replace("{model}", "flowers").replace("{version}", "1");
        Map<String, String> headers = new HashMap<>();
        boolean isManagement = template.startsWith("/v2/repository");
        if (isManagement) {
            headers.put("Authorization", "Bearer " + TOKEN);
        }
        byte[] body = new byte[0];
        JsonNode asked = resolved(operation.path("requestBody")).path("content");
        JsonNode json = asked.path("application/json");
        if (json.has("example")) {
            body = example(json.get("example"));
        } else if (json.has("examples")) {
            body = example(json.get("examples").iterator().next().get("value"));
        } else if (!asked.isMissingNode() && !isManagement) {
            body = IMAGE;
            path += "?model=" + MODELS.getOrDefault(template, "flowers");
        }
        String url = isManagement ? Objects.requireNonNull(server.managementUrl()) : server.url();
        try (RawHttp connection = new RawHttp(url)) {
            return connection.send(method, path, headers, body).read();
        }
    }

    /** An example's request with an image in it, where the example has a stand-in. */
    private static byte[] example(JsonNode example) {
        String image = Base64.getEncoder().encodeToString(IMAGE);
        return example.toString()
                .replaceAll("\"b64\":\"[^\"]*\"", "\"b64\":\"" + image + "\"")
                .replaceAll("\"data\":\\[\"[^\"]*\"\\]", "\"data\":[\"" + image + "\"]")
                .getBytes(UTF_8);
    }

    /** Where the description of a route's success stands. */
    private static String pointer(String route) {
        String[] parts = route.split(" ", 2);
        return "/paths/" + parts[1].replace("~", "~0").replace("/", "~1") + "/" + parts[0].toLowerCase(Locale.ROOT)
                + "/responses/200";
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
    }

    @Test
    void whatIsMeasuredIsWhatTheDashboardAsksFor() throws IOException {
        try (RawHttp connection = new RawHttp(server.url())) {
            connection.send("POST", "/classify", Map.of(), IMAGE).read();
            connection.send("POST", "/classify", Map.of(), new byte[] {1}).read();
            String scraped = connection
                    .send("GET", "/metrics", Map.of(), new byte[0])
                    .read()
                    .text();
            DashboardTest.METRICS.forEach((metric, tags) -> {
                List<String> series = scraped.lines()
                        .filter(line -> line.startsWith(metric + "_bucket{")
                                || line.startsWith(metric + "{")
                                || line.startsWith(metric + " "))
                        .toList();
                assertThat(series).as(metric).isNotEmpty();
                tags.forEach(tag -> assertThat(series.getFirst()).as(metric).contains(tag + "=\""));
            });
        }
    }

    @Test
    void anImageComesThroughEachTask() throws IOException {
        try (RawHttp connection = new RawHttp(server.url())) {
            JsonNode classes = json(
                    connection.send("POST", "/classify?top=3", Map.of(), IMAGE).read());
            assertThat(classes.get("predictions")).hasSize(3);
            JsonNode objects = json(connection
                    .send("POST", "/detect?model=detector&min_score=0.01", Map.of(), IMAGE)
                    .read());
            assertThat(objects.get("width").asInt()).isEqualTo(80);
            JsonNode mask = json(connection
                    .send("POST", "/segment?model=segmenter", Map.of(), IMAGE)
                    .read());
            double shares = 0;
            for (JsonNode each : mask.get("classes")) {
                shares += each.get("share").asDouble();
            }
            assertThat(shares).isBetween(0.999, 1.001);
            Reply drawn = connection
                    .send("POST", "/segment?model=segmenter", Map.of("Accept", "image/png"), IMAGE)
                    .read();
            assertThat(drawn.header("Content-Type")).isEqualTo("image/png");
            assertThat(ImageIO.read(new ByteArrayInputStream(drawn.body())).getWidth())
                    .isEqualTo(80);
            Reply explained =
                    connection.send("POST", "/explain?index=2", Map.of(), IMAGE).read();
            assertThat(ImageIO.read(new ByteArrayInputStream(explained.body()))).isNotNull();
            assertThat(connection
                            .send("POST", "/explain?index=6", Map.of(), IMAGE)
                            .read()
                            .text())
                    .contains("index is 6, expected that of a class, 0 to 5");
            assertThat(connection
                            .send("POST", "/embed?model=detector", Map.of(), IMAGE)
                            .read()
                            .text())
                    .contains("a detector, which gives no embedding");
        }
    }

    @Test
    void tensorsOfDetectorsAndMasksHaveTheShapesThatTheirMetadataSays() throws IOException {
        try (RawHttp connection = new RawHttp(server.url())) {
            String image = Base64.getEncoder().encodeToString(IMAGE);
            byte[] two = ("{\"inputs\":[{\"name\":\"input\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"" + image
                            + "\",\"" + image + "\"]}]}")
                    .getBytes(UTF_8);
            JsonNode boxes = json(connection
                    .send("POST", "/v2/models/detector/infer", Map.of(), two)
                    .read());
            assertThat(boxes.get("outputs").get(1).get("shape").toString()).isEqualTo("[2,300,4]");
            assertThat(boxes.get("outputs").get(1).get("data")).hasSize(2 * 300 * 4);
            JsonNode masks = json(connection
                    .send("POST", "/v2/models/segmenter/infer", Map.of(), two)
                    .read());
            assertThat(masks.get("outputs").get(0).get("shape").toString()).isEqualTo("[2,60,80]");
            assertThat(masks.get("outputs").get(0).get("data")).hasSize(2 * 60 * 80);
        }
    }

    private static JsonNode json(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return YamlFile.JSON.readTree(reply.body());
    }
}
