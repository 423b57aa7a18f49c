package org.mobilenet4j.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Reads YAML as the JSON that it stands for. */
final class YamlFile {
    static final ObjectMapper JSON = new ObjectMapper();

    private YamlFile() {}

    /** A file's documents in order; a key that comes twice is an error. */
    static List<JsonNode> documents(Path file) throws IOException {
        Load load = new Load(LoadSettings.builder()
                .setLabel(file.toString())
                .setAllowDuplicateKeys(false)
                .build());
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : load.loadAllFromString(Files.readString(file))) {
            documents.add(JSON.valueToTree(document));
        }
        return documents;
    }

    static JsonNode document(Path file) throws IOException {
        List<JsonNode> documents = documents(file);
        if (documents.size() != 1) {
            throw new IOException(file + " has " + documents.size() + " documents, expected one");
        }
        return documents.getFirst();
    }
}
