package org.mobilenet4j.spark.training;

import org.apache.spark.Partitioner;

/** Indexes from 0 in ranges as equal as can be. */
final class IndexRanges extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int size;
    private final int ranges;

    /** @param size one more than the last index */
    IndexRanges(int size, int ranges) {
        this.size = size;
        this.ranges = ranges;
    }

    @Override
    public int numPartitions() {
        return ranges;
    }

    @Override
    public int getPartition(Object index) {
        return (int) ((long) (Integer) index * ranges / size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexRanges that && that.size == size && that.ranges == ranges;
    }

    @Override
    public int hashCode() {
        return 31 * size + ranges;
    }
}
