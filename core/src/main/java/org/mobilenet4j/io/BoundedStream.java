package org.mobilenet4j.io;

import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream, which it does not close. */
public final class BoundedStream extends InputStream {
    private final InputStream in;
    private long left;

    public BoundedStream(InputStream in, long most) {
        this.in = in;
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        int value = left > 0 ? in.read() : -1;
        left -= value == -1 ? 0 : 1;
        return value;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(into, from, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }
}
