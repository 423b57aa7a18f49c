package org.mobilenet4j.spark.image;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.DecodeLimits;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Images as Spark's source {@code image} decodes them: rows of pixels of 8-bit samples as OpenCV orders them, grey, blue-
 * green-red, or that with alpha, which is left out.
 */
final class OpenCvPixels {
    /** The lowest three bits of OpenCV's {@code mode} tell the samples' type: 0 is an unsigned byte. */
    private static final int SAMPLE_TYPE = 7;

    private OpenCvPixels() {}

    /** Whether a struct is what the source makes. */
    static boolean isIn(StructType struct) {
        return ImageColumn.has(struct, "height", DataTypes.IntegerType)
                && ImageColumn.has(struct, "width", DataTypes.IntegerType)
                && ImageColumn.has(struct, "nChannels", DataTypes.IntegerType)
                && ImageColumn.has(struct, "data", DataTypes.BinaryType);
    }

    /**
     * The image of a row.
     *
     * @throws InvalidInputException if its sizes and its samples do not fit, or it is over the limits
     */
    static ImageContent of(Row row, DecodeLimits limits) {
        String name = name(row);
        int height = size(row, "height", name);
        int width = size(row, "width", name);
        int channels = size(row, "nChannels", name);
        byte @Nullable [] data = row.getAs("data");
        if (height < 1 || width < 1) {
            throw new InvalidInputException(name + ": is " + width + " x " + height
                    + " pixels; expected an image that Spark could decode; leave it out (dropInvalid)");
        }
        if (channels != 1 && channels != 3 && channels != 4) {
            throw new InvalidInputException(
                    name + ": has " + channels + " channels; expected 1 (grey), 3 (BGR) or 4 (BGRA)");
        }
        if ((long) width * height > limits.maxPixels()) {
            throw new InvalidInputException(name + ": claims " + width + " x " + height + " pixels; expected at most "
                    + limits.maxPixels() + "; shrink it, or raise maxPixels");
        }
        long length = (long) width * height * channels;
        if (data == null || data.length != length) {
            throw new InvalidInputException(name + ": has " + (data == null ? 0 : data.length) + " samples; expected "
                    + length + " for " + width + " x " + height + " pixels of " + channels);
        }
        if (hasOtherSamples(row)) {
            throw new InvalidInputException(
                    name + ": is of OpenCV's mode " + row.getAs("mode") + "; expected samples of 8 bits (CV_8U)");
        }
        return new ImageContent.Pixels(RgbImage.of(width, height, rgb(data, channels)), name);
    }

    private static String name(Row row) {
        boolean hasOrigin = ImageColumn.has(row.schema(), "origin", DataTypes.StringType);
        String origin = hasOrigin ? row.getAs("origin") : null;
        return origin == null || origin.isEmpty() ? "the image" : origin;
    }

    private static int size(Row row, String field, String name) {
        Integer value = row.getAs(field);
        if (value == null) {
            throw new InvalidInputException(name + ": has no " + field + "; expected an image; leave it out");
        }
        return value;
    }

    private static boolean hasOtherSamples(Row row) {
        boolean hasMode = ImageColumn.has(row.schema(), "mode", DataTypes.IntegerType);
        Integer mode = hasMode ? row.getAs("mode") : null;
        return mode != null && (mode & SAMPLE_TYPE) != 0;
    }

    private static byte[] rgb(byte[] data, int channels) {
        int pixels = data.length / channels;
        byte[] rgb = new byte[Math.multiplyExact(3, pixels)];
        for (int pixel = 0; pixel < pixels; pixel++) {
            int from = pixel * channels;
            int to = pixel * 3;
            rgb[to] = data[channels == 1 ? from : from + 2];
            rgb[to + 1] = data[channels == 1 ? from : from + 1];
            rgb[to + 2] = data[from];
        }
        return rgb;
    }
}
