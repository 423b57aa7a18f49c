package org.mobilenet4j.spark;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.mobilenet4j.Task;

/** What a model may say of an image, each in a column of its own. */
enum ImageOutput {
    /** The index of the likeliest class, as Spark's own classifiers give it. */
    PREDICTION("predictionCol"),
    /** Its name. */
    PREDICTED_LABEL("predictedLabelCol"),
    /** The probability of each class. */
    PROBABILITY("probabilityCol"),
    /** The network's output for each class. */
    RAW_PREDICTION("rawPredictionCol"),
    /** The likeliest classes, the likeliest first. */
    TOP_K("topKCol"),
    /** The embedding: the vector before the classifier. */
    FEATURES("featuresCol"),
    /** Objects, the surest first, their boxes in the image's pixels. */
    DETECTIONS("detectionsCol"),
    /** The class of each pixel, a byte each, row by row. */
    MASK("maskCol");

    private final String param;

    ImageOutput(String param) {
        this.param = param;
    }

    /** The param that names its column. */
    String param() {
        return param;
    }

    DataType type() {
        return switch (this) {
            case PREDICTION -> DataTypes.DoubleType;
            case PREDICTED_LABEL -> DataTypes.StringType;
            case PROBABILITY, RAW_PREDICTION, FEATURES -> SQLDataTypes.VectorType();
            case TOP_K ->
                DataTypes.createArrayType(
                        new StructType()
                                .add("label", DataTypes.StringType, false)
                                .add("index", DataTypes.IntegerType, false)
                                .add("probability", DataTypes.DoubleType, false),
                        false);
            case DETECTIONS ->
                DataTypes.createArrayType(
                        new StructType()
                                .add("label", DataTypes.StringType, false)
                                .add("index", DataTypes.IntegerType, false)
                                .add("score", DataTypes.DoubleType, false)
                                .add("xMin", DataTypes.DoubleType, false)
                                .add("yMin", DataTypes.DoubleType, false)
                                .add("xMax", DataTypes.DoubleType, false)
                                .add("yMax", DataTypes.DoubleType, false),
                        false);
            case MASK ->
                new StructType()
                        .add("height", DataTypes.IntegerType, false)
                        .add("width", DataTypes.IntegerType, false)
                        .add("classes", DataTypes.BinaryType, false);
        };
    }

    /** Whether models for a task say it. */
    boolean isOf(Task task) {
        return switch (task) {
            case Task.ImageClassification c -> this == FEATURES || isOfClasses();
            case Task.FeatureExtraction f -> this == FEATURES;
            case Task.ObjectDetection d -> this == DETECTIONS;
            case Task.SemanticSegmentation s -> this == MASK;
        };
    }

    /** Whether it is said of the classes of the image as a whole. */
    boolean isOfClasses() {
        return switch (this) {
            case PREDICTION, PREDICTED_LABEL, PROBABILITY, RAW_PREDICTION, TOP_K -> true;
            case FEATURES, DETECTIONS, MASK -> false;
        };
    }

    /** Whether it has a column unless something else is asked for. */
    boolean isUsualOf(Task task) {
        boolean isOfTheTask =
                this == FEATURES ? task instanceof Task.FeatureExtraction : this != RAW_PREDICTION && this != TOP_K;
        return isOfTheTask && isOf(task);
    }

    /** What a model must be to say it, in a sentence. */
    String solver() {
        return switch (this) {
            case PREDICTION, PREDICTED_LABEL, PROBABILITY, RAW_PREDICTION, TOP_K -> "a classifier";
            case FEATURES -> "a classifier or a trunk";
            case DETECTIONS -> "a detector";
            case MASK -> "a segmentation network";
        };
    }
}
