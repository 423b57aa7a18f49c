package org.mobilenet4j.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.Model;
import org.mobilenet4j.ModelFormat;
import org.mobilenet4j.formats.keras.TfjsFolder;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;

/** TensorFlow.js' layers models: a folder with {@code model.json} and shards, or that file in it. */
public final class TfjsFormat implements ModelFormat {
    private static final String MODEL = "model.json";
    private static final long MOST_BYTES = 64 << 20;
    private static final int MOST_BYTES_BEFORE_MANIFEST = 1 << 22;

    @Override
    public boolean recognises(Path path, byte[] start) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(MODEL) : path;
        boolean isJson = Files.isDirectory(path) || (start.length > 0 && start[0] == '{');
        if (!isJson || !Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return isModel(in);
        }
    }

    /** Whether a JSON text is such a model's. */
    static boolean isModel(InputStream json) throws IOException {
        String text = new String(json.readNBytes(MOST_BYTES_BEFORE_MANIFEST), StandardCharsets.UTF_8);
        return text.contains("\"weightsManifest\"") || text.contains("\"modelTopology\"");
    }

    @Override
    public Model read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(MODEL) : path;
        return TfjsFolder.read(file, TfjsFolder.json(file), labels(file));
    }

    /** Teachable Machine's {@code metadata.json} has the names too. */
    private static List<String> labels(Path file) throws IOException {
        Path metadata = file.resolveSibling("metadata.json");
        if (Files.isRegularFile(metadata) && Files.size(metadata) <= MOST_BYTES) {
            JsonObject json = Json.readObject(Files.readAllBytes(metadata), metadata.toString());
            return json.texts("labels").orElse(List.of());
        }
        return Labels.beside(file);
    }
}
