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
 * @param headerTime until a request's headers are there, from their first byte
 * @param bodyTime until its body is there
 * @param bodyIdle without a byte of a body
 * @param idle without a request on a connection that is kept
 */
public record Limits(
        int bodyBytes,
        long bufferedBytes,
        int headerBytes,
        int jsonDepth,
        int pixels,
        int connections,
        Duration headerTime,
        Duration bodyTime,
        Duration bodyIdle,
        Duration idle) {
    /** 16 MiB a body, as large a photo as fits, ten seconds of silence. */
    public static final Limits DEFAULT = new Limits(
            16 << 20,
            64L << 20,
            16 << 10,
            32,
            50_000_000,
            4096,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(90));

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

    public Limits withBodyBytes(int value) {
        return new Limits(
                value,
                bufferedBytes,
                headerBytes,
                jsonDepth,
                pixels,
                connections,
                headerTime,
                bodyTime,
                bodyIdle,
                idle);
    }

    public Limits withBufferedBytes(long value) {
        return new Limits(
                bodyBytes, value, headerBytes, jsonDepth, pixels, connections, headerTime, bodyTime, bodyIdle, idle);
    }

    public Limits withPixels(int value) {
        return new Limits(
                bodyBytes,
                bufferedBytes,
                headerBytes,
                jsonDepth,
                value,
                connections,
                headerTime,
                bodyTime,
                bodyIdle,
                idle);
    }

    public Limits withConnections(int value) {
        return new Limits(
                bodyBytes, bufferedBytes, headerBytes, jsonDepth, pixels, value, headerTime, bodyTime, bodyIdle, idle);
    }

    /** The same with other patience for slow senders. */
    public Limits withBodyTimes(Duration total, Duration silence) {
        return new Limits(
                bodyBytes,
                bufferedBytes,
                headerBytes,
                jsonDepth,
                pixels,
                connections,
                headerTime,
                total,
                silence,
                idle);
    }

    /** The same with other patience for headers. */
    public Limits withHeaderTime(Duration value) {
        return new Limits(
                bodyBytes, bufferedBytes, headerBytes, jsonDepth, pixels, connections, value, bodyTime, bodyIdle, idle);
    }
}
