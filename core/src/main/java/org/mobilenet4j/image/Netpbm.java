package org.mobilenet4j.image;

import java.io.EOFException;
import java.io.IOException;

/**
 * The family of {@code .pbm}, {@code .pgm} and {@code .ppm} files, P1 to P6, written out as text or as bytes. ImageIO has
 * no reader for them, and they are too simple to need a library. Levels of any maximum become 0 to 255 with Pillow's
 * rounding; of a file of several images the first is read.
 *
 * <p>Where Pillow is not followed: it clips grey of more than 8 bits to white, and here it is scaled as colours are.
 */
final class Netpbm {
    private static final int MAX_LEVEL = 65535;
    private static final int MAX_DIGITS = 10;

    private final byte[] bytes;
    private final int kind;
    private int at = 2;

    private int width;
    private int height;
    private int maxLevel = 1;

    private Netpbm(byte[] bytes) {
        this.bytes = bytes;
        this.kind = bytes[1] - '0';
    }

    /** Reads the header; the file begins with P1 to P6. */
    static Netpbm open(byte[] bytes) throws IOException {
        Netpbm image = new Netpbm(bytes);
        image.width = image.number("width", Integer.MAX_VALUE);
        image.height = image.number("height", Integer.MAX_VALUE);
        if (!image.isBitmap()) {
            image.maxLevel = image.number("largest level", MAX_LEVEL);
        }
        return image;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    private boolean isBitmap() {
        return kind == 1 || kind == 4;
    }

    private boolean isColored() {
        return kind == 3 || kind == 6;
    }

    /**
     * The pixels; the size must have been checked.
     *
     * @throws IOException if the file ends early, or has something else than levels
     */
    RgbImage decode() throws IOException {
        int samples = Math.multiplyExact(width * (isColored() ? 3 : 1), height);
        byte[] levels = switch (kind) {
            case 1 -> characters(samples);
            case 2, 3 -> numbers(samples);
            case 4 -> bits();
            default -> binary(samples);
        };
        return RgbImage.of(width, height, isColored() ? levels : JpegColors.greyToRgb(levels));
    }

    /** Every character is a pixel, 1 for black; blanks between them are not needed. */
    private byte[] characters(int samples) throws IOException {
        requireBytes(samples);
        byte[] levels = new byte[samples];
        for (int i = 0; i < samples; i++) {
            skipBlanks();
            int digit = next();
            if (digit != '0' && digit != '1') {
                throw new IOException("a pixel is '" + (char) digit + "', not 0 or 1");
            }
            levels[i] = (byte) (digit == '1' ? 0 : 255);
        }
        return levels;
    }

    private byte[] numbers(int samples) throws IOException {
        requireBytes(samples);
        byte[] scale = scale();
        byte[] levels = new byte[samples];
        for (int i = 0; i < samples; i++) {
            int level = digits();
            if (level > maxLevel) {
                throw new IOException("a level of " + level + ", above the largest of " + maxLevel);
            }
            levels[i] = scale[level];
        }
        return levels;
    }

    /** Eight pixels a byte, 1 for black; each row begins with a new byte. */
    private byte[] bits() throws IOException {
        int rowBytes = (width + 7) / 8;
        requireBytes((long) rowBytes * height);
        byte[] levels = new byte[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int eight = bytes[at + y * rowBytes + x / 8];
                levels[y * width + x] = (byte) ((eight >> (7 - x % 8) & 1) == 1 ? 0 : 255);
            }
        }
        return levels;
    }

    /** One byte a level, or two, the upper one first, where the largest takes them. */
    private byte[] binary(int samples) throws IOException {
        int sampleBytes = maxLevel > 255 ? 2 : 1;
        requireBytes((long) samples * sampleBytes);
        byte[] scale = scale();
        byte[] levels = new byte[samples];
        for (int i = 0; i < samples; i++) {
            int level = bytes[at++] & 0xFF;
            if (sampleBytes == 2) {
                level = level << 8 | (bytes[at++] & 0xFF);
            }
            levels[i] = scale[Math.min(level, maxLevel)];
        }
        return levels;
    }

    /** What each level becomes; Python rounds a half to the even neighbour. */
    private byte[] scale() {
        byte[] scale = new byte[maxLevel + 1];
        for (int level = 0; level <= maxLevel; level++) {
            scale[level] = (byte) Math.rint((double) level / maxLevel * 255);
        }
        return scale;
    }

    private int number(String what, int largest) throws IOException {
        int number = digits();
        if (number < 1 || number > largest) {
            throw new IOException("a " + what + " of " + number);
        }
        return number;
    }

    /** A number, with the one blank behind it. */
    private int digits() throws IOException {
        skipBlanks();
        long number = 0;
        int start = at;
        for (int c = next(); !isBlank(c); c = at < bytes.length ? next() : ' ') {
            if (c < '0' || c > '9' || at - start > MAX_DIGITS) {
                throw new IOException("no number at byte " + start);
            }
            number = 10 * number + c - '0';
        }
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    /** Goes to what is neither blank nor in a comment, which ends with its line. */
    private void skipBlanks() {
        while (at < bytes.length && (isBlank(bytes[at]) || bytes[at] == '#')) {
            if (bytes[at] == '#') {
                while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
                    at++;
                }
            } else {
                at++;
            }
        }
    }

    private int next() throws EOFException {
        if (at >= bytes.length) {
            throw new EOFException();
        }
        return bytes[at++] & 0xFF;
    }

    private void requireBytes(long count) throws EOFException {
        if (count > bytes.length - at) {
            throw new EOFException();
        }
    }

    static boolean isBlank(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
