package org.mobilenet4j.image;

import java.awt.image.IndexColorModel;
import org.jspecify.annotations.Nullable;

/**
 * A GIF's screen and where on it the first frame stands, in pixels. ImageIO gives the bare frame; the image that
 * people and Pillow see is the screen. A frame that leaves the screen enlarges it.
 */
record GifScreen(int width, int height, int left, int top) {
    private static final int SCREEN_END = 13;
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2C;

    /** The screen of a GIF, or null where the file is too malformed to have a first frame. */
    static @Nullable GifScreen of(byte[] gif) {
        if (gif.length < SCREEN_END) {
            return null;
        }
        boolean hasPalette = (gif[10] & 0x80) != 0;
        int at = SCREEN_END + (hasPalette ? 3 << ((gif[10] & 7) + 1) : 0);
        while (at < gif.length && (gif[at] & 0xFF) == EXTENSION) {
            at += 2;
            while (at < gif.length && gif[at] != 0) {
                at += 1 + (gif[at] & 0xFF);
            }
            at++;
        }
        if (at + 9 > gif.length || (gif[at] & 0xFF) != FRAME) {
            return null;
        }
        int left = shortAt(gif, at + 1);
        int top = shortAt(gif, at + 3);
        int width = Math.max(shortAt(gif, 6), left + shortAt(gif, at + 5));
        int height = Math.max(shortAt(gif, 8), top + shortAt(gif, at + 7));
        return new GifScreen(width, height, left, top);
    }

    private static int shortAt(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | ((bytes[at + 1] & 0xFF) << 8);
    }

    /**
     * The whole screen with the frame in its place. Around the frame Pillow shows the transparent colour, or the
     * palette's first where none is transparent.
     */
    RgbImage show(RgbImage frame, IndexColorModel palette) {
        if (frame.width() == width && frame.height() == height) {
            return frame;
        }
        int around = Math.max(palette.getTransparentPixel(), 0);
        byte[] row = new byte[width * 3];
        for (int i = 0; i < row.length; i += 3) {
            row[i] = (byte) palette.getRed(around);
            row[i + 1] = (byte) palette.getGreen(around);
            row[i + 2] = (byte) palette.getBlue(around);
        }
        byte[] screen = new byte[row.length * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(row, 0, screen, y * row.length, row.length);
            if (y >= top && y < top + frame.height()) {
                int frameRow = frame.width() * 3;
                System.arraycopy(frame.rgb(), (y - top) * frameRow, screen, y * row.length + left * 3, frameRow);
            }
        }
        return RgbImage.of(width, height, screen);
    }
}
