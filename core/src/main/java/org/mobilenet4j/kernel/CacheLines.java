package org.mobilenet4j.kernel;

/**
 * Where in an array of floats cache lines begin. Vectors of 512 bits that lie across two lines take two reads or writes
 * each; maps of 16, 32 or 96 channels never do if they begin with a line.
 */
public final class CacheLines {
    /**
     * A JVM that aligns large arrays to a power of two keeps its header of 16 bytes in front of the floats: index 12 is
     * the first that begins a line. In small arrays it may be any.
     */
    public static final int FIRST = 12;

    private static final int FLOATS = 16;

    private CacheLines() {}

    /** The first index from {@code at} on that begins a line. */
    public static int from(int at) {
        return FIRST + whole(at - FIRST);
    }

    /** As many floats, rounded up to whole lines. */
    public static int whole(int floats) {
        return Math.ceilDiv(floats, FLOATS) * FLOATS;
    }
}
