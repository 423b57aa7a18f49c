package org.mobilenet4j.bench.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Where images are sent: the URL of something that takes the POST of a JPEG.
 *
 * @param address as the system knows it
 * @param host what stands in a request's header
 * @param path with the query
 */
record Endpoint(InetSocketAddress address, String host, String path) {
    private static final int USUAL_PORT = 80;

    /**
     * The endpoint of a URL that the user gave.
     *
     * @param option which gave it
     * @throws InvalidInputException if it is no URL of http, or no such host is known
     */
    static Endpoint of(String option, String url) {
        URI uri = parsed(url);
        if (uri == null || !"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new InvalidInputException(String.format(
                    Locale.ROOT,
                    "%s is '%s', expected the whole URL of what takes a POST of a JPEG,"
                            + " such as http://127.0.0.1:8080/classify",
                    option,
                    url));
        }
        int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
        InetSocketAddress address = new InetSocketAddress(uri.getHost(), port);
        if (address.isUnresolved()) {
            throw new InvalidInputException(option + " is '" + url + "', but no host '" + uri.getHost() + "' is known");
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Endpoint(address, uri.getRawAuthority(), path + query);
    }

    private static @Nullable URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The whole URL. */
    URI url() {
        return URI.create("http://" + host + path);
    }
}
