package org.mobilenet4j.bench.load;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Reads the answers that come over one connection by HTTP/1.1, one at a time, and keeps no more of them than is needed to
 * tell where they end: bodies of a known length, in chunks, and up to the connection's end. Not thread-safe.
 */
final class AnswerParser {
    /** The longest line of a header that is believed. */
    private static final int MAX_LINE = 1 << 16;

    private enum Part {
        STATUS,
        HEADER,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        UNTIL_CLOSED,
        DONE
    }

    private final StringBuilder line = new StringBuilder();
    private Part part = Part.STATUS;
    private int status;
    private boolean isReusable;
    private boolean isChunked;
    private long length;

    /** Bytes of the body, or of the chunk, that are to come; -1 where the connection's end tells. */
    private long missing;

    /** Makes ready for the next answer. */
    void reset() {
        part = Part.STATUS;
        line.setLength(0);
    }

    /** The answer's status. */
    int status() {
        return status;
    }

    /** Whether the connection may carry another request. */
    boolean isReusable() {
        return isReusable;
    }

    /**
     * Takes what has come.
     *
     * @return whether the answer is complete; what is behind it is left in {@code bytes}
     * @throws ProtocolException if this is not HTTP/1
     */
    boolean read(ByteBuffer bytes) throws ProtocolException {
        while (part != Part.DONE && bytes.hasRemaining()) {
            switch (part) {
                case BODY, CHUNK -> skip(bytes);
                case UNTIL_CLOSED -> bytes.position(bytes.limit());
                default -> {
                    if (hasLine(bytes)) {
                        String whole = line.toString();
                        line.setLength(0);
                        take(whole);
                    }
                }
            }
        }
        return part == Part.DONE;
    }

    /** The connection has ended: whether the answer is complete by that. */
    boolean isCompleteAtEnd() {
        return part == Part.UNTIL_CLOSED;
    }

    private boolean hasLine(ByteBuffer bytes) throws ProtocolException {
        while (bytes.hasRemaining()) {
            char c = (char) (bytes.get() & 0xff);
            if (c == '\n') {
                if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                    line.setLength(line.length() - 1);
                }
                return true;
            }
            line.append(c);
            if (line.length() > MAX_LINE) {
                throw new ProtocolException("a line of the answer's header has more than " + MAX_LINE + " bytes");
            }
        }
        return false;
    }

    private void take(String whole) throws ProtocolException {
        switch (part) {
            case STATUS -> statusLine(whole);
            case HEADER -> header(whole);
            case CHUNK_SIZE -> chunkSize(whole);
            case CHUNK_END -> part = Part.CHUNK_SIZE;
            default -> part = whole.isEmpty() ? Part.DONE : part; // a trailer
        }
    }

    private void statusLine(String whole) throws ProtocolException {
        if (!whole.matches("HTTP/1\\.[01] [1-9]\\d\\d( .*)?")) {
            throw new ProtocolException("the answer does not begin as HTTP/1.1 does");
        }
        status = Integer.parseInt(whole, 9, 12, 10);
        isReusable = whole.charAt(7) == '1';
        isChunked = false;
        length = -1;
        part = Part.HEADER;
    }

    private void header(String whole) throws ProtocolException {
        if (whole.isEmpty()) {
            beginBody();
            return;
        }
        int colon = whole.indexOf(':');
        String name = whole.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
        String value = whole.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
        switch (name) {
            case "content-length" -> length = number(value, 10);
            case "transfer-encoding" -> isChunked = value.endsWith("chunked");
            case "connection" -> isReusable = isReusable ? !value.contains("close") : value.contains("keep-alive");
            default -> {} // says nothing of where the answer ends
        }
    }

    private void beginBody() {
        if (status < 200) {
            part = Part.STATUS; // the answer proper follows
        } else if (isChunked) {
            part = Part.CHUNK_SIZE;
        } else if (length == 0 || status == 204 || status == 304) {
            part = Part.DONE;
        } else if (length > 0) {
            part = Part.BODY;
            missing = length;
        } else {
            part = Part.UNTIL_CLOSED;
            isReusable = false;
        }
    }

    private void chunkSize(String whole) throws ProtocolException {
        int extension = whole.indexOf(';');
        missing = number((extension < 0 ? whole : whole.substring(0, extension)).strip(), 16);
        part = missing == 0 ? Part.TRAILER : Part.CHUNK;
    }

    private void skip(ByteBuffer bytes) {
        int here = (int) Math.min(missing, bytes.remaining());
        bytes.position(bytes.position() + here);
        missing -= here;
        if (missing == 0) {
            part = part == Part.BODY ? Part.DONE : Part.CHUNK_END;
        }
    }

    private static long number(String digits, int radix) throws ProtocolException {
        try {
            long number = Long.parseLong(digits, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ProtocolException("a length in the answer is '" + digits + "'");
    }
}
