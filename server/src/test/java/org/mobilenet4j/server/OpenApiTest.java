package org.mobilenet4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/** The description of the routes holds together, and its examples are what it says they are. */
class OpenApiTest {
    private static final Path RESOURCES = Path.of("src/main/resources/org/mobilenet4j/server");
    private static final Path YAML = RESOURCES.resolve("openapi.yaml");
    private static final Path AS_JSON = RESOURCES.resolve("openapi.json");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    /** Where a server that is not ready says so in the words of its protocol. */
    private static final Set<String> HEALTH = Set.of("/v2/health/ready", "/ping");

    private static final String ADDRESS = "https://mobilenet4j.org/openapi";

    private final JsonNode document = YamlFile.document(YAML);
    private final SchemaRegistry schemas = SchemaRegistry.withDialect(
            Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(ADDRESS, document.toString())));

    OpenApiTest() throws IOException {}

    /** The server reads no YAML: what it answers to OPTIONS is a file too. */
    @Test
    void theFileOfJsonSaysTheSame() throws IOException {
        String json =
                YamlFile.JSON.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(document) + "\n";
        if (Boolean.getBoolean("mobilenet.rewrite")) {
            Files.writeString(AS_JSON, json);
        }

        assertThat(AS_JSON)
                .as("%s is not what openapi.yaml says; run this test with -Dmobilenet.rewrite=true", AS_JSON)
                .hasContent(json);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        collectReferences(document, references);

        assertThat(references)
                .hasSizeGreaterThan(100)
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void everyComponentIsReferredTo() {
        List<String> references = new ArrayList<>();
        collectReferences(document, references);
        for (String kind : List.of("parameters", "headers", "requestBodies", "responses", "schemas")) {
            assertThat(document.get("components").get(kind).propertyNames())
                    .allSatisfy(name -> assertThat(references).contains("#/components/" + kind + "/" + name));
        }
    }

    private static void collectReferences(JsonNode node, List<String> into) {
        JsonNode reference = node.get("$ref");
        if (reference != null) {
            into.add(reference.asString());
        }
        node.forEach(child -> collectReferences(child, into));
    }

    @Test
    void everyRouteSaysWhatItIsAndAnswersWithMoreThanSuccess() {
        Set<String> tags = new HashSet<>();
        document.get("tags").forEach(tag -> tags.add(tag.get("name").asString()));
        for (Operation operation : operations()) {
            JsonNode node = operation.node;
            assertThat(node.path("summary").asString()).as(operation.name()).isNotBlank();
            node.get("tags").forEach(tag -> assertThat(tags).contains(tag.asString()));
            assertThat(node.get("responses").propertyNames())
                    .as(operation.name())
                    .contains("200");
            node.get("responses")
                    .forEach(response -> assertThat(
                                    resolved(response).path("description").asString())
                            .as(operation.name())
                            .isNotBlank());
            if (operation.path.contains("{")) {
                assertThat(node.get("responses").propertyNames())
                        .as(operation.name())
                        .contains("404");
            }
        }
    }

    @Test
    void parametersInPathsAreDeclared() {
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            Set<String> declared = new TreeSet<>();
            List<JsonNode> parameters = new ArrayList<>();
            path.getValue().path("parameters").forEach(parameters::add);
            for (Operation operation : operations()) {
                if (operation.path.equals(path.getKey())) {
                    operation.node.path("parameters").forEach(parameters::add);
                }
            }
            for (JsonNode parameter : parameters) {
                if ("path".equals(resolved(parameter).get("in").asString())) {
                    declared.add(resolved(parameter).get("name").asString());
                }
            }
            Set<String> used = new TreeSet<>();
            Matcher matcher = PARAMETER.matcher(path.getKey());
            while (matcher.find()) {
                used.add(matcher.group(1));
            }
            assertThat(declared).as(path.getKey()).isEqualTo(used);
        }
    }

    @Test
    void errorsAreOneLineOfJson() {
        for (Operation operation : operations()) {
            for (Map.Entry<String, JsonNode> response :
                    operation.node.get("responses").properties()) {
                if (Integer.parseInt(response.getKey()) >= 400 && !HEALTH.contains(operation.path)) {
                    JsonNode content = resolved(response.getValue()).path("content");
                    assertThat(content.propertyNames()).as(operation.name()).containsExactly("application/json");
                    assertThat(content.at("/application~1json/schema/$ref").asString())
                            .as(operation.name())
                            .isEqualTo("#/components/schemas/Error");
                }
            }
        }
    }

    @Test
    void examplesAreWhatTheirSchemasSay() {
        int checked = 0;
        for (Map.Entry<String, JsonNode> content : contents(document, "").entrySet()) {
            JsonNode media = content.getValue();
            List<JsonNode> examples = new ArrayList<>();
            if (media.has("example")) {
                examples.add(media.get("example"));
            }
            media.path("examples").forEach(example -> examples.add(example.get("value")));
            Schema schema = schemas.getSchema(SchemaLocation.of(ADDRESS + "#" + content.getKey() + "/schema"));
            for (JsonNode example : examples) {
                List<Error> errors = schema.validate(example);
                assertThat(errors).as(content.getKey() + ": " + example).isEmpty();
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(30);
    }

    @Test
    void whatIsNotAsTheSchemaSaysIsNoticed() {
        Schema schema = schemas.getSchema(SchemaLocation.of(ADDRESS + "#/components/schemas/Predictions"));
        JsonNode wrong = YamlFile.JSON.readTree("""
                {"model": "m", "version": "1", "predictions": [{"label": "a", "index": 0, "probability": 1.5}]}""");

        assertThat(schema.validate(wrong)).hasSize(1);
    }

    @Test
    void routesThatNeedJsonHaveAnExampleOfIt() {
        for (Operation operation : operations()) {
            JsonNode body = resolved(operation.node.path("requestBody"));
            JsonNode json = body.at("/content/application~1json");
            if (!json.isMissingNode()) {
                assertThat(json.has("example") || json.has("examples"))
                        .as(operation.name())
                        .isTrue();
            }
        }
    }

    /** Everything that has a media type, by its JSON pointer. */
    private static Map<String, JsonNode> contents(JsonNode node, String pointer) {
        Map<String, JsonNode> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String at = pointer + "/" + member.getKey().replace("~", "~0").replace("/", "~1");
            if (member.getKey().equals("content")) {
                member.getValue()
                        .properties()
                        .forEach(media -> found.put(at + "/" + media.getKey().replace("/", "~1"), media.getValue()));
            } else {
                found.putAll(contents(member.getValue(), at));
            }
        }
        return found;
    }

    private record Operation(String method, String path, JsonNode node) {
        String name() {
            return method + " " + path;
        }
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> member : path.getValue().properties()) {
                if (METHODS.contains(member.getKey())) {
                    operations.add(new Operation(member.getKey(), path.getKey(), member.getValue()));
                }
            }
        }
        return operations;
    }

    private JsonNode resolved(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.asString().substring(1));
    }
}
