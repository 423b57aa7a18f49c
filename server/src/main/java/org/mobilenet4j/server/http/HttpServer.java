package org.mobilenet4j.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;

/**
 * Jetty, set up to serve routes within limits. Few threads do all of HTTP: none waits for a client, and none computes.
 */
public final class HttpServer implements AutoCloseable {
    /** Threads that speak HTTP, beside those that compute. */
    private static final int THREADS = 16;

    private final Server server;
    private final ServerConnector connector;
    private final HttpHandler handler;
    private final @Nullable Certificates certificates;

    /**
     * Where a server listens, and what it grants.
     *
     * @param name of its threads
     * @param pem null for plain HTTP
     * @param origins of pages in browsers that may ask, such as {@code https://example.org}; {@code *} for all
     */
    public record Options(
            String name, Address address, @Nullable Pem pem, List<String> origins, Limits limits) {
        public Options {
            origins = List.copyOf(origins);
        }
    }

    /**
     * Sets a server up.
     *
     * @param warnings is told of what should be known and ends nothing
     */
    public HttpServer(
            Options options, Router router, Errors errors, ExchangeObserver observer, Consumer<String> warnings)
            throws IOException {
        Limits limits = options.limits();
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName(options.name());
        threads.setDaemon(true);
        server = new Server(threads);
        handler = new HttpHandler(router, limits, errors, observer);
        server.setHandler(options.origins().isEmpty() ? handler : crossOrigin(options.origins(), handler));
        server.setErrorHandler(new JsonErrors());
        HttpConnectionFactory http =
                watched(configuration(limits), limits.patience().headers());
        Pem pem = options.pem();
        certificates = pem == null ? null : new Certificates(pem, warnings);
        connector = certificates == null
                ? new ServerConnector(server, 1, 1, http)
                : new ServerConnector(server, 1, 1, secure(certificates, http), http);
        connector.setHost(options.address().host());
        connector.setPort(options.address().port());
        connector.setIdleTimeout(limits.patience().idle().toMillis());
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.connections(), connector));
    }

    private static HttpConfiguration configuration(Limits limits) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(limits.headerBytes());
        configuration.setHttpCompliance(HttpCompliance.RFC9110);
        configuration.setUriCompliance(UriCompliance.DEFAULT);
        return configuration;
    }

    private static HttpConnectionFactory watched(HttpConfiguration configuration, Duration headerTime) {
        return new HttpConnectionFactory(configuration) {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                return super.newConnection(
                        connector, new WatchedEndPoint(endPoint, connector.getExecutor(), headerTime));
            }
        };
    }

    private static SslConnectionFactory secure(Certificates certificates, HttpConnectionFactory http) {
        SslConnectionFactory secure = new SslConnectionFactory(certificates.factory(), http.getProtocol());
        secure.setEnsureSecureRequestCustomizer(false); // it refuses probes, which ask by address
        return secure;
    }

    private static Handler crossOrigin(List<String> origins, Handler handler) {
        CrossOriginHandler crossOrigin = new CrossOriginHandler();
        crossOrigin.setAllowedOriginPatterns(origins.stream()
                .map(origin -> origin.equals("*") ? "*" : Pattern.quote(origin))
                .collect(Collectors.toSet()));
        crossOrigin.setAllowedMethods(Set.of("GET", "HEAD", "POST", "PUT"));
        crossOrigin.setAllowedHeaders(Set.of("*"));
        crossOrigin.setExposedHeaders(
                Set.of("Inference-Header-Content-Length", "Server-Timing", "X-Request-Id", "Retry-After"));
        crossOrigin.setHandler(handler);
        return crossOrigin;
    }

    /**
     * Begins to listen.
     *
     * @throws InvalidInputException if the port is taken, or not for this user
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw new InvalidInputException(
                    "cannot listen on " + connector.getHost() + ":" + connector.getPort() + ": " + e.getMessage()
                            + "; is another server there? Choose another --port",
                    e);
        } catch (Exception e) { // that is what Jetty declares
            throw new IllegalStateException("the server does not start: " + e.getMessage(), e);
        }
        if (certificates != null) {
            certificates.watch(connector.getScheduler());
        }
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Where it can be asked from this machine. */
    public String url() {
        String host = connector.getHost();
        boolean isEverywhere = host == null || host.equals("0.0.0.0") || host.equals("::");
        return (certificates == null ? "http://" : "https://")
                + (isEverywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** Connections that are open. */
    public int connections() {
        return connector.getConnectedEndPoints().size();
    }

    /** Requests that are begun and not answered. */
    public int inHand() {
        return handler.inHand();
    }

    /** Requests that were ever begun. */
    public long requests() {
        return handler.requests();
    }

    /** The bytes of the requests in hand. */
    public long bufferedBytes() {
        return handler.budget().used();
    }

    /** Takes no new connections; those that are open end with their next answer. */
    public void drain() {
        handler.drain();
        connector.close();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // that is what Jetty declares
            throw new IllegalStateException("the server does not stop: " + e.getMessage(), e);
        }
    }

    /** Jetty's own errors in the form of all others. */
    private static final class JsonErrors extends ErrorHandler {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Object message = request.getAttribute(ERROR_MESSAGE);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.JSON);
            response.write(true, body(response.getStatus(), String.valueOf(message)), callback);
            return true;
        }

        private static ByteBuffer body(int status, @Nullable String reason) {
            String error = reason == null || reason.equals("null") ? "the request is refused (" + status + ")" : reason;
            return ByteBuffer.wrap(Json.line(Map.of("error", error)).getBytes(StandardCharsets.UTF_8));
        }
    }
}
