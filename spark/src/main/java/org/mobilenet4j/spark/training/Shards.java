package org.mobilenet4j.spark.training;

import org.apache.spark.Partitioner;

/**
 * Indexes dealt out like cards, so that shards are of one size or of one more, and each has its share of every class where
 * classes follow each other.
 */
final class Shards extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int count;

    Shards(int count) {
        this.count = count;
    }

    @Override
    public int numPartitions() {
        return count;
    }

    @Override
    public int getPartition(Object index) {
        return (Integer) index % count;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shards that && that.count == count;
    }

    @Override
    public int hashCode() {
        return count;
    }
}
