package org.mobilenet4j.server;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.mobilenet4j.server.OpenApi.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/** The description of the routes holds together, and its examples are what it says they are. */
class OpenApiTest {
    private static final Path AS_JSON = OpenApi.FILE.resolveSibling("openapi.json");
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** Where a server that is not ready says so in the words of its protocol. */
    private static final Set<String> HEALTH = Set.of("/v2/health/ready", "/ping");

    private final OpenApi api = new OpenApi();
    private final JsonNode document = api.document();

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
        assertThat(references())
                .hasSizeGreaterThan(100)
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void everyComponentIsReferredTo() {
        List<String> references = references();
        for (String kind : List.of("parameters", "headers", "requestBodies", "responses", "schemas")) {
            assertThat(document.get("components").get(kind).propertyNames())
                    .allSatisfy(name -> assertThat(references).contains("#/components/" + kind + "/" + name));
        }
    }

    private List<String> references() {
        List<String> references = new ArrayList<>();
        collectReferences(document, references);
        return references;
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
        for (Operation operation : api.operations()) {
            JsonNode node = operation.node();
            JsonNode responses = node.get("responses");
            assertThat(node.path("summary").asString()).as(operation.toString()).isNotBlank();
            node.get("tags").forEach(tag -> assertThat(tags).contains(tag.asString()));
            assertThat(responses.propertyNames()).as(operation.toString()).contains("200");
            responses.forEach(response -> assertThat(
                            api.resolved(response).path("description").asString())
                    .as(operation.toString())
                    .isNotBlank());
            if (operation.path().contains("{")) {
                assertThat(responses.propertyNames()).as(operation.toString()).contains("404");
            }
        }
    }

    @Test
    void parametersInPathsAreDeclared() {
        for (Operation operation : api.operations()) {
            Set<String> declared = new TreeSet<>();
            for (JsonNode parameter : api.parameters(operation)) {
                if ("path".equals(parameter.get("in").asString())) {
                    declared.add(parameter.get("name").asString());
                }
            }
            Set<String> used = new TreeSet<>();
            Matcher matcher = PARAMETER.matcher(operation.path());
            while (matcher.find()) {
                used.add(matcher.group(1));
            }
            assertThat(declared).as(operation.path()).isEqualTo(used);
        }
    }

    @Test
    void errorsAreOneLineOfJson() {
        for (Operation operation : api.operations()) {
            for (Map.Entry<String, JsonNode> response :
                    operation.node().get("responses").properties()) {
                if (Integer.parseInt(response.getKey()) >= 400 && !HEALTH.contains(operation.path())) {
                    JsonNode content = api.resolved(response.getValue()).path("content");
                    assertThat(content.propertyNames()).as(operation.toString()).containsExactly("application/json");
                    assertThat(content.at("/application~1json/schema/$ref").asString())
                            .as(operation.toString())
                            .isEqualTo("#/components/schemas/Error");
                }
            }
        }
    }

    @Test
    void examplesAreWhatTheirSchemasSay() {
        int checked = 0;
        for (Map.Entry<String, JsonNode> content : contents(document, "").entrySet()) {
            for (JsonNode example : examples(content.getValue())) {
                assertThat(api.validate(example, content.getKey() + "/schema"))
                        .as(content.getKey() + ": " + example)
                        .isEmpty();
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(30);
    }

    @Test
    void whatIsNotAsTheSchemaSaysIsNoticed() {
        JsonNode wrong = YamlFile.JSON.readTree("""
                {"model": "m", "version": "1", "predictions": [{"label": "a", "index": 0, "probability": 1.5}]}""");

        assertThat(api.validate(wrong, "/components/schemas/Predictions")).hasSize(1);
    }

    @Test
    void routesThatNeedJsonHaveAnExampleOfIt() {
        for (Operation operation : api.operations()) {
            JsonNode body = api.resolved(operation.node().path("requestBody"));
            JsonNode json = body.at("/content/application~1json");
            if (!json.isMissingNode()) {
                assertThat(examples(json)).as(operation.toString()).isNotEmpty();
            }
        }
    }

    /** Those of a media type, whether it has one or names several. */
    private static List<JsonNode> examples(JsonNode media) {
        List<JsonNode> examples = new ArrayList<>();
        if (media.has("example")) {
            examples.add(media.get("example"));
        }
        media.path("examples").forEach(example -> examples.add(example.get("value")));
        return examples;
    }

    /** Everything that has a media type, by its JSON pointer. */
    private static Map<String, JsonNode> contents(JsonNode node, String pointer) {
        Map<String, JsonNode> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String at = pointer + "/" + OpenApi.escaped(member.getKey());
            if (member.getKey().equals("content")) {
                member.getValue()
                        .properties()
                        .forEach(media -> found.put(at + "/" + OpenApi.escaped(media.getKey()), media.getValue()));
            } else {
                found.putAll(contents(member.getValue(), at));
            }
        }
        return found;
    }
}
