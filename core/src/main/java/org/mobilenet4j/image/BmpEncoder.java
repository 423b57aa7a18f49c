package org.mobilenet4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes an image as a 24-bit BMP: without loss, and without work. */
public final class BmpEncoder {
    private static final int HEADER_BYTES = 54;

    private BmpEncoder() {}

    /** The content of the file. */
    public static byte[] encode(RgbImage image) {
        int row = 3 * image.width();
        int stride = (row + 3) / 4 * 4;
        ByteBuffer file = ByteBuffer.allocate(Math.addExact(HEADER_BYTES, Math.multiplyExact(stride, image.height())))
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(HEADER_BYTES);
        file.putInt(40).putInt(image.width()).putInt(image.height());
        file.putShort((short) 1).putShort((short) 24);
        byte[] rgb = image.rgb();
        // Rows from the bottom up, blue first.
        for (int y = 0; y < image.height(); y++) {
            int to = HEADER_BYTES + (image.height() - 1 - y) * stride;
            for (int from = y * row; from < (y + 1) * row; from += 3, to += 3) {
                file.put(to, rgb[from + 2]).put(to + 1, rgb[from + 1]).put(to + 2, rgb[from]);
            }
        }
        return file.array();
    }
}
