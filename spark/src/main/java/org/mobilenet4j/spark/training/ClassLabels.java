package org.mobilenet4j.spark.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.Attribute$;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.mobilenet4j.io.InvalidInputException;

/**
 * The classes that a column of labels tells, and the index of each label among them.
 *
 * @param column what messages call it
 */
record ClassLabels(String column, List<String> names, boolean isByName) {
    ClassLabels {
        names = List.copyOf(names);
        if (names.size() < 2) {
            throw new InvalidInputException("column " + column + ": " + names.size()
                    + " class" + (names.size() == 1 ? ", " + names.getFirst() : "es")
                    + "; a classifier needs at least two; add images of another");
        }
        if (new TreeSet<>(names).size() < names.size()) {
            throw new InvalidInputException(
                    "column " + column + ": two classes have one name in " + names + "; expected different names");
        }
    }

    /**
     * Finds the classes.
     *
     * @param given their names; empty for those that the labels name, or of numbers Spark's own account of them
     * @param labels all labels, none of them null
     * @throws InvalidInputException if the column has neither names nor numbers, or there are fewer than two classes
     */
    static ClassLabels of(StructField field, List<String> given, List<Object> labels) {
        if (field.dataType().equals(DataTypes.StringType)) {
            return new ClassLabels(
                    field.name(),
                    given.isEmpty()
                            ? List.copyOf(new TreeSet<>(
                                    labels.stream().map(String::valueOf).toList()))
                            : given,
                    true);
        }
        if (!(field.dataType() instanceof NumericType)) {
            throw new InvalidInputException("column " + field.name() + " is of type "
                    + field.dataType().simpleString() + "; expected the names of classes, or their numbers from 0");
        }
        return new ClassLabels(field.name(), given.isEmpty() ? namesOfNumbers(field, labels) : given, false);
    }

    /** As a StringIndexer has noted them with the column; else the numbers themselves. */
    private static List<String> namesOfNumbers(StructField field, List<Object> labels) {
        Attribute attribute = Attribute$.MODULE$.fromStructField(field);
        if (attribute instanceof NominalAttribute nominal && nominal.values().isDefined()) {
            return List.of(nominal.values().get());
        }
        double last = labels.stream()
                .mapToDouble(label -> ((Number) label).doubleValue())
                .max()
                .orElse(0);
        if (last >= labels.size()) {
            throw new InvalidInputException("column " + field.name() + " has the label " + last + " in " + labels.size()
                    + " rows; expected the numbers of classes from 0");
        }
        return IntStream.rangeClosed(0, (int) last).mapToObj(Integer::toString).toList();
    }

    /**
     * The indexes of labels.
     *
     * @param ids of the labels' rows, for messages
     * @throws InvalidInputException if one is no class
     */
    List<Integer> indexes(List<Object> labels, List<String> ids) {
        Map<String, Integer> byName = new HashMap<>();
        names.forEach(name -> byName.put(name, byName.size()));
        List<Integer> indexes = new ArrayList<>(labels.size());
        for (int row = 0; row < labels.size(); row++) {
            Object label = labels.get(row);
            int index = isByName ? byName.getOrDefault(label, -1) : number((Number) label);
            if (index < 0 || index >= names.size()) {
                throw new InvalidInputException("column " + column + " has the label " + label + " in the row "
                        + ids.get(row) + "; expected "
                        + (isByName ? "one of " + names : "a whole number from 0 to " + (names.size() - 1)));
            }
            indexes.add(index);
        }
        return indexes;
    }

    private static int number(Number label) {
        double value = label.doubleValue();
        return value == Math.rint(value) && value <= Integer.MAX_VALUE ? (int) value : -1;
    }
}
