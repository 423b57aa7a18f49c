package org.mobilenet4j.tensor;

/**
 * Floats with a shape, row-major. The array is shared, not copied: whoever hands one over gives it away. What order the
 * axes have (PyTorch's OIHW in files, N x H x W x C in computation) is said where a tensor is used.
 */
public final class Tensor {
    private final Shape shape;
    private final float[] data;

    private Tensor(Shape shape, float[] data) {
        if (data.length != shape.elements()) {
            throw new IllegalArgumentException(
                    data.length + " values do not fill the shape " + shape + " of " + shape.elements());
        }
        this.shape = shape;
        this.data = data;
    }

    /**
     * A tensor over the caller's array.
     *
     * @throws IllegalArgumentException if the array's length is not the number of elements
     */
    public static Tensor of(Shape shape, float[] data) {
        return new Tensor(shape, data);
    }

    /** A tensor of zeros. */
    public static Tensor zeros(Shape shape) {
        return new Tensor(shape, new float[shape.elements()]);
    }

    public Shape shape() {
        return shape;
    }

    /** The values themselves, row-major: writing to them changes the tensor. */
    public float[] data() {
        return data;
    }

    /**
     * The same values under another shape.
     *
     * @throws IllegalArgumentException if the number of elements differs
     */
    public Tensor reshaped(Shape other) {
        return new Tensor(other, data);
    }

    @Override
    public String toString() {
        return "Tensor" + shape;
    }
}
