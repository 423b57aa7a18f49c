package org.mobilenet4j.report.papers;

/**
 * Something that a paper says, beside what came out here.
 *
 * @param source the paper and the section
 * @param says what the paper says
 * @param found what was computed
 */
public record Claim(String title, String source, String says, String found, Verdict verdict) {
    /** Whether it held. */
    public enum Verdict {
        HELD("held"),
        IN_PART("held in part"),
        NOT_SHOWN("not shown here"),
        NOT_HELD("did not hold");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }

        /** Of a difference that should be above 0. */
        static Verdict ofPositive(Estimate difference) {
            if (!difference.isApartFromZero()) {
                return NOT_SHOWN;
            }
            return difference.mean() > 0 ? HELD : NOT_HELD;
        }
    }
}
