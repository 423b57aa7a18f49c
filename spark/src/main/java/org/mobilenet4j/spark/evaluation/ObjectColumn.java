package org.mobilenet4j.spark.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/** Annotated objects as a column has them: an array of structs. */
final class ObjectColumn {
    private static final List<String> CORNERS = List.of("xMin", "yMin", "xMax", "yMax");

    private ObjectColumn() {}

    /**
     * The labels of a column's objects.
     *
     * @throws InvalidInputException if the column cannot be one of objects
     */
    static LabelColumn labels(DataType type, List<String> labels, String column) {
        if (type instanceof ArrayType array && array.elementType() instanceof StructType object) {
            List<String> fields = List.of(object.fieldNames());
            boolean hasCorners = CORNERS.stream()
                    .allMatch(corner -> fields.contains(corner)
                            && object.fields()[object.fieldIndex(corner)].dataType() instanceof NumericType);
            if (hasCorners && fields.contains("label")) {
                return LabelColumn.of(
                        object.fields()[object.fieldIndex("label")].dataType(), labels, column + ".label");
            }
        }
        throw new InvalidInputException(
                column + " is of type " + type.simpleString()
                        + "; expected array<struct<label, xMin, yMin, xMax, yMax>>, and if there are isCrowd, isDifficult, area");
    }

    static Optional<Double> number(Row row, String field) {
        return value(row, field) instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    static boolean flag(Row row, String field) {
        return value(row, field) instanceof Boolean flag && flag;
    }

    static @Nullable Object value(Row row, String field) {
        return Arrays.asList(row.schema().fieldNames()).contains(field) ? row.getAs(field) : null;
    }
}
