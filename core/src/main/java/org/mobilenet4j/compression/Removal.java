package org.mobilenet4j.compression;

import org.mobilenet4j.evaluation.Interval;

/**
 * What accuracy a model loses when something is removed and nothing is trained afterwards; norms are measured anew.
 *
 * @param what the group or block
 * @param kind what of it
 * @param channels how many went; 0 for a whole block
 * @param accuracy without it, 0 to 1
 * @param lost of the accuracy; negative where it rose
 * @param interval where the loss lies with a confidence of 95 %, by the images that only one of both gets right
 */
public record Removal(String what, Kind kind, int channels, double accuracy, double lost, Interval interval) {
    /** What of a group or block is removed. */
    public enum Kind {
        /** The channels of the least Taylor scores. */
        LEAST("least important"),
        /** Those of the largest. */
        MOST("most important"),
        /** The block as a whole. */
        BLOCK("whole block");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
