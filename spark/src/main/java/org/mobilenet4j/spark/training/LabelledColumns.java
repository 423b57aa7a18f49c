package org.mobilenet4j.spark.training;

import java.util.List;
import java.util.Optional;

/**
 * Which columns of a DataFrame say what training needs to know.
 *
 * @param image the images, as {@link org.mobilenet4j.spark.image.ImageColumn} knows them
 * @param label the class of each: its name, or its index among {@code names}
 * @param id what tells rows apart, and orders those of a class; where none is named, the path of the image, or of one that
 *     has none a digest of its content
 * @param validation boolean, true for images to validate on; where none is named, a share of each class is drawn
 * @param names of the classes; empty for those that the labels themselves name, in alphabetical order
 */
public record LabelledColumns(
        String image, String label, Optional<String> id, Optional<String> validation, List<String> names) {
    public LabelledColumns {
        names = List.copyOf(names);
    }

    public LabelledColumns(String image, String label) {
        this(image, label, Optional.empty(), Optional.empty(), List.of());
    }

    public LabelledColumns withId(String column) {
        return new LabelledColumns(image, label, Optional.of(column), validation, names);
    }

    public LabelledColumns withValidation(String column) {
        return new LabelledColumns(image, label, id, Optional.of(column), names);
    }

    public LabelledColumns withNames(List<String> classes) {
        return new LabelledColumns(image, label, id, validation, classes);
    }
}
