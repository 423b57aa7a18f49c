package org.mobilenet4j.workflow;

import java.io.IOException;

/** How far one network's outputs are from another's, over some images. Safe for several threads. */
public class OutputComparison {
    private int images;
    private int sameTop1;
    private double largestDifference;
    private double largestOutput;

    /** Compares what both say of an image. */
    public final void add(float[] expected, float[] found) {
        double difference = 0;
        double output = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs((double) found[i] - expected[i]));
            output = Math.max(output, Math.abs(expected[i]));
        }
        add(difference, output, largest(found) == largest(expected));
    }

    private synchronized void add(double difference, double output, boolean isSameTop1) {
        images++;
        sameTop1 += isSameTop1 ? 1 : 0;
        largestDifference = Math.max(largestDifference, difference);
        largestOutput = Math.max(largestOutput, output);
    }

    public final synchronized int images() {
        return images;
    }

    /** Of how many images the likeliest class is the same. */
    public final synchronized int sameTop1() {
        return sameTop1;
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
        int largest = 0;
        for (int i = 1; i < outputs.length; i++) {
            largest = outputs[i] > outputs[largest] ? i : largest;
        }
        return largest;
    }
}
