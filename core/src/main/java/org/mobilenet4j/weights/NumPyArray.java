package org.mobilenet4j.weights;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.PickleValue.Bool;
import org.mobilenet4j.weights.PickleValue.Bytes;
import org.mobilenet4j.weights.PickleValue.Instance;
import org.mobilenet4j.weights.PickleValue.Int;
import org.mobilenet4j.weights.PickleValue.Sequence;
import org.mobilenet4j.weights.PickleValue.Text;

/**
 * An array of NumPy, without gaps: its elements stand in the order of its axes, or with {@code isFortran} in the opposite.
 *
 * @param file for messages
 * @param sizes as the file claims
 * @param bytes the elements
 */
record NumPyArray(String file, NumPyType elements, List<Long> sizes, boolean isFortran, Supplier<MemorySegment> bytes)
        implements StoredTensor {
    /**
     * The array that a pickle describes, by {@code _reconstruct} and its state or, since NumPy 1.16 and protocol 5, by
     * {@code _frombuffer}; null where the object is none, or its elements are no plain numbers.
     */
    static @Nullable NumPyArray of(String file, Instance object) {
        return switch (object.global()) {
            // The state: version, sizes, dtype, whether in Fortran's order, bytes.
            case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" ->
                object.state() instanceof Sequence state
                                && state.items().size() == 5
                                && state.items().get(3) instanceof Bool isFortran
                        ? of(
                                file,
                                state.items().get(1),
                                state.items().get(2),
                                isFortran.value(),
                                state.items().get(4))
                        : null;
            // The arguments: bytes, dtype, sizes, order.
            case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer" ->
                object.arguments().size() == 4 && object.arguments().get(3) instanceof Text order
                        ? of(
                                file,
                                object.arguments().get(2),
                                object.arguments().get(1),
                                order.value().equals("F"),
                                object.arguments().get(0))
                        : null;
            default -> null;
        };
    }

    private static @Nullable NumPyArray of(
            String file, PickleValue sizes, PickleValue type, boolean isFortran, PickleValue data) {
        List<Long> extents = extents(sizes);
        NumPyType elements = type instanceof Instance described ? elements(described) : null;
        return extents == null || elements == null || !(data instanceof Bytes bytes)
                ? null
                : new NumPyArray(file, elements, extents, isFortran, bytes::segment);
    }

    private static @Nullable List<Long> extents(PickleValue sizes) {
        List<Long> extents = new ArrayList<>();
        if (sizes instanceof Sequence sequence && sequence.items().size() <= CheckedShape.MOST_AXES) {
            for (PickleValue item : sequence.items()) {
                if (item instanceof Int extent) {
                    extents.add(extent.value());
                }
            }
            return extents.size() == sequence.items().size() ? extents : null;
        }
        return null;
    }

    /** A {@code numpy.dtype} of a name, whose state has the order of the bytes in its second place. */
    private static @Nullable NumPyType elements(Instance dtype) {
        boolean isKnown = dtype.global().equals("numpy.dtype")
                && !dtype.arguments().isEmpty()
                && dtype.arguments().getFirst() instanceof Text;
        if (!isKnown) {
            return null;
        }
        String order = dtype.state() instanceof Sequence state
                        && state.items().size() > 1
                        && state.items().get(1) instanceof Text text
                ? text.value()
                : "";
        return dtype.arguments().getFirst() instanceof Text name ? NumPyType.of(name.value(), order) : null;
    }

    @Override
    public Shape shape(String name) {
        return CheckedShape.of(file, Quoted.of(name), sizes);
    }

    @Override
    public Tensor read(String name) {
        Shape shape = shape(name);
        Long[] strides = new Long[shape.rank()];
        long step = 1;
        for (int i = 0; i < strides.length; i++) {
            int axis = isFortran ? i : strides.length - 1 - i;
            strides[axis] = step;
            step *= shape.extent(axis);
        }
        ElementType type = elements.type();
        PickleValue.Storage storage = new PickleValue.Storage(type, name, shape.elements(), 0, shape.elements());
        return new StridedTensor(storage, 0, sizes, Arrays.asList(strides))
                .toTensor(file, name, type.littleEndian(bytes.get(), elements.order()));
    }
}
