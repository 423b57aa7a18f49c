package org.mobilenet4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ImageNet's thousand classes (ILSVRC 2012), in the order of the published weights' outputs. */
public final class ImageNet {
    private static final String FILE = "imagenet_classes.txt";

    private ImageNet() {}

    /** The names, each with its synonyms: {@code tench, Tinca tinca} is class 0. */
    public static List<String> classNames() {
        try (InputStream in = ImageNet.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing from the jar");
            }
            // A line is a WordNet id, a space, and the names.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
