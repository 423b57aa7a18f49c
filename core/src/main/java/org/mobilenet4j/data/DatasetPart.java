package org.mobilenet4j.data;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A part of a dataset that is already split: a folder of its own with the class folders in it. */
public enum DatasetPart {
    /** To learn from. */
    TRAIN("train|training"),
    /** To validate on while training: which epoch to keep, when to stop. */
    VALIDATION("val|valid|validation"),
    /** To evaluate the finished model on. */
    TEST("test|testing");

    private final Pattern folders;

    DatasetPart(String folders) {
        this.folders = Pattern.compile(folders, Pattern.CASE_INSENSITIVE);
    }

    /** The part that a folder of this name holds, if any; case does not matter. */
    static Optional<DatasetPart> inFolder(String name) {
        for (DatasetPart part : values()) {
            if (part.folders.matcher(name).matches()) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    /** As in "the test part". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
