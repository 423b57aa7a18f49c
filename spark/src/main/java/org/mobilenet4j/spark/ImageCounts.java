package org.mobilenet4j.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * How many images were computed with, and how many of them could not be read, so far: counted in the tasks, known in the
 * driver when they end. What Spark computes twice, because a task was lost or a DataFrame used again, counts twice.
 */
record ImageCounts(LongAccumulator images, LongAccumulator errors) implements Serializable {
    static ImageCounts in(SparkContext context) {
        return new ImageCounts(context.longAccumulator("images"), context.longAccumulator("images not read"));
    }
}
