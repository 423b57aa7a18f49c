package org.mobilenet4j.detection;

/**
 * How a network says where a box is: the way of the centre from a default box's, in its sides, and the logarithm of the
 * sides' ratio, each times a weight (Girshick et al. 2014, appendix C). torchvision's {@code BoxCoder} with the weights 10,
 * 10, 5, 5.
 */
public final class BoxCoder {
    /** What a centre's code is divided by. */
    public static final float CENTER_WEIGHT = 10;
    /** What a side's code is divided by. */
    public static final float SIDE_WEIGHT = 5;

    /** No side grows further than this: a network that has learned little would overflow. */
    public static final float MOST_LOGARITHM = (float) Math.log(1000.0 / 16);

    private BoxCoder() {}

    /** Writes the box of the code at {@code at}, counted in boxes, to {@code out} from {@code outAt}, counted in floats. */
    public static void decode(float[] codes, float[] defaultBoxes, int at, float[] out, int outAt) {
        int i = 4 * at;
        float width = defaultBoxes[i + 2] - defaultBoxes[i];
        float height = defaultBoxes[i + 3] - defaultBoxes[i + 1];
        float centerX = codes[i] / CENTER_WEIGHT * width + (defaultBoxes[i] + 0.5f * width);
        float centerY = codes[i + 1] / CENTER_WEIGHT * height + (defaultBoxes[i + 1] + 0.5f * height);
        float halfWidth = 0.5f * (grown(codes[i + 2]) * width);
        float halfHeight = 0.5f * (grown(codes[i + 3]) * height);
        out[outAt] = centerX - halfWidth;
        out[outAt + 1] = centerY - halfHeight;
        out[outAt + 2] = centerX + halfWidth;
        out[outAt + 3] = centerY + halfHeight;
    }

    private static float grown(float code) {
        return (float) Math.exp(Math.min(code / SIDE_WEIGHT, MOST_LOGARITHM));
    }

    /** What a network is to say for a box to come out at the place of a default box; both must have an area. */
    public static float[] encode(Corners box, Corners defaultBox) {
        float width = defaultBox.width();
        float height = defaultBox.height();
        float centerX = defaultBox.left() + 0.5f * width;
        float centerY = defaultBox.top() + 0.5f * height;
        float boxWidth = box.width();
        float boxHeight = box.height();
        return new float[] {
            CENTER_WEIGHT * (box.left() + 0.5f * boxWidth - centerX) / width,
            CENTER_WEIGHT * (box.top() + 0.5f * boxHeight - centerY) / height,
            SIDE_WEIGHT * (float) Math.log(boxWidth / width),
            SIDE_WEIGHT * (float) Math.log(boxHeight / height)
        };
    }
}
