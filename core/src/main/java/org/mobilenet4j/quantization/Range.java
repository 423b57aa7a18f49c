package org.mobilenet4j.quantization;

/**
 * The values that 256 levels stand for, evenly from {@code low} to {@code high}; what lies outside becomes the nearest of
 * the two. Zero is within, and a level: padding and rectified values are exact.
 */
public record Range(float low, float high) {
    private static final int LAST_LEVEL = 255;

    public Range {
        if (!(low <= 0 && high >= 0 && Float.isFinite(high - low))) {
            throw new IllegalArgumentException("a range from " + low + " to " + high + ", expected 0 within");
        }
    }

    /** What one level is worth. */
    public float scale() {
        float scale = (high - low) / LAST_LEVEL;
        return scale < Float.MIN_NORMAL ? 1 : scale;
    }

    /** The level that stands for 0. */
    public int zeroPoint() {
        return Math.clamp(Math.round(-low / scale()), 0, LAST_LEVEL);
    }
}
