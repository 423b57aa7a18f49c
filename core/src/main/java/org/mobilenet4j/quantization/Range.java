package org.mobilenet4j.quantization;

/**
 * The values that 256 levels stand for, evenly from {@code low} to {@code high}; what lies outside becomes the nearest of
 * the two. Zero is within, and a level: padding and rectified values are exact.
 */
public record Range(float low, float high) {
    private static final int LAST_LEVEL = 255;

    /** Added to a small float it leaves no room for a fraction, which rounds half to even. */
    private static final float WHOLE = 0x1.8p23f;

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

    /** The lowest value that a level stands for: {@code low} to within half a level. */
    public float lowest() {
        return -zeroPoint() * scale();
    }

    /** The highest value that a level stands for: {@code high} to within half a level. */
    public float highest() {
        return (LAST_LEVEL - zeroPoint()) * scale();
    }

    /**
     * Replaces values by what their levels stand for, bit for bit as ONNX's QuantizeLinear and DequantizeLinear: to the
     * nearest level, of two as near to the even one.
     */
    public void round(float[] values, int at, int length) {
        float scale = scale();
        float first = -zeroPoint();
        float last = first + LAST_LEVEL;
        for (int i = at; i < at + length; i++) { // branch-free, so that the JIT makes vectors of it
            float level = Math.max(first, Math.min(last, values[i] / scale));
            values[i] = ((level + WHOLE) - WHOLE) * scale;
        }
    }

    /** The same of one value. */
    public float round(float value) {
        float scale = scale();
        float first = -zeroPoint();
        float level = Math.max(first, Math.min(first + LAST_LEVEL, value / scale));
        return ((level + WHOLE) - WHOLE) * scale;
    }

    /** Whether a value is not cut off. */
    public boolean covers(float value) {
        return value >= lowest() && value <= highest();
    }
}
