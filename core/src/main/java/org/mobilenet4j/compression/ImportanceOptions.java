package org.mobilenet4j.compression;

/**
 * How the importance of channels is measured.
 *
 * @param scoredImages of the training images, from which scores are taken
 * @param judgedImages of the validation images, on which removals are judged; 0 for none
 * @param share of a group's channels that a removal takes
 * @param seed of what is drawn
 */
public record ImportanceOptions(int scoredImages, int judgedImages, double share, long seed) {
    /** 512 images, all validation images up to 1,000, a quarter of the channels. */
    public static final ImportanceOptions DEFAULT = new ImportanceOptions(512, 1000, 0.25, 1);

    public ImportanceOptions {
        if (scoredImages < 2 || judgedImages < 0 || !(share > 0 && share < 1)) {
            throw new IllegalArgumentException("scoredImages is " + scoredImages + ", judgedImages " + judgedImages
                    + ", share " + share + ", expected at least 2, at least 0, and between 0 and 1");
        }
    }
}
