package org.mobilenet4j.kernel;

/**
 * One axis of a bilinear resize as PyTorch's {@code interpolate(mode="bilinear", align_corners=False)} has it, in its
 * float arithmetic: an output lies between two neighbouring inputs, and the last input is its own neighbour.
 */
public final class BilinearAxis {
    private BilinearAxis() {}

    /** The inputs that one output is apart from the next. */
    public static float scale(int inExtent, int outExtent) {
        return (float) inExtent / outExtent;
    }

    /** Where the output lies among the inputs; its whole part is the input before it. */
    public static float position(float scale, int output) {
        return Math.max(scale * (output + 0.5f) - 0.5f, 0);
    }

    /** The input before the output. */
    public static int before(float position, int inExtent) {
        return Math.min((int) position, inExtent - 1);
    }

    /** The input after the output. */
    public static int after(int before, int inExtent) {
        return Math.min(before + 1, inExtent - 1);
    }

    /** The weight of the input after the output; that of the input before it is the rest to one. */
    public static float weightAfter(float position, int before) {
        return Math.min(position - before, 1);
    }
}
