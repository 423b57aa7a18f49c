package org.mobilenet4j.image;

/**
 * How large things are drawn on an image, so that they are seen as well on one of 30 pixels as on one of 12 million.
 *
 * @param factor how many pixels of the drawing each pixel of the image takes along a side
 * @param letters size of text, in pixels of the drawing
 * @param line width of lines, in pixels of the drawing
 */
record DrawingScale(int factor, double letters, int line) {
    /** Smaller images are magnified to about this, for words to fit in. */
    private static final int LONG_SIDE = 448;

    static DrawingScale of(int width, int height) {
        int factor = Math.max(1, LONG_SIDE / Math.max(width, height));
        double side = factor * Math.sqrt((double) width * height);
        double most = Math.max(9, factor * height / 4.0); // of a panorama
        double letters = Math.clamp(side / 40, 12, Math.max(12, most));
        return new DrawingScale(factor, letters, Math.max(3, (int) Math.round(letters / 6)));
    }
}
