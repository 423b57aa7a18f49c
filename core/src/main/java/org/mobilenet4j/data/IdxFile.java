package org.mobilenet4j.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Grey images and their labels in two files of MNIST's IDX format, which Fashion-MNIST has too: a number that tells the
 * type, the extents, all big-endian ints, then the bytes.
 */
final class IdxFile implements RecordFile {
    private static final int IMAGES = 0x0803;
    private static final int LABELS = 0x0801;
    private static final int IMAGES_HEADER = 16;
    private static final int LABELS_HEADER = 8;
    private static final int MAX_SIDE = 1024;

    private final ByteBuffer images;
    private final ByteBuffer labels;
    private final int count;
    private final int height;
    private final int width;

    /**
     * Opens them.
     *
     * @param classes how many there are
     * @throws InvalidInputException if they are not such files, or do not belong together
     */
    IdxFile(Path imageFile, Path labelFile, int classes) {
        images = RecordFile.contentOf(imageFile);
        requireKind(imageFile, images, IMAGES, IMAGES_HEADER);
        count = images.getInt(4);
        height = images.getInt(8);
        width = images.getInt(12);
        if (height < 1 || height > MAX_SIDE || width < 1 || width > MAX_SIDE) {
            throw new InvalidInputException(imageFile + ": says that its images have " + width + " x " + height
                    + " pixels, expected sides of 1 to " + MAX_SIDE + ". Fetch it anew");
        }
        requireLength(imageFile, images, IMAGES_HEADER, (long) width * height);
        labels = RecordFile.contentOf(labelFile);
        requireKind(labelFile, labels, LABELS, LABELS_HEADER);
        requireLength(labelFile, labels, LABELS_HEADER, 1);
        if (labels.getInt(4) != count) {
            throw new InvalidInputException(labelFile + ": has " + labels.getInt(4) + " labels for the " + count
                    + " images of " + imageFile.getFileName() + "; expected files that belong together");
        }
        for (int i = 0; i < count; i++) {
            if (label(i) >= classes) {
                throw new InvalidInputException(labelFile + ": image " + i + " has the label " + label(i)
                        + ", expected 0 to " + (classes - 1)
                        + "; name the classes in a file classes.txt beside it, one a line");
            }
        }
    }

    private static void requireKind(Path file, ByteBuffer content, int kind, int header) {
        if (content.capacity() < header || content.getInt(0) != kind) {
            throw new InvalidInputException(
                    "%s: does not begin with 0x%08X as an IDX file of bytes does. Fetch it anew".formatted(file, kind));
        }
    }

    private static void requireLength(Path file, ByteBuffer content, int header, long bytesEach) {
        int count = content.getInt(4);
        if (count < 1 || content.capacity() - header != count * bytesEach) {
            throw new InvalidInputException(
                    "%s: says that it has %,d entries of %,d bytes, but %,d bytes follow; it is damaged or cut short. Fetch it anew"
                            .formatted(file, count, bytesEach, content.capacity() - header));
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int label(int index) {
        return labels.get(LABELS_HEADER + index) & 0xFF;
    }

    @Override
    public RgbImage image(int index) {
        byte[] grey = new byte[width * height];
        images.get(IMAGES_HEADER + index * grey.length, grey);
        byte[] rgb = new byte[3 * grey.length];
        for (int i = 0; i < grey.length; i++) {
            rgb[3 * i] = grey[i];
            rgb[3 * i + 1] = grey[i];
            rgb[3 * i + 2] = grey[i];
        }
        return RgbImage.of(width, height, rgb);
    }
}
