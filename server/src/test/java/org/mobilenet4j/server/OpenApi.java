package org.mobilenet4j.server;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The description of the routes, read. */
final class OpenApi {
    static final Path FILE = Path.of("src/main/resources/org/mobilenet4j/server/openapi.yaml");

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");
    private static final String ADDRESS = "https://mobilenet4j.org/openapi";

    private final JsonNode document;
    private final SchemaRegistry schemas;

    OpenApi() throws IOException {
        document = YamlFile.document(FILE);
        schemas = SchemaRegistry.withDialect(
                Dialects.getOpenApi31(), builder -> builder.schemas(Map.of(ADDRESS, document.toString())));
    }

    JsonNode document() {
        return document;
    }

    /**
     * A method of a path.
     *
     * @param method in lower case
     */
    record Operation(String method, String path, JsonNode node) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    List<Operation> operations() {
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

    /** All parameters of an operation, those of its path among them. */
    List<JsonNode> parameters(Operation operation) {
        List<JsonNode> parameters = new ArrayList<>();
        document.get("paths")
                .get(operation.path)
                .path("parameters")
                .forEach(parameter -> parameters.add(resolved(parameter)));
        operation.node.path("parameters").forEach(parameter -> parameters.add(resolved(parameter)));
        return parameters;
    }

    /** What a reference leads to; another node itself. */
    JsonNode resolved(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.asString().substring(1));
    }

    /** What is wrong with a value by the schema at a place in the document. */
    List<Error> validate(JsonNode value, String pointer) {
        return schemas.getSchema(SchemaLocation.of(ADDRESS + "#" + pointer)).validate(value);
    }

    static String escaped(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }
}
