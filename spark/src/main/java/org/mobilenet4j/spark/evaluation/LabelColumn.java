package org.mobilenet4j.spark.evaluation;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/** Labels as a column has them: the model's names of classes, or their indexes. */
record LabelColumn(Map<String, Integer> byName, int classes) implements Serializable {
    /**
     * Labels of a type.
     *
     * @param labels the model's
     * @param column for the message
     * @throws InvalidInputException if labels cannot be of that type
     */
    static LabelColumn of(DataType type, List<String> labels, String column) {
        if (!(type instanceof StringType) && !(type instanceof NumericType)) {
            throw new InvalidInputException(column + " is of type " + type.simpleString()
                    + "; expected the names of the model's classes (string) or their indexes (a number)");
        }
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            byName.putIfAbsent(labels.get(i), i);
        }
        return new LabelColumn(byName, labels.size());
    }

    /** The index of a cell's class; empty where the cell is null, or names none of the model's classes. */
    OptionalInt indexOf(@Nullable Object cell) {
        if (cell instanceof Number number) {
            int index = number.intValue();
            return number.doubleValue() == index && index >= 0 && index < classes
                    ? OptionalInt.of(index)
                    : OptionalInt.empty();
        }
        Integer index = cell == null ? null : byName.get(cell.toString());
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
