package org.mobilenet4j.search;

import java.util.stream.IntStream;
import org.mobilenet4j.tensor.Shape;

/**
 * Where a sub-network's tensor lies in the super-network's: in PyTorch's order of axes, the first outputs and inputs, and of
 * a kernel the middle (Cai et al. 2020, "Once-for-All", section 3.3, without its transformations).
 *
 * @param whole the super-network's shape
 * @param part the sub-network's, of as many axes and no larger
 */
record Slice(Shape whole, Shape part) {
    private static final int AXES = 4;

    Slice {
        boolean isWithin = whole.rank() == part.rank()
                && IntStream.range(0, part.rank()).allMatch(axis -> part.extent(axis) <= whole.extent(axis));
        if (!isWithin || whole.rank() > AXES) {
            throw new IllegalArgumentException(part + " is no part of " + whole);
        }
    }

    /** Copies the part out of the whole. */
    void read(float[] from, float[] into) {
        forEachRow((wholeAt, partAt, length) -> System.arraycopy(from, wholeAt, into, partAt, length));
    }

    /** Copies the part into the whole, of which the rest stays. */
    void write(float[] from, float[] into) {
        forEachRow((wholeAt, partAt, length) -> System.arraycopy(from, partAt, into, wholeAt, length));
    }

    private interface Row {
        void copy(int wholeAt, int partAt, int length);
    }

    private void forEachRow(Row row) {
        int[] large = extents(whole);
        int[] small = extents(part);
        int top = (large[2] - small[2]) / 2;
        int left = (large[3] - small[3]) / 2;
        int partAt = 0;
        for (int out = 0; out < small[0]; out++) {
            for (int in = 0; in < small[1]; in++) {
                for (int y = 0; y < small[2]; y++) {
                    int wholeAt = ((out * large[1] + in) * large[2] + top + y) * large[3] + left;
                    row.copy(wholeAt, partAt, small[3]);
                    partAt += small[3];
                }
            }
        }
    }

    private static int[] extents(Shape shape) {
        return IntStream.range(0, AXES)
                .map(axis -> axis < shape.rank() ? shape.extent(axis) : 1)
                .toArray();
    }
}
