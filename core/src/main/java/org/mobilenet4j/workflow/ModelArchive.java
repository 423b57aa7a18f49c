package org.mobilenet4j.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.TemporaryFolder;
import org.mobilenet4j.weights.StoredPrecision;

/** A model's folder as a zip archive. */
public final class ModelArchive {
    private ModelArchive() {}

    /**
     * Writes a model, whole or not at all.
     *
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(ModelBundle model, StoredPrecision precision, Path file) throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.beside(file)) {
            model.save(folder.path(), precision);
            AtomicFile.write(file, out -> {
                ZipOutputStream zip = new ZipOutputStream(out);
                try (Stream<Path> files = Files.list(folder.path())) {
                    for (Path each : files.sorted().toList()) {
                        zip.putNextEntry(new ZipEntry(String.valueOf(each.getFileName())));
                        Files.copy(each, zip);
                        zip.closeEntry();
                    }
                }
                zip.finish();
            });
        }
    }
}
