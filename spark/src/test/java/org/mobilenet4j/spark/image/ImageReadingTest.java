package org.mobilenet4j.spark.image;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.image.DecodeLimits;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.LocalCluster;
import org.mobilenet4j.spark.TestImages;

class ImageReadingTest {
    private static final int IMAGES = 20;

    @TempDir
    Path folder;

    @Test
    void aColumnOfAnyKindGivesTheImagesThatTheFilesHold() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            Files.write(folder.resolve("image-" + i + ".png"), ImageEncoder.png(TestImages.drawn(i)));
            expected.add(shown(TestImages.drawn(i)));
        }
        Dataset<Row> files = LocalCluster.session()
                .read()
                .format("binaryFile")
                .load(folder.toString())
                .repartition(2);
        Dataset<Row> pixels = LocalCluster.session().read().format("image").load(folder.toString());

        assertThat(read(files, "content")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(read(files, "path")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(read(files.select(struct(col("*")).as("file")), "file"))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(read(pixels, "image")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whatCannotBeReadSaysWhyAndTheOthersAreRead() throws IOException {
        Path image = Files.write(folder.resolve("image.png"), ImageEncoder.png(TestImages.drawn(1)));
        Path empty = Files.write(folder.resolve("empty.png"), new byte[0]);
        List<@Nullable String> paths = Arrays.asList(
                image.toString(),
                null,
                "",
                folder + "/absent.png",
                folder.toString(),
                empty.toString(),
                "unknown://host/image.png",
                image.toString());
        Dataset<Row> rows = LocalCluster.session()
                .createDataFrame(
                        paths.stream().map(RowFactory::create).toList(),
                        new StructType().add("path", DataTypes.StringType));

        assertThat(read(rows.repartition(1), "path"))
                .satisfiesExactlyInAnyOrder(
                        found -> assertThat(found).isEqualTo(shown(TestImages.drawn(1))),
                        found -> assertThat(found).contains("is null; expected an image"),
                        found -> assertThat(found)
                                .contains("cannot be read (Can not create a Path from an empty string)"),
                        found -> assertThat(found).contains("/absent.png: no such file"),
                        found -> assertThat(found).contains("is a folder; expected an image's file"),
                        found -> assertThat(found).contains("empty.png: is empty"),
                        found -> assertThat(found).contains("No FileSystem for scheme"),
                        found -> assertThat(found).isEqualTo(shown(TestImages.drawn(1))));
    }

    @Test
    void aStructOfPixelsIsTrustedInNothing() {
        StructType schema = new StructType()
                .add("origin", DataTypes.StringType)
                .add("height", DataTypes.IntegerType)
                .add("width", DataTypes.IntegerType)
                .add("nChannels", DataTypes.IntegerType)
                .add("mode", DataTypes.IntegerType)
                .add("data", DataTypes.BinaryType);

        assertThat(pixels(schema, 1, 2, 3, 16, new byte[] {1, 2, 3, 4, 5, 6}).rgb())
                .containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(pixels(schema, 1, 2, 4, 24, new byte[] {1, 2, 3, 0, 4, 5, 6, 0})
                        .rgb())
                .containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(pixels(schema, 2, 1, 1, 0, new byte[] {7, 8}).rgb()).containsExactly(7, 7, 7, 8, 8, 8);
        assertRefused(schema, -1, -1, -1, -1, new byte[0], "of.png: is -1 x -1 pixels");
        assertRefused(schema, 1, 2, 2, 8, new byte[4], "of.png: has 2 channels");
        assertRefused(schema, 1, 2, 3, 16, new byte[5], "of.png: has 5 samples; expected 6");
        assertRefused(schema, 1, 2, 3, 16, null, "of.png: has 0 samples; expected 6");
        assertRefused(schema, 1 << 20, 1 << 20, 4, 24, new byte[4], "of.png: claims 1048576 x 1048576 pixels");
        assertRefused(schema, 1, 2, 3, 21, new byte[6], "of.png: is of OpenCV's mode 21");
        assertRefused(schema, null, 2, 3, 16, new byte[6], "of.png: has no height");
    }

    private static RgbImage pixels(
            StructType schema, @Nullable Integer height, int width, int channels, int mode, byte @Nullable [] data) {
        Row row = new GenericRowWithSchema(
                new @Nullable Object[] {"of.png", height, width, channels, mode, data}, schema);
        return OpenCvPixels.of(row, DecodeLimits.DEFAULT).decoded(new ImageDecoder());
    }

    private static void assertRefused(
            StructType schema,
            @Nullable Integer height,
            int width,
            int channels,
            int mode,
            byte @Nullable [] data,
            String message) {
        assertThatThrownBy(() -> pixels(schema, height, width, channels, mode, data))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aColumnOfSomethingElseIsRefusedInOneLine() {
        Dataset<Row> rows = LocalCluster.session().range(1).withColumn("name", lit("a"));

        assertThatThrownBy(() -> ImageColumn.of(rows.schema(), "id"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "column id is of type bigint; expected images: binary (a file's bytes), string (its path), or"
                                + " a struct of Spark's sources binaryFile or image");
        assertThatThrownBy(() -> ImageColumn.of(rows.schema(), "content"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("column content is absent; found [id, name]; name the column of images: setInputCol");
    }

    private static List<String> read(Dataset<Row> rows, String column) {
        ImageReading reading =
                ImageReading.of(LocalCluster.session(), rows.schema(), column, Preprocessing.imagenet(32));
        MapPartitionsFunction<Row, String> shown = partition -> {
            Iterator<RowImage> images = reading.read(partition);
            List<String> found = new ArrayList<>();
            images.forEachRemaining(image -> found.add(image.image() == null ? image.problem() : shown(image.image())));
            return found.iterator();
        };
        return rows.mapPartitions(shown, Encoders.STRING()).collectAsList();
    }

    private static String shown(RgbImage image) {
        return image + " " + Arrays.hashCode(image.rgb());
    }
}
