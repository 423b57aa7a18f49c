package org.mobilenet4j.spark.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.LabelledNames;

class LabelledRowsTest {
    private static final LabelledColumns COLUMNS = new LabelledColumns("content", "class");

    @TempDir
    private static Path folder;

    private static PictureFolder pictures;

    @BeforeAll
    static void draw() {
        pictures = PictureFolder.drawnIn(folder, 12, "tulip", "daisy", "rose");
    }

    private static List<String> ids(LabelledNames part) {
        return part.samples().stream()
                .map(sample -> sample.label() + " " + Path.of(sample.name().replace("file:", "")))
                .toList();
    }

    private static List<String> ids(LabelledImages part) {
        return part.samples().stream()
                .map(sample -> sample.label() + " " + folder.resolve(sample.name()))
                .toList();
    }

    private static List<String> places(List<Row> rows) {
        return rows.stream()
                .map(row -> LabelledRows.index(row) + " " + LabelledRows.label(row) + " " + LabelledRows.id(row))
                .toList();
    }

    private static void assertRefused(Dataset<Row> rows, LabelledColumns columns, String message) {
        assertThatThrownBy(() -> LabelledRows.of(rows, columns, 0.25, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void splitsAndOrdersAsAFolderOfTheSameImages() throws IOException {
        LabelledRows rows = LabelledRows.of(pictures.rows().repartition(5), COLUMNS, 0.25, 7);

        try (ImageFolder images = ImageFolder.open(folder)) {
            Split split = Split.of(images, 0.25, 7);
            assertThat(rows.classes()).isEqualTo(images.classes()).containsExactly("daisy", "rose", "tulip");
            assertThat(ids(rows.train())).isEqualTo(ids(split.train())).hasSize(27);
            assertThat(ids(rows.validation()))
                    .isEqualTo(ids(split.validation()))
                    .hasSize(9);
        }
    }

    @Test
    void givesTheSameOrderWhateverThePartitions() {
        LabelledRows few = LabelledRows.of(pictures.rows().coalesce(1), COLUMNS, 0.25, 7);
        LabelledRows many = LabelledRows.of(pictures.rows().repartition(5), COLUMNS, 0.25, 7);

        List<String> dealt = trainPlaces(few.shards(2));

        assertThat(dealt).hasSize(27).isEqualTo(trainPlaces(many.shards(2)));
        assertThat(dealt.get(3)).startsWith("6 0 file:");
        assertThat(few.shards(2).glom().collect()).extracting(List::size).containsExactly(14 + 5, 13 + 4);
    }

    private static List<String> trainPlaces(JavaRDD<Row> shards) {
        return places(shards.filter(LabelledRows::isTrain).collect());
    }

    @Test
    void takesNumbersWithNamesGivenOrNoted() {
        Dataset<Row> numbered = new StringIndexer()
                .setInputCol("class")
                .setOutputCol("number")
                .fit(pictures.rows())
                .transform(pictures.rows());
        LabelledColumns columns = new LabelledColumns("content", "number");

        assertThat(LabelledRows.of(numbered, columns, 0.25, 7).classes()).containsExactly("daisy", "rose", "tulip");
        assertThat(LabelledRows.of(numbered, columns.withNames(List.of("a", "b", "c")), 0.25, 7)
                        .classes())
                .containsExactly("a", "b", "c");
        assertThat(LabelledRows.of(numbered.withColumn("number", col("number").cast("int")), columns, 0.25, 7)
                        .classes())
                .containsExactly("0", "1", "2");
        assertRefused(
                numbered, columns.withNames(List.of("a", "b")), "column number has the label 2.0 in the row file:");
        assertRefused(
                numbered,
                columns.withNames(List.of("a", "b", "c", "d")),
                "the rows: none of the class d to learn from; add some, or leave the class out");
    }

    @Test
    void validatesOnTheRowsThatAColumnNames() {
        Dataset<Row> named = pictures.rows().withColumn("held", col("path").endsWith(lit("0.jpg")));

        LabelledRows rows = LabelledRows.of(named, COLUMNS.withValidation("held"), 0.25, 7);

        assertThat(ids(rows.validation())).hasSize(6).allMatch(name -> name.endsWith("0.jpg"));
        assertThat(ids(rows.train())).hasSize(30).noneMatch(name -> name.endsWith("0.jpg"));
        assertRefused(
                named,
                COLUMNS.withValidation("class"),
                "column class is of type string; expected boolean, true for the rows to validate on");
    }

    @Test
    void tellsRowsWithoutAPathApartByTheirContent() {
        LabelledRows rows = LabelledRows.of(pictures.rows().drop("path"), COLUMNS, 0.25, 7);

        assertThat(rows.train().samples())
                .hasSize(27)
                .allMatch(sample -> sample.name().matches("[0-9a-f]{64}"));
        assertThat(rows.shards(1).count()).isEqualTo(36);
    }

    @Test
    void refusesRowsThatCannotBeToldApartOrHaveNoClass() {
        Dataset<Row> rows = pictures.rows();

        assertRefused(
                rows.union(rows),
                COLUMNS,
                "image 0.jpg; expected a different one in each; leave out what is there twice (dropDuplicates)");
        assertRefused(rows.withColumn("class", lit(null).cast("string")), COLUMNS, "has no label; leave such rows out");
        assertRefused(
                rows.withColumn("class", lit("daisy")), COLUMNS, "1 class, daisy; a classifier needs at least two");
        assertRefused(rows, new LabelledColumns("content", "label"), "column label is absent; found [path, ");
        assertRefused(
                rows,
                new LabelledColumns("content", "modificationTime"),
                "column modificationTime is of type timestamp; expected the names of classes, or their numbers from 0");
        assertThatThrownBy(() -> LabelledRows.of(rows, COLUMNS, 1.5, 1)).isInstanceOf(InvalidInputException.class);
    }
}
