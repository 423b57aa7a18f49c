package org.mobilenet4j.spark.image;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.mobilenet4j.image.DecodeLimits;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;

/**
 * How the images of a DataFrame's rows are read: made by the driver, at work in the tasks.
 *
 * @param configuration of the file systems that paths may name
 * @param maxPixels of an image; one of more is not decoded
 * @param isUpright whether images are turned as their EXIF orientation says
 * @param readAhead how many files of coming rows are read while one is computed with, where cells are paths
 */
public record ImageReading(
        ImageColumn column,
        Broadcast<SerializableConfiguration> configuration,
        long maxPixels,
        boolean isUpright,
        int readAhead)
        implements Serializable {
    /** As many files as are read ahead unless asked otherwise: it covers the latency of an object store. */
    public static final int READ_AHEAD = 8;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if {@code maxPixels} is below 1 or more than an array holds, or {@code readAhead}
     *     negative
     */
    public ImageReading {
        limits(maxPixels);
        if (readAhead < 0) {
            throw new IllegalArgumentException("readAhead is " + readAhead + ", must be at least 0");
        }
    }

    private static DecodeLimits limits(long maxPixels) {
        return new DecodeLimits(maxPixels, DecodeLimits.DEFAULT.maxFileBytes());
    }

    /**
     * Reads a column as a model wants its images.
     *
     * @throws InvalidInputException if the column is absent, or holds no images
     */
    public static ImageReading of(SparkSession spark, StructType schema, String column, Preprocessing preprocessing) {
        return new ImageReading(
                ImageColumn.of(schema, column),
                SerializableConfiguration.broadcast(spark.sparkContext()),
                DecodeLimits.DEFAULT.maxPixels(),
                preprocessing.isUpright(),
                READ_AHEAD);
    }

    /** The same with another limit for an image's pixels. */
    public ImageReading withMaxPixels(long pixels) {
        return new ImageReading(column, configuration, pixels, isUpright, readAhead);
    }

    /** The same with another number of files read ahead; 0 reads each when it is needed. */
    public ImageReading withReadAhead(int files) {
        return new ImageReading(column, configuration, maxPixels, isUpright, files);
    }

    /**
     * The images of rows, in their order; decoded as they are asked for, on the thread that asks. To be called in a task,
     * which ends the threads that read files.
     */
    public Iterator<RowImage> read(Iterator<Row> rows) {
        DecodeLimits limits = limits(maxPixels);
        Configuration hadoop = configuration.value().value();
        return new RowImages(
                rows, column, limits, new ImageDecoder(limits).withOrientation(isUpright), hadoop, readAhead);
    }
}
