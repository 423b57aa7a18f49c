package org.mobilenet4j.server.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Packed bodies: gzip, and deflate as RFC 9110 means it, with zlib's header. */
public final class Inflation {
    private Inflation() {}

    /**
     * A body unpacked.
     *
     * @param encoding the value of Content-Encoding; null for a plain body
     * @param limit the bytes that it may have
     * @throws HttpProblem if it is larger, or is not of that encoding, or the encoding is unknown
     */
    public static byte[] inflate(byte[] body, @Nullable String encoding, int limit) {
        if (encoding == null || encoding.isBlank() || encoding.equalsIgnoreCase("identity")) {
            return body;
        }
        try (InputStream in = unpacking(body, encoding)) {
            byte[] plain = in.readNBytes(limit);
            if (plain.length == limit && in.read() >= 0) {
                throw HttpProblem.of(413, "the body unpacks to more than " + limit + " bytes; see --max-body");
            }
            return plain;
        } catch (IOException e) {
            throw HttpProblem.badRequest("the body is not valid " + encoding);
        }
    }

    private static InputStream unpacking(byte[] body, String encoding) throws IOException {
        InputStream packed = new ByteArrayInputStream(body);
        if (encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip")) {
            return new GZIPInputStream(packed);
        }
        if (encoding.equalsIgnoreCase("deflate")) {
            return new InflaterInputStream(packed);
        }
        throw HttpProblem.of(415, "Content-Encoding is '" + encoding + "', expected gzip, deflate or identity");
    }

    /** A body packed. */
    static byte[] deflate(byte[] body, String encoding) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(body.length / 2 + 64);
        try (DeflaterOutputStream out =
                encoding.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
            out.write(body);
        } catch (IOException e) {
            throw new AssertionError("an array in memory does not fail", e);
        }
        return packed.toByteArray();
    }
}
