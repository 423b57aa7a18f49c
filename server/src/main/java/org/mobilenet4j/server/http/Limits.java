package org.mobilenet4j.server.http;

import java.time.Duration;

/**
 * What a client may ask of the server.
 *
 * @param bodyBytes of one request, packed or not
 * @param bufferedBytes of all requests together that are being read, wait or are computed
 * @param headerBytes of a request's line and headers
 * @param jsonDepth how deep arrays and objects may lie in each other
 * @param pixels of one image
 * @param connections open at a time
 * @param patience with slow senders
 */
public record Limits(
        int bodyBytes,
        long bufferedBytes,
        int headerBytes,
        int jsonDepth,
        int pixels,
        int connections,
        Patience patience) {
    /** 16 MiB a body, 50 million pixels, 4,096 connections. */
    public static final Limits DEFAULT =
            new Limits(16 << 20, 64L << 20, 16 << 10, 32, 50_000_000, 4096, Patience.DEFAULT);

    public Limits {
        if (bodyBytes < 1
                || bufferedBytes < 1
                || headerBytes < 1024
                || jsonDepth < 8
                || pixels < 1
                || connections < 1) {
            throw new IllegalArgumentException("a limit is below the least that a server can work with: bodyBytes "
                    + bodyBytes + ", bufferedBytes " + bufferedBytes + ", headerBytes " + headerBytes + ", jsonDepth "
                    + jsonDepth + ", pixels " + pixels + ", connections " + connections);
        }
    }

    /**
     * How long a server waits for what a client sends.
     *
     * @param headers until a request's headers are there, from their first byte
     * @param body until its body is there
     * @param silence without a byte of a body
     * @param idle without a request on a connection that is kept
     */
    public record Patience(Duration headers, Duration body, Duration silence, Duration idle) {
        /** Ten seconds for headers, thirty for a body, ten of them in silence. */
        public static final Patience DEFAULT = new Patience(
                Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(90));
    }

    public Limits withBodyBytes(int value) {
        return new Limits(value, bufferedBytes, headerBytes, jsonDepth, pixels, connections, patience);
    }

    public Limits withBufferedBytes(long value) {
        return new Limits(bodyBytes, value, headerBytes, jsonDepth, pixels, connections, patience);
    }

    public Limits withPixels(int value) {
        return new Limits(bodyBytes, bufferedBytes, headerBytes, jsonDepth, value, connections, patience);
    }

    public Limits withConnections(int value) {
        return new Limits(bodyBytes, bufferedBytes, headerBytes, jsonDepth, pixels, value, patience);
    }

    public Limits withPatience(Patience value) {
        return new Limits(bodyBytes, bufferedBytes, headerBytes, jsonDepth, pixels, connections, value);
    }
}
