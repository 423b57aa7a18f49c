package org.mobilenet4j.data;

/**
 * A mistake in an annotation. What it is about was left out, or clipped where it says so.
 *
 * @param file the path of the annotation's file
 * @param item what in the file, as "annotation 17" or "line 3"; empty for the whole file
 * @param what is wrong, and what was expected
 */
public record AnnotationProblem(String file, String item, String what) {
    /** In one line, with the file first. */
    @Override
    public String toString() {
        return file + ": " + (item.isEmpty() ? "" : item + ": ") + what;
    }
}
