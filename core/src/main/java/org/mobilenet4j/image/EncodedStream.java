package org.mobilenet4j.image;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * An encoded image as ImageIO reads it: over the bytes themselves, with no cache in memory or on disk. It remembers
 * whether the reader asked for more than there is, because ImageIO's readers make up the rest of a truncated image,
 * some of them in silence.
 */
final class EncodedStream extends ImageInputStreamImpl {
    private final byte[] bytes;
    private boolean isExhausted;

    EncodedStream(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether a read was refused because the bytes had ended. */
    boolean isExhausted() {
        return isExhausted;
    }

    @Override
    public int read() {
        bitOffset = 0;
        if (streamPos >= bytes.length) {
            isExhausted = true;
            return -1;
        }
        return bytes[(int) streamPos++] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        if (streamPos >= bytes.length) {
            isExhausted = true;
            return -1;
        }
        int count = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, to, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
