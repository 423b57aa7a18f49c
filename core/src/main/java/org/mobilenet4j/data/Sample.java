package org.mobilenet4j.data;

/**
 * A labelled image of a dataset.
 *
 * @param name where it lies, from the root of the folder or archive, with {@code /} between folders
 * @param label the index of its class in {@link ImageFolder#classes()}
 */
public record Sample(String name, int label) {
    public Sample {
        if (label < 0) {
            throw new IllegalArgumentException("label " + label + " of " + name + " is negative");
        }
    }
}
