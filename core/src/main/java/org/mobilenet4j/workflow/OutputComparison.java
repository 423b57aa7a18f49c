package org.mobilenet4j.workflow;

import java.io.IOException;

/**
 * How far one network's outputs are from another's, over some images, and at how many of the places that a network has an
 * answer for, an image, its pixels or its default boxes, both say the same. Safe for several threads.
 */
public class OutputComparison {
    private int images;
    private long places;
    private long same;
    private double largestDifference;
    private double largestOutput;

    /** Compares what two classifiers say of an image. */
    public final void add(float[] expected, float[] found) {
        add(expected, found, expected.length);
    }

    /**
     * Compares what both say of an image.
     *
     * @param expected {@code places x classes}: scores, of which the largest is the answer
     */
    public final void add(float[] expected, float[] found, int classes) {
        addValues(expected, found);
        int equal = 0;
        for (int at = 0; at < expected.length; at += classes) {
            equal += largest(expected, at, classes) == largest(found, at, classes) ? 1 : 0;
        }
        addImage(expected.length / classes, equal);
    }

    /** Compares numbers of an image that are no answers by themselves. */
    public final void addValues(float[] expected, float[] found) {
        if (expected.length != found.length) {
            throw new IllegalArgumentException(found.length + " outputs, expected " + expected.length);
        }
        double difference = 0;
        double output = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs((double) found[i] - expected[i]));
            output = Math.max(output, Math.abs(expected[i]));
        }
        addDifference(difference, output);
    }

    /** Remembers a difference, and the size of what differs, if they are the largest. */
    protected final synchronized void addDifference(double difference, double output) {
        largestDifference = Math.max(largestDifference, difference);
        largestOutput = Math.max(largestOutput, output);
    }

    /** Counts an image, and of its places those of which both say the same. */
    protected final synchronized void addImage(int ofPlaces, int equal) {
        images++;
        places += ofPlaces;
        same += equal;
    }

    public final synchronized int images() {
        return images;
    }

    /** Of how many images the likeliest class is the same; of other networks than classifiers, see {@link #agreement}. */
    public final synchronized int sameTop1() {
        return Math.toIntExact(same);
    }

    /** The share of all places of which both say the same, 0 to 1. */
    public final synchronized double agreement() {
        return (double) same / places;
    }

    /** Of any output of any image. */
    public final synchronized double largestDifference() {
        return largestDifference;
    }

    /** The largest output that was expected, without its sign. */
    public final synchronized double largestOutput() {
        return largestOutput;
    }

    /**
     * Says that the outputs differ by more than a share of the largest, or of 1 where that is smaller.
     *
     * @param what is compared, for the message
     * @throws IOException if they do
     */
    public final void require(double share, String what) throws IOException {
        double allowed = share * Math.max(1, largestOutput());
        if (!(largestDifference() <= allowed)) {
            throw new IOException(what + " by " + largestDifference() + ", more than " + allowed);
        }
    }

    /** The index of the largest of some outputs. */
    public static int largest(float[] outputs) {
        return largest(outputs, 0, outputs.length);
    }

    /** The index of the largest of some outputs among others, counted from the first of them. */
    protected static int largest(float[] outputs, int from, int count) {
        int largest = 0;
        for (int i = 1; i < count; i++) {
            largest = outputs[from + i] > outputs[from + largest] ? i : largest;
        }
        return largest;
    }
}
