package org.mobilenet4j.augmentation;

import java.util.Arrays;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.PillowResampler;
import org.mobilenet4j.image.RgbImage;

/**
 * What of an image a network sees, and so where its boxes and masks come to lie: a rectangle, mirrored or not, that is
 * resized to the network's input. It may reach beyond the image; there the image is grey and a mask
 * {@link ClassMask#IGNORED}.
 *
 * @param left in pixels of the image; negative where it begins left of it
 * @param top in pixels of the image
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param isMirrored whether left becomes right, within the rectangle
 */
public record View(int left, int top, int width, int height, boolean isMirrored) {
    /** About the mean of ImageNet's colours, so that the margin is near 0 once it is normalised. */
    private static final byte[] MARGIN = {(byte) 123, 117, 104};

    public View {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a view of " + width + " x " + height + " pixels");
        }
    }

    /** All of an image, as it is. */
    public static View of(int width, int height) {
        return new View(0, 0, width, height, false);
    }

    /** The same rectangle, mirrored if it was not. */
    public View mirrored() {
        return new View(left, top, width, height, !isMirrored);
    }

    /** A box of the image in the view's own pixels, 0 to its width and height; of no area where it is not seen. */
    public Box move(Box box) {
        double from = box.left() - left;
        Box moved = new Box(isMirrored ? width - from - box.width() : from, box.top() - top, box.width(), box.height());
        return moved.clippedTo(width, height);
    }

    /** A box of the image in pixels of an input of this size. */
    public Box move(Box box, int inputWidth, int inputHeight) {
        Box moved = move(box);
        double x = (double) inputWidth / width;
        double y = (double) inputHeight / height;
        return new Box(moved.left() * x, moved.top() * y, moved.width() * x, moved.height() * y)
                .clippedTo(inputWidth, inputHeight);
    }

    /** The share of a box's area that is seen, 0 to 1. */
    public double visible(Box box) {
        return box.area() == 0 ? 0 : move(box).area() / box.area();
    }

    /** The image as an input of this size. */
    public RgbImage show(RgbImage image, int inputWidth, int inputHeight, Interpolation interpolation) {
        boolean isInside = left >= 0 && top >= 0 && left + width <= image.width() && top + height <= image.height();
        RgbImage part = isInside ? image.crop(left, top, width, height) : withMargin(image);
        RgbImage input = PillowResampler.resize(part, inputWidth, inputHeight, interpolation);
        return isMirrored ? HorizontalFlip.mirrored(input) : input;
    }

    private RgbImage withMargin(RgbImage image) {
        byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = MARGIN[i % 3];
        }
        int first = Math.max(left, 0);
        int columns = Math.min(left + width, image.width()) - first;
        for (int y = Math.max(top, 0); columns > 0 && y < Math.min(top + height, image.height()); y++) {
            int to = ((y - top) * width + first - left) * 3;
            System.arraycopy(image.rgb(), (y * image.width() + first) * 3, rgb, to, columns * 3);
        }
        return RgbImage.of(width, height, rgb);
    }

    /** The mask as that of an input of this size: each pixel is of the class that the middle of it is of. */
    public ClassMask show(ClassMask mask, int inputWidth, int inputHeight) {
        byte[] classes = new byte[Math.multiplyExact(inputWidth, inputHeight)];
        Arrays.fill(classes, (byte) ClassMask.IGNORED);
        for (int y = 0; y < inputHeight; y++) {
            int fromY = top + (int) ((2L * y + 1) * height / (2L * inputHeight));
            for (int x = 0; x < inputWidth; x++) {
                int shown = isMirrored ? inputWidth - 1 - x : x;
                int fromX = left + (int) ((2L * shown + 1) * width / (2L * inputWidth));
                if (fromX >= 0 && fromX < mask.width() && fromY >= 0 && fromY < mask.height()) {
                    classes[y * inputWidth + x] = (byte) mask.at(fromX, fromY);
                }
            }
        }
        return new ClassMask(inputWidth, inputHeight, classes);
    }
}
