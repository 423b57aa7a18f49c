package org.mobilenet4j.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.Json;

/**
 * What a request is answered with.
 *
 * @param contentType empty for none
 * @param body its array is not to be changed
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    /** Clients compare it to the letter: no charset behind it. */
    public static final String JSON = "application/json";

    /** Nothing but its status. */
    public static Answer empty(int status) {
        return new Answer(status, "", new byte[0], Map.of());
    }

    public static Answer of(String contentType, byte[] body) {
        return new Answer(200, contentType, body, Map.of());
    }

    public static Answer text(String contentType, String body) {
        return of(contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer of one JSON object. */
    public static Answer json(Map<String, ? extends @Nullable Object> object) {
        return text(JSON, Json.line(object));
    }

    /** An error as every client of these protocols reads it. */
    public static Answer error(int status, String message) {
        return json(Map.of("error", message)).withStatus(status);
    }

    /** A file among the classes. */
    public static Answer resource(Class<?> beside, String name, String contentType) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + name);
            }
            return of(contentType, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Answer withStatus(int value) {
        return new Answer(value, contentType, body, headers);
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, more);
    }

    public Answer withAll(Map<String, String> others) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.putAll(others);
        return new Answer(status, contentType, body, more);
    }
}
