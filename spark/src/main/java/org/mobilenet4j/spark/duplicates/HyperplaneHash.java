package org.mobilenet4j.spark.duplicates;

import java.util.Random;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/**
 * Locality-sensitive hashing by random hyperplanes (Charikar 2002): in each of several tables, a vector's bucket is the
 * sides of {@code bits} planes that it lies on, so that two vectors share one with the probability {@code (1 - angle /
 * pi) ^ bits}. The planes go through the mean of the vectors: embeddings after a ReLU all lie in one corner of space.
 */
final class HyperplaneHash implements UDF1<Vector, long[]> {
    private static final long serialVersionUID = 1L;

    private final double[] mean;
    private final int tables;
    private final int bits;
    private final long seed;

    /** The normals, {@code tables x bits x dimensions}; drawn where they are needed rather than sent. */
    private transient float @Nullable [] normals;

    HyperplaneHash(Vector mean, int tables, int bits, long seed) {
        this.mean = mean.toArray();
        this.tables = tables;
        this.bits = bits;
        this.seed = seed;
    }

    /** The bucket of a vector in each table. */
    @Override
    public long[] call(Vector vector) {
        float[] planes = normals();
        double[] values = vector.toArray();
        long[] buckets = new long[tables];
        int at = 0;
        for (int table = 0; table < tables; table++) {
            for (int bit = 0; bit < bits; bit++) {
                double side = 0;
                for (int i = 0; i < mean.length; i++) {
                    side += planes[at++] * (values[i] - mean[i]);
                }
                buckets[table] |= side > 0 ? 1L << bit : 0;
            }
        }
        return buckets;
    }

    private synchronized float[] normals() {
        float[] known = normals;
        if (known == null) {
            Random random = new Random(seed);
            known = new float[tables * bits * mean.length];
            for (int i = 0; i < known.length; i++) {
                known[i] = (float) random.nextGaussian();
            }
            normals = known;
        }
        return known;
    }
}
