package org.mobilenet4j.spark.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.mobilenet4j.spark.LocalCluster;
import org.mobilenet4j.spark.TestImages;

/** Drawn images in a folder of each class, and the same as rows of Spark's {@code binaryFile} source. */
record PictureFolder(Path path) {
    /** Draws images, all different; their names do not sort as they were drawn. */
    static PictureFolder drawnIn(Path path, int imagesPerClass, String... classes) {
        try {
            for (int label = 0; label < classes.length; label++) {
                Path folder = Files.createDirectories(path.resolve(classes[label]));
                for (int i = 0; i < imagesPerClass; i++) {
                    Files.write(folder.resolve("image " + i + ".jpg"), TestImages.jpeg(1000 * label + i));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PictureFolder(path);
    }

    /** The files of a zip. */
    static PictureFolder unpackedIn(Path path, Path zip) throws IOException {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) archive.stream().map(ZipEntry.class::cast)::iterator) {
                if (!entry.isDirectory()) {
                    Path file = path.resolve(entry.getName());
                    Files.createDirectories(file.getParent());
                    Files.write(file, archive.getInputStream(entry).readAllBytes());
                }
            }
        }
        return new PictureFolder(path);
    }

    /** Columns {@code path}, {@code content}, and {@code class}, the name of the file's folder. */
    Dataset<Row> rows() {
        return LocalCluster.session()
                .read()
                .format("binaryFile")
                .option("recursiveFileLookup", "true")
                .option("pathGlobFilter", "*.jpg")
                .load(path.toString())
                .withColumn("class", functions.element_at(functions.split(functions.col("path"), "/"), -2));
    }
}
