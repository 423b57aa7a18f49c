package org.mobilenet4j;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StoredPrecision;

/**
 * Writes a model's directory. All files are complete, in a folder beside their place, before the first of a model that is
 * there is replaced: new weights under old names of classes would be a model that lies.
 */
final class ModelWriter {
    static final String WEIGHTS_FILE = "model.safetensors";
    static final String CONFIG_FILE = "config.json";
    static final String RUN_FILE = "run.json";

    private static final List<String> FILES = List.of(WEIGHTS_FILE, RUN_FILE, CONFIG_FILE);

    private ModelWriter() {}

    static void write(Model model, Path directory, StoredPrecision precision) throws IOException {
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

    /** One file in place of the directory; entries have no time of their own, so that equal models give equal bytes. */
    static void writeZip(Model model, Path file, StoredPrecision precision) throws IOException {
        Path staging = Files.createTempDirectory("mobilenet4j");
        try {
            writeAll(model, staging, precision);
            AtomicFile.write(file, out -> {
                ZipOutputStream zip = new ZipOutputStream(out);
                for (String name : FILES) {
                    ZipEntry entry = new ZipEntry(name);
                    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
                    zip.putNextEntry(entry);
                    Files.copy(staging.resolve(name), zip);
                    zip.closeEntry();
                }
                zip.finish();
            });
        } finally {
            delete(staging);
        }
    }

    private static void makeFolder(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(directory + ": is a file where a model's folder is to be made; give another", e);
        }
    }

    private static void writeAll(Model model, Path folder, StoredPrecision precision) throws IOException {
        Safetensors.write(
                folder.resolve(WEIGHTS_FILE),
                LoadedParameters.toStateDict(model.parameters(), model.layout()),
                Map.of("format", "pt"),
                precision);
        AtomicFile.write(folder.resolve(RUN_FILE), out -> Json.write(out, model.run()));
        AtomicFile.write(folder.resolve(CONFIG_FILE), out -> Json.write(out, model.config()));
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
