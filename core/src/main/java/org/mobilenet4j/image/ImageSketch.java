package org.mobilenet4j.image;

/**
 * What of an image survives resizing, compression and a change of brightness: the image squeezed to 16 x 16 pixels, and a
 * difference hash of it, 128 bits that say where it becomes brighter to the right and downwards. Two hashes are compared in
 * a moment, so they find candidates among millions of pairs; the pixels then tell whether two images are all but the same.
 * Immutable.
 */
public final class ImageSketch {
    /** Both sides, in pixels. */
    public static final int SIDE = 16;

    /** Of the hash. */
    public static final int BITS = 128;

    private static final int HASH_SIDE = 9;

    private final byte[] rgb;
    private final long across;
    private final long down;

    private ImageSketch(RgbImage small) {
        this.rgb = small.rgb();
        byte[] grey = PillowResampler.resize(small.toGrey(), HASH_SIDE, HASH_SIDE, Interpolation.BOX)
                .rgb();
        this.across = bits(grey, 3);
        this.down = bits(grey, 3 * HASH_SIDE);
    }

    /** Whether each of 8 x 8 pixels is darker than the one that many samples behind it. */
    private static long bits(byte[] grey, int step) {
        long bits = 0;
        for (int y = 0; y < HASH_SIDE - 1; y++) {
            for (int x = 0; x < HASH_SIDE - 1; x++) {
                int at = 3 * (y * HASH_SIDE + x);
                bits = bits << 1 | ((grey[at] & 0xFF) < (grey[at + step] & 0xFF) ? 1 : 0);
            }
        }
        return bits;
    }

    public static ImageSketch of(RgbImage image) {
        return new ImageSketch(PillowResampler.resize(image, SIDE, SIDE, Interpolation.BOX));
    }

    /** The sketch of the image as a mirror shows it. */
    public ImageSketch mirrored() {
        byte[] turned = new byte[rgb.length];
        for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
            int from = 3 * (pixel / SIDE * SIDE + SIDE - 1 - pixel % SIDE);
            System.arraycopy(rgb, from, turned, 3 * pixel, 3);
        }
        return new ImageSketch(RgbImage.of(SIDE, SIDE, turned));
    }

    /** The half of the hash that says where it becomes brighter to the right. */
    public long across() {
        return across;
    }

    /** The half of the hash that says where it becomes brighter downwards. */
    public long down() {
        return down;
    }

    /** In how many bits the hashes differ, from 0 to {@link #BITS}. */
    public int hashDistance(ImageSketch other) {
        return Long.bitCount(across ^ other.across) + Long.bitCount(down ^ other.down);
    }

    /**
     * Pearson's correlation of the pixels' samples, from -1 to 1: what brightness and contrast do not change. 0 where one of
     * the images is of one colour.
     */
    public double correlation(ImageSketch other) {
        double sum = 0;
        double otherSum = 0;
        double squares = 0;
        double otherSquares = 0;
        double products = 0;
        for (int i = 0; i < rgb.length; i++) {
            int a = rgb[i] & 0xFF;
            int b = other.rgb[i] & 0xFF;
            sum += a;
            otherSum += b;
            squares += (double) a * a;
            otherSquares += (double) b * b;
            products += (double) a * b;
        }
        int count = rgb.length;
        double spread = (squares - sum * sum / count) * (otherSquares - otherSum * otherSum / count);
        return spread <= 0 ? 0 : (products - sum * otherSum / count) / Math.sqrt(spread);
    }

    /** The standard deviation of an image's luma, in levels of 255: 0 where it is of one brightness. */
    public static double contrastOf(RgbImage image) {
        byte[] rgb = image.rgb();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            double luma = 0.299 * (rgb[i] & 0xFF) + 0.587 * (rgb[i + 1] & 0xFF) + 0.114 * (rgb[i + 2] & 0xFF);
            sum += luma;
            squares += luma * luma;
        }
        int pixels = rgb.length / 3;
        return Math.sqrt(Math.max(0, squares / pixels - sum / pixels * (sum / pixels)));
    }
}
