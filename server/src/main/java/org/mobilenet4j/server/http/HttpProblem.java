package org.mobilenet4j.server.http;

import java.util.List;
import java.util.Map;

/**
 * A request that is answered with an error.
 *
 * <p>The message goes to the client, so it holds nothing that a client is not to know.
 */
public final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> headers;

    private HttpProblem(int status, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    public static HttpProblem of(int status, String message) {
        return new HttpProblem(status, message, Map.of());
    }

    /** The request is not one that could ever be answered. */
    public static HttpProblem badRequest(String message) {
        return of(400, message);
    }

    /** There is no such thing. */
    public static HttpProblem notFound(String message) {
        return of(404, message);
    }

    /** The path is there, but not for that method. */
    public static HttpProblem methodNotAllowed(String method, List<String> allowed) {
        String list = String.join(", ", allowed);
        return new HttpProblem(405, method + " is not for this path, expected " + list, Map.of("Allow", list));
    }

    /** Not now, but perhaps in a second. */
    public static HttpProblem unavailable(String message) {
        return new HttpProblem(503, message, Map.of("Retry-After", "1"));
    }

    /** Who asks has not shown that they may. */
    public static HttpProblem unauthorized(String message) {
        return new HttpProblem(401, message, Map.of("WWW-Authenticate", "Bearer"));
    }

    public int status() {
        return status;
    }

    /** Headers of the answer. */
    public Map<String, String> headers() {
        return headers;
    }
}
