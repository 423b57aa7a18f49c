package org.mobilenet4j;

import java.util.List;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.io.InvalidInputException;

/**
 * What a segmentation network says of an image: a class for every pixel of it.
 *
 * @param labels the class names; the first is usually the background
 * @param classes {@code height x width}, row by row: the number of each pixel's label
 */
public record Segmentation(int width, int height, List<String> labels, short[] classes) {
    public Segmentation {
        labels = List.copyOf(labels);
        if (classes.length != width * height) {
            throw new IllegalArgumentException(classes.length + " classes for " + width + " x " + height + " pixels");
        }
    }

    /** The number of the label of a pixel. */
    public int classAt(int x, int y) {
        return classes[y * width + x];
    }

    /** The label of a pixel. */
    public String labelAt(int x, int y) {
        return labels.get(classAt(x, y));
    }

    /**
     * The classes as a mask, to be drawn or written.
     *
     * @throws InvalidInputException if there are more labels than a byte can number
     */
    public ClassMask mask() {
        if (labels.size() > ClassMask.IGNORED) {
            throw new InvalidInputException("the model has " + labels.size()
                    + " classes, and a mask of bytes numbers at most " + ClassMask.IGNORED);
        }
        byte[] bytes = new byte[classes.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) classes[i];
        }
        return new ClassMask(width, height, bytes);
    }

    /** How many pixels each label has. */
    public int[] pixelsByClass() {
        int[] pixels = new int[labels.size()];
        for (short label : classes) {
            pixels[label]++;
        }
        return pixels;
    }
}
