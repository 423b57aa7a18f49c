package org.mobilenet4j.cli.weights;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on this machine with one file, and the ways in which servers misbehave. */
final class FileServer implements AutoCloseable {
    enum Manner {
        USUAL,
        IGNORES_RANGE,
        SENDS_ANOTHER_PART,
        BREAKS_OFF,
        STALLS,
        HAS_NOTHING,
        SENDS_TOO_MUCH
    }

    private static final int BROKEN_OFF_AFTER = 1000;

    private final HttpServer server;
    private final byte[] content;
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private volatile Manner manner = Manner.USUAL;

    FileServer(byte[] content) throws IOException {
        this.content = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    FileServer behaving(Manner other) {
        manner = other;
        return this;
    }

    URI base() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/models/");
    }

    /** What was asked for: the Range header of each request, empty for none. */
    List<String> ranges() {
        return List.copyOf(ranges);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range =
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Range"), "");
            ranges.add(range);
            int begin = range.isEmpty() || manner == Manner.IGNORES_RANGE
                    ? 0
                    : Integer.parseInt(range.replaceAll("\\D", ""));
            if (manner == Manner.HAS_NOTHING) {
                exchange.sendResponseHeaders(404, -1);
            } else if (begin >= content.length) {
                exchange.sendResponseHeaders(416, -1);
            } else if (manner == Manner.SENDS_TOO_MUCH) {
                exchange.sendResponseHeaders(200, Long.MAX_VALUE);
                exchange.getResponseBody().write(content);
                exchange.getResponseBody().flush();
            } else {
                send(exchange, begin);
            }
        }
    }

    private void send(HttpExchange exchange, int begin) throws IOException {
        if (begin > 0) {
            int said = manner == Manner.SENDS_ANOTHER_PART ? begin - 1 : begin;
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + said + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(begin > 0 ? 206 : 200, content.length - begin);
        boolean isWhole = manner != Manner.BREAKS_OFF && manner != Manner.STALLS;
        int end = isWhole ? content.length : begin + BROKEN_OFF_AFTER;
        exchange.getResponseBody().write(Arrays.copyOfRange(content, begin, end));
        exchange.getResponseBody().flush();
        if (manner == Manner.STALLS) {
            waitForTheClientToGiveUp();
        }
    }

    private void waitForTheClientToGiveUp() {
        try {
            Thread.sleep(3000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
