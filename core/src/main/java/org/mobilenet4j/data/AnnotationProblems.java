package org.mobilenet4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.io.InvalidInputException;

/** Collects the mistakes in a dataset's annotations, or ends at the first. Safe for several threads. */
final class AnnotationProblems {
    /** All are counted; a file with a million mistakes has one, which shows by then. */
    private static final int MOST_KEPT = 1000;

    private final Path root;
    private final boolean isStrict;
    private final List<AnnotationProblem> kept = new ArrayList<>();
    private int count;

    AnnotationProblems(Path root, boolean isStrict) {
        this.root = root;
        this.isStrict = isStrict;
    }

    /**
     * Takes up a mistake.
     *
     * @param name of the file in the listing
     * @throws InvalidInputException if strict
     */
    synchronized void add(String name, String item, String what) {
        AnnotationProblem problem =
                new AnnotationProblem(ImageSource.pathOf(root, name), item, what.replaceAll("\\p{Cntrl}+", " "));
        if (isStrict) {
            throw new InvalidInputException(problem + " (strict: no annotation may be wrong)");
        }
        count++;
        if (kept.size() < MOST_KEPT) {
            kept.add(problem);
        }
    }

    synchronized int count() {
        return count;
    }

    synchronized List<AnnotationProblem> kept() {
        return List.copyOf(kept);
    }
}
