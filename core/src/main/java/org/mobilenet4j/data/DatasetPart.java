package org.mobilenet4j.data;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A part of a dataset that is already split: a folder of its own with the class folders in it. */
public enum DatasetPart {
    /** To learn from. */
    TRAIN("train|training"),
    /** To validate on while training: which epoch to keep, when to stop. */
    VALIDATION("val|valid|validation|dev"),
    /** To evaluate the finished model on. */
    TEST("test|testing");

    private final Pattern plain;
    private final Pattern among;

    DatasetPart(String words) {
        this.plain = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
        this.among = Pattern.compile("(?:.*[^a-z])?(?:" + words + ")(?:[^a-z].*)?", Pattern.CASE_INSENSITIVE);
    }

    /** The part that a folder of this name holds, if any: {@code train}, in any case. */
    static Optional<DatasetPart> named(String folder) {
        return matching(part -> part.plain, folder);
    }

    /** The same where the word stands among others as well: {@code seg_train}, {@code training_set}. */
    static Optional<DatasetPart> namedAmong(String folder) {
        return matching(part -> part.among, folder);
    }

    private static Optional<DatasetPart> matching(Function<DatasetPart, Pattern> pattern, String folder) {
        return Stream.of(values())
                .filter(part -> pattern.apply(part).matcher(folder).matches())
                .findFirst();
    }

    /** As in "the test part". */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
