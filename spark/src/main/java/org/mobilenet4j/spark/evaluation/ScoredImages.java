package org.mobilenet4j.spark.evaluation;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.MobileNetModel;

/**
 * Rows of two cells: what is true of an image, and what the model says of it, null where it could not be read.
 *
 * @param truthType of the first cell
 */
record ScoredImages(JavaRDD<Row> rows, DataType truthType) {
    private static final String TRUTH = "truth of the evaluation";
    private static final String ANSWER = "answer of the evaluation";

    /** What the model is asked for. */
    enum Answer {
        LOGITS,
        DETECTIONS,
        MASK
    }

    /**
     * Lets a model answer.
     *
     * @param truth the column of labels
     * @throws InvalidInputException if a column is absent, or the model gives no such answer
     */
    static ScoredImages of(MobileNetModel model, Dataset<?> images, String truth, Answer answer) {
        if (!Arrays.asList(images.schema().fieldNames()).contains(truth)) {
            throw new InvalidInputException("column " + truth + " is absent; found "
                    + List.of(images.schema().fieldNames()) + "; name the column of labels");
        }
        MobileNetModel asked = model.copy(ParamMap.empty())
                .setPredictionCol("")
                .setPredictedLabelCol("")
                .setProbabilityCol("")
                .setRawPredictionCol(answer == Answer.LOGITS ? ANSWER : "")
                .setTopKCol("")
                .setFeaturesCol("")
                .setDetectionsCol(answer == Answer.DETECTIONS ? ANSWER : "")
                .setMaskCol(answer == Answer.MASK ? ANSWER : "")
                .setErrorCol("")
                .setHandleInvalid("keep");
        Dataset<Row> needed =
                images.toDF().select(column(model.getInputCol()), column(truth).as(TRUTH));
        Dataset<Row> answered = asked.transform(needed).select(column(TRUTH), column(ANSWER));
        return new ScoredImages(
                answered.javaRDD(), answered.schema().fields()[0].dataType());
    }

    private static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }
}
