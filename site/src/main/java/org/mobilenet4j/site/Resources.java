package org.mobilenet4j.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Files on the class path, such as the template of a page. */
final class Resources {
    private Resources() {}

    /**
     * The text of a file.
     *
     * @param name beside this class, or from the top of the class path where it begins with a slash
     */
    static String text(String name) {
        try (InputStream in = Objects.requireNonNull(Resources.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
