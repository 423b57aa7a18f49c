package org.mobilenet4j.spark.image;

import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.RgbImage;

/**
 * A row and its image.
 *
 * @param image null where it could not be read
 * @param name what to call it in messages
 * @param problem why it could not be read, in one line; empty where it could
 */
public record RowImage(Row row, @Nullable RgbImage image, String name, String problem) {}
