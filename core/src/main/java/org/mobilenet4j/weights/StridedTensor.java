package org.mobilenet4j.weights;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * A tensor as PyTorch keeps it: a view of a storage, which it may share with others and need not fill or read in order.
 * Sizes, strides and offset are what the file claims, in elements; nothing is checked before {@link #toTensor}.
 */
record StridedTensor(PickleValue.Storage storage, long offset, List<Long> sizes, List<Long> strides)
        implements PickleValue {

    @Override
    public String kind() {
        return "a tensor";
    }

    /** The checked shape; throws {@link InvalidInputException} where the claimed one cannot be. */
    Shape shape(String file, String name) {
        return CheckedShape.of(file, Quoted.of(name), sizes);
    }

    /**
     * The values in row-major order.
     *
     * @param file for messages, as {@code name}
     * @param stored the bytes under the storage's key
     * @throws InvalidInputException if the tensor reaches beyond its storage, or the storage is not as long as claimed
     */
    Tensor toTensor(String file, String name, MemorySegment stored) {
        Shape shape = shape(file, name);
        checkBounds(file, name, shape, stored.byteSize());
        Tensor tensor = Tensor.zeros(shape);
        long origin = storage.begin() + offset;
        if (isRowMajor(shape)) {
            storage.type().readAll(stored, origin * storage.type().bytes(), tensor.data());
        } else {
            gather(stored, origin, shape, tensor.data());
        }
        return tensor;
    }

    private void checkBounds(String file, String name, Shape shape, long storedBytes) {
        int elementBytes = storage.type().bytes();
        if (storedBytes % elementBytes != 0 || storedBytes / elementBytes != storage.stored()) {
            throw new InvalidInputException(file + ": storage " + Quoted.of(storage.key()) + " of tensor "
                    + Quoted.of(name) + " holds " + storedBytes + " bytes where " + storage.stored() + " elements of "
                    + elementBytes + " bytes are expected; the file is damaged: download it or copy it again");
        }
        boolean isRunInside = storage.begin() >= 0
                && storage.length() >= 0
                && storage.begin() <= storage.stored()
                && storage.length() <= storage.stored() - storage.begin();
        if (!isRunInside || !isInside(shape)) {
            throw new InvalidInputException(file + ": tensor " + Quoted.of(name) + " of shape " + sizes
                    + " with strides " + strides + " and offset " + offset + " reaches beyond its storage of "
                    + storage.length() + " elements; the file is damaged: download it or copy it again");
        }
    }

    /** Whether the last element lies in the storage; written so that no claim can overflow. */
    private boolean isInside(Shape shape) {
        if (strides.size() != shape.rank() || offset < 0 || offset > storage.length()) {
            return false;
        }
        if (shape.elements() == 0) {
            return true;
        }
        long beyondFirst = storage.length() - 1 - offset;
        for (int axis = 0; axis < shape.rank(); axis++) {
            long steps = shape.extent(axis) - 1L;
            long stride = strides.get(axis);
            if (stride < 0 || (steps > 0 && stride > beyondFirst / steps)) {
                return false;
            }
            beyondFirst -= steps * stride;
        }
        return beyondFirst >= 0;
    }

    private boolean isRowMajor(Shape shape) {
        long expected = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            // An axis of one element is never stepped along: its stride may be anything.
            if (shape.extent(axis) != 1 && strides.get(axis) != expected) {
                return false;
            }
            expected *= shape.extent(axis);
        }
        return true;
    }

    private void gather(MemorySegment stored, long origin, Shape shape, float[] target) {
        int[] index = new int[shape.rank()];
        long element = origin;
        for (int i = 0; i < target.length; i++) {
            target[i] = storage.type().read(stored, element * storage.type().bytes());
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                element += strides.get(axis);
                index[axis]++;
                if (index[axis] < shape.extent(axis)) {
                    break;
                }
                element -= strides.get(axis) * index[axis];
                index[axis] = 0;
            }
        }
    }
}
