package org.mobilenet4j.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A file of CIFAR-10's binary version: for each image a byte of its class, then 32 rows of 32 red samples, as many green
 * and blue ones.
 */
final class CifarFile implements RecordFile {
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD_BYTES = 1 + 3 * PLANE;

    private final ByteBuffer content;

    /**
     * Opens it.
     *
     * @param classes how many there are
     * @throws InvalidInputException if it is not such a file
     */
    CifarFile(Path file, int classes) {
        content = RecordFile.contentOf(file);
        if (content.capacity() == 0 || content.capacity() % RECORD_BYTES != 0) {
            throw new InvalidInputException(
                    "%s: its %,d bytes are no whole number of records of %,d; expected a file of CIFAR-10's binary version. Fetch it anew"
                            .formatted(file, content.capacity(), RECORD_BYTES));
        }
        for (int i = 0; i < count(); i++) {
            if (label(i) >= classes) {
                throw new InvalidInputException(file + ": image " + i + " has the label " + label(i)
                        + ", expected 0 to " + (classes - 1) + " as in CIFAR-10's binary version. Fetch it anew");
            }
        }
    }

    @Override
    public int count() {
        return content.capacity() / RECORD_BYTES;
    }

    @Override
    public int label(int index) {
        return content.get(index * RECORD_BYTES) & 0xFF;
    }

    @Override
    public RgbImage image(int index) {
        byte[] planes = new byte[3 * PLANE];
        content.get(index * RECORD_BYTES + 1, planes);
        byte[] rgb = new byte[3 * PLANE];
        for (int i = 0; i < PLANE; i++) {
            rgb[3 * i] = planes[i];
            rgb[3 * i + 1] = planes[PLANE + i];
            rgb[3 * i + 2] = planes[2 * PLANE + i];
        }
        return RgbImage.of(SIDE, SIDE, rgb);
    }
}
