package org.mobilenet4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;

/** Small images that are drawn, and DataFrames of them. */
public final class TestImages {
    private TestImages() {}

    /** An image like no other of another seed: a gradient under some boxes. */
    public static RgbImage drawn(int seed) {
        Random random = new Random(seed);
        int width = 48 + random.nextInt(16);
        int height = 40 + random.nextInt(16);
        byte[] rgb = new byte[3 * width * height];
        int[] slopes = {random.nextInt(-4, 5), random.nextInt(-4, 5), random.nextInt(-4, 5)};
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            rgb[i] = (byte) Math.clamp(128 + slopes[i % 3] * (x - y) / 2, 0, 255);
        }
        for (int box = 0; box < 4; box++) {
            byte[] color = new byte[3];
            random.nextBytes(color);
            int left = random.nextInt(width - 12);
            int top = random.nextInt(height - 12);
            for (int y = top; y < top + 12; y++) {
                for (int x = left; x < left + 12; x++) {
                    System.arraycopy(color, 0, rgb, 3 * (y * width + x), 3);
                }
            }
        }
        return RgbImage.of(width, height, rgb);
    }

    /** The same as the bytes of a JPEG's file. */
    public static byte[] jpeg(int seed) {
        return ImageEncoder.jpeg(drawn(seed));
    }

    /** A file of the images that the library's core is tested with, such as {@code jpeg_cmyk.jpg}. */
    public static byte[] ofCore(String name) {
        try {
            return Files.readAllBytes(Path.of("..", "core", "src", "test", "resources", "image", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JPEG whose header claims more pixels than are allowed. */
    public static byte[] huge() {
        byte[] jpeg = jpeg(1);
        int frame = 0;
        while ((jpeg[frame] & 0xFF) != 0xFF || (jpeg[frame + 1] & 0xFF) != 0xC0) {
            frame++;
        }
        for (int high : new int[] {frame + 5, frame + 7}) { // the upper bytes of height and width
            jpeg[high] = (byte) 0xF0;
        }
        return jpeg;
    }

    /** One whose upper half is of a colour of its own, which little else is: what a few examples teach. */
    public static RgbImage ofColor(boolean isRed, int seed) {
        RgbImage image = drawn(seed);
        byte[] rgb = image.rgb().clone();
        for (int i = 0; i < rgb.length / 2; i++) {
            rgb[i] = (byte) (i % 3 == (isRed ? 0 : 2) ? 220 : 30);
        }
        return RgbImage.of(image.width(), image.height(), rgb);
    }

    /** Rows as those of Spark's {@code binaryFile} source, of two columns: {@code path}, {@code content}. */
    public static Dataset<Row> files(int count, int partitions, IntFunction<byte[]> content) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(RowFactory.create("image-" + i, content.apply(i)));
        }
        return LocalCluster.session()
                .createDataFrame(rows, new StructType(new StructField[] {
                    DataTypes.createStructField("path", DataTypes.StringType, true),
                    DataTypes.createStructField("content", DataTypes.BinaryType, true)
                }))
                .repartition(partitions);
    }
}
