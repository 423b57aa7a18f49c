package org.mobilenet4j.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tiny networks of other frameworks among the test resources, which {@code make_tiny.py} there makes. */
final class TinyFiles {
    static final int SIDE = 12;

    private TinyFiles() {}

    static Stream<String> names() {
        return answers().propertyNames().stream();
    }

    /** What each file's network answers to {@link #pixels}, in probabilities. */
    static JsonNode answers() {
        return new JsonMapper().readTree(read("tiny.json"));
    }

    static byte[] read(String name) {
        boolean isZipped = name.endsWith(".h5") || name.endsWith(".keras");
        String resource = "/foreign/" + name + (isZipped ? ".gz" : "");
        try (InputStream in = Objects.requireNonNull(TinyFiles.class.getResourceAsStream(resource), resource);
                InputStream plain = isZipped ? new GZIPInputStream(in) : in) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(String name, Path folder) throws IOException {
        return Files.write(folder.resolve(name), read(name));
    }

    /** The image that the answers are to, H x W x C. */
    static byte[] pixels() {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((i * 37 + 11) % 256);
        }
        return pixels;
    }
}
