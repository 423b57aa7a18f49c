package org.mobilenet4j.onnx;

/**
 * The values that 256 levels stand for, evenly from {@code low} to {@code high}; what lies outside becomes the nearest of
 * the two. Zero is within, and a level: padding and rectified values are exact.
 */
record Range(float low, float high) {
    private static final int LAST_LEVEL = 255;

    Range {
        if (!(low <= 0 && high >= 0 && Float.isFinite(high - low))) {
            throw new IllegalArgumentException("a range from " + low + " to " + high + ", expected 0 within");
        }
    }

    /** What one level is worth. */
    float scale() {
        float scale = (high - low) / LAST_LEVEL;
        return scale < Float.MIN_NORMAL ? 1 : scale;
    }

    /** The level that stands for 0. */
    int zeroPoint() {
        return Math.clamp(Math.round(-low / scale()), 0, LAST_LEVEL);
    }
}
