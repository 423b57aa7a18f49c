package org.mobilenet4j;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.weights.LoadedParameters;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StoredPrecision;

/**
 * Writes a model's directory. All files are complete, in a folder beside their place, before the first of a model that is
 * there is replaced: new weights under old names of classes would be a model that lies.
 */
final class ModelWriter {
    private static final List<String> FILES =
            List.of(ModelBundle.WEIGHTS_FILE, ModelBundle.RUN_FILE, ModelBundle.CONFIG_FILE);

    private ModelWriter() {}

    static void write(ModelBundle model, Path directory, StoredPrecision precision) throws IOException {
        boolean isNew = !Files.exists(directory);
        makeFolder(directory);
        try {
            Path staging = Files.createTempDirectory(directory, ".saving");
            try {
                writeAll(model, staging, precision);
                for (String file : FILES) {
                    replace(staging.resolve(file), directory.resolve(file));
                }
            } catch (IOException e) {
                String message = String.valueOf(e.getMessage());
                throw new IOException(message.replace(staging.toString(), directory.toString()), e);
            } finally {
                delete(staging);
            }
        } catch (IOException | RuntimeException e) {
            if (isNew) {
                delete(directory);
            }
            throw e;
        }
    }

    private static void makeFolder(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(directory + ": is a file where a model's folder is to be made; give another", e);
        }
    }

    private static void writeAll(ModelBundle model, Path folder, StoredPrecision precision) throws IOException {
        Safetensors.write(
                folder.resolve(ModelBundle.WEIGHTS_FILE),
                LoadedParameters.toStateDict(model.parameters(), model.variant().layout()),
                Map.of("format", "pt"),
                precision);
        AtomicFile.write(folder.resolve(ModelBundle.RUN_FILE), out -> Json.write(out, model.run()));
        AtomicFile.write(folder.resolve(ModelBundle.CONFIG_FILE), out -> Json.write(out, ModelConfig.of(model)));
    }

    private static void replace(Path from, Path to) throws IOException {
        if (Files.isDirectory(to)) {
            throw new IOException(to + ": cannot be written: a folder is in its place; remove it");
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void delete(Path folder) throws IOException {
        for (String file : FILES) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.deleteIfExists(folder);
    }
}
