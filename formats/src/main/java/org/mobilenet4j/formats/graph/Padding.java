package org.mobilenet4j.formats.graph;

/** How a file pads the input of a convolution: by TensorFlow's rule, or with these numbers of zeros. */
public record Padding(boolean isSame, int top, int left, int bottom, int right) {
    /** As much as {@code ceil(input / stride)} outputs need, the odd zero at the end. */
    public static final Padding SAME = new Padding(true, 0, 0, 0, 0);

    /** None. */
    public static final Padding VALID = new Padding(false, 0, 0, 0, 0);

    public static Padding of(int top, int left, int bottom, int right) {
        return new Padding(false, top, left, bottom, right);
    }
}
