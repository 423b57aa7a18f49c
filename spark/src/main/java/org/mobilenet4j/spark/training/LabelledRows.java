package org.mobilenet4j.spark.training;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.data.StratifiedDraw;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.image.ImageColumn;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.workflow.LabelledNames;
import scala.Tuple2;

/**
 * Rows of labelled images, split into those to learn from and those to validate on, each part in an order of its own: by
 * class, and within a class by id, which is the order that the same images have in a folder. So the same rows give the same
 * parts in the same order, however they are spread over partitions and however often these are computed.
 *
 * <p>Ids and labels of all rows come to the driver, images do not. The place of each row goes to every executor: some 100
 * bytes a row.
 */
public final class LabelledRows {
    private static final String IMAGE = "image";

    private static final String PATH = "path";
    private static final String LABEL = "label";
    private static final String IS_VALIDATION = "isValidation";
    private static final String SOURCE = "the rows";

    private static final int AT_PATH = 0;
    private static final int AT_LABEL = 1;
    private static final int AT_VALIDATION = 2;
    private static final int AT_IMAGE = 3;

    private final Dataset<Row> columns;
    private final LabelledNames train;
    private final LabelledNames validation;
    private final Broadcast<Map<String, Place>> places;

    private LabelledRows(
            Dataset<Row> columns, LabelledNames train, LabelledNames validation, Broadcast<Map<String, Place>> places) {
        this.columns = columns;
        this.train = train;
        this.validation = validation;
        this.places = places;
    }

    /** Where a row stands. */
    private record Place(boolean isTrain, int index, int label) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** What the driver knows of a row. */
    private record Known(String id, int label, boolean isValidation) {}

    /**
     * Reads ids and labels, and splits the rows.
     *
     * @param validationShare of each class, above 0 and below 1; of no account where a column says what to validate on
     * @param seed of the draw; a folder of the same images is drawn from alike
     * @throws InvalidInputException if a column is absent or of another type, an id is null or not the only one, a label is
     *     null or no class, or a part lacks rows
     */
    public static LabelledRows of(Dataset<Row> data, LabelledColumns named, double validationShare, long seed) {
        Dataset<Row> columns = columns(data, named);
        List<Row> rows = columns.select(PATH, LABEL, IS_VALIDATION).collectAsList();
        StructField labels = data.schema().fields()[data.schema().fieldIndex(named.label())];
        List<Known> known = new ArrayList<>();
        ClassLabels classes = known(rows, labels, named.names(), known);
        known.sort(Comparator.comparingInt(Known::label).thenComparing(Known::id));
        requireUniqueIds(known);

        List<Sample> samples =
                known.stream().map(row -> new Sample(row.id, row.label)).toList();
        LabelledNames all = new LabelledNames(SOURCE, classes.names(), samples);
        LabelledNames train;
        LabelledNames validation;
        if (named.validation().isPresent()) {
            train = all.only(indexes(known, false));
            validation = all.only(indexes(known, true));
        } else {
            StratifiedDraw draw = StratifiedDraw.stratified(samples, validationShare, seed);
            train = all.only(draw.train());
            validation = all.only(draw.validation());
        }
        train.requireSome("train");
        validation.requireSome("validate");
        if (!train.classesWithout().isEmpty()) {
            throw new InvalidInputException(SOURCE + ": none of the class "
                    + train.classesWithout().getFirst() + " to learn from; add some, or leave the class out");
        }
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(data.sparkSession().sparkContext());
        Map<String, Place> places = new HashMap<>();
        place(train, true, places);
        place(validation, false, places);
        return new LabelledRows(columns, train, validation, context.broadcast(places));
    }

    private static Dataset<Row> columns(Dataset<Row> data, LabelledColumns named) {
        require(data, named.label());
        ImageColumn image = ImageColumn.of(data.schema(), named.image());
        Column validation = named.validation().map(column -> flag(data, column)).orElse(lit(false));
        return data.select(
                id(data, named, image).cast(DataTypes.StringType).as(PATH),
                data.col(named.label()).as(LABEL),
                validation.as(IS_VALIDATION),
                data.col(named.image()).as(IMAGE));
    }

    private static DataType require(Dataset<Row> data, String column) {
        StructType schema = data.schema();
        if (!List.of(schema.fieldNames()).contains(column)) {
            throw new InvalidInputException(
                    "column " + column + " is absent; found " + List.of(schema.fieldNames()) + "; name another");
        }
        return schema.fields()[schema.fieldIndex(column)].dataType();
    }

    private static Column flag(Dataset<Row> data, String column) {
        DataType type = require(data, column);
        if (!type.equals(DataTypes.BooleanType)) {
            throw new InvalidInputException("column " + column + " is of type " + type.simpleString()
                    + "; expected boolean, true for the rows to validate on");
        }
        return data.col(column);
    }

    private static Column id(Dataset<Row> data, LabelledColumns named, ImageColumn image) {
        if (named.id().isPresent()) {
            require(data, named.id().get());
            return data.col(named.id().get());
        }
        if (image.pathIndex() >= 0) {
            return data.col(data.schema().fieldNames()[image.pathIndex()]);
        }
        return switch (image.kind()) {
            case PATH -> data.col(named.image());
            case BYTES -> sha2(data.col(named.image()), 256);
            case FILE ->
                hasField(data, named.image(), PATH)
                        ? data.col(named.image()).getField(PATH)
                        : sha2(data.col(named.image()).getField("content"), 256);
            case PIXELS ->
                hasField(data, named.image(), "origin")
                        ? data.col(named.image()).getField("origin")
                        : sha2(data.col(named.image()).getField("data"), 256);
        };
    }

    private static boolean hasField(Dataset<Row> data, String column, String field) {
        StructType struct = (StructType)
                data.schema().fields()[data.schema().fieldIndex(column)].dataType();
        return List.of(struct.fieldNames()).contains(field);
    }

    private static ClassLabels known(List<Row> rows, StructField labelField, List<String> names, List<Known> known) {
        List<String> ids = new ArrayList<>(rows.size());
        List<Object> labels = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.isNullAt(AT_PATH)) {
                throw new InvalidInputException(
                        SOURCE + ": one of the label " + row.get(AT_LABEL) + " has no id; expected one in every row");
            }
            String id = row.getString(AT_PATH);
            if (row.isNullAt(AT_LABEL) || row.isNullAt(AT_VALIDATION)) {
                throw new InvalidInputException(SOURCE + ": " + id + " has no "
                        + (row.isNullAt(AT_LABEL) ? "label" : "word on validation")
                        + "; leave such rows out (na.drop)");
            }
            ids.add(id);
            labels.add(row.get(AT_LABEL));
        }
        ClassLabels classes = ClassLabels.of(labelField, names, labels);
        List<Integer> indexes = classes.indexes(labels, ids);
        for (int i = 0; i < rows.size(); i++) {
            known.add(new Known(ids.get(i), indexes.get(i), rows.get(i).getBoolean(AT_VALIDATION)));
        }
        return classes;
    }

    private static void requireUniqueIds(List<Known> known) {
        Map<String, Integer> seen = new HashMap<>();
        for (Known row : known) {
            if (seen.merge(row.id, 1, Integer::sum) > 1) {
                throw new InvalidInputException(SOURCE + ": two have the id " + row.id
                        + "; expected a different one in each; leave out what is there twice (dropDuplicates), or name a"
                        + " column of other ids");
            }
        }
    }

    private static List<Integer> indexes(List<Known> known, boolean isValidation) {
        return IntStream.range(0, known.size())
                .filter(i -> known.get(i).isValidation == isValidation)
                .boxed()
                .toList();
    }

    private static void place(LabelledNames part, boolean isTrain, Map<String, Place> places) {
        List<Sample> samples = part.samples();
        for (int i = 0; i < samples.size(); i++) {
            places.put(
                    samples.get(i).name(), new Place(isTrain, i, samples.get(i).label()));
        }
    }

    public SparkSession session() {
        return columns.sparkSession();
    }

    /** The names of the classes; a label is an index into this list. */
    public List<String> classes() {
        return train.classes();
    }

    /** The images to learn from, in order, by their ids. */
    public LabelledNames train() {
        return train;
    }

    /** The images to validate on, in order, by their ids. */
    public LabelledNames validation() {
        return validation;
    }

    /**
     * The columns of all that this gives: {@code isTrain}; {@code index} within that part, from 0; {@code label}, an index
     * into {@link #classes}; {@code path}, the id; and the image as the DataFrame has it.
     */
    public StructType schema() {
        return new StructType()
                .add("isTrain", DataTypes.BooleanType)
                .add("index", DataTypes.IntegerType)
                .add(LABEL, DataTypes.IntegerType)
                .add(PATH, DataTypes.StringType)
                .add(IMAGE, columns.schema().fields()[AT_IMAGE].dataType());
    }

    /** How the images of these rows are read for a model. */
    public ImageReading reading(Preprocessing preprocessing) {
        return ImageReading.of(session(), schema(), IMAGE, preprocessing);
    }

    /** Whether a row is to be learned from. */
    public static boolean isTrain(Row row) {
        return row.getBoolean(0);
    }

    /** The index of a row within its part. */
    public static int index(Row row) {
        return row.getInt(1);
    }

    /** The class of a row, an index. */
    public static int label(Row row) {
        return row.getInt(2);
    }

    /** The id of a row. */
    public static String id(Row row) {
        return row.getString(3);
    }

    /** All rows in the partitions and the order in which the DataFrame has them: nothing is moved. */
    public JavaRDD<Row> rows() {
        Broadcast<Map<String, Place>> known = places;
        return columns.javaRDD().map(row -> placed(row, known.value().get(row.getString(AT_PATH))));
    }

    private static Row placed(Row row, @Nullable Place place) {
        if (place == null) {
            throw new InvalidInputException(SOURCE + ": the id " + row.getString(AT_PATH)
                    + " was not there when they were split; expected ids that stay; name a column of such, or write the"
                    + " rows to a table first");
        }
        return RowFactory.create(place.isTrain, place.index, place.label, row.getString(AT_PATH), row.get(AT_IMAGE));
    }

    /**
     * All rows dealt out over so many partitions, each in order of the index, so that every partition has its share of each part
     * and class. Rows go over the network, with what they hold: paths are little, the bytes of images much.
     */
    public JavaRDD<Row> shards(int count) {
        return rows().mapToPair(row -> new Tuple2<>(index(row), row))
                .repartitionAndSortWithinPartitions(new Shards(count))
                .values();
    }
}
