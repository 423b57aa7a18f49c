package org.mobilenet4j.image;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Images shrunk to be looked at beside others, with what is drawn over them. What is small stays as it is. Stateless. */
public final class Thumbnail {
    private Thumbnail() {}

    private static ImageSize size(int width, int height, int longSide) {
        double factor = Math.min(1, (double) longSide / Math.max(width, height));
        return new ImageSize(
                (int) Math.max(1, Math.round(factor * width)), (int) Math.max(1, Math.round(factor * height)));
    }

    /**
     * The image with a long side of at most some pixels.
     *
     * @param longSide at least 1
     */
    public static RgbImage of(RgbImage image, int longSide) {
        ImageSize size = size(image.width(), image.height(), longSide);
        if (size.width() == image.width() && size.height() == image.height()) {
            return image;
        }
        // By halves first: bicubic alone would skip pixels.
        if (image.width() >= 2 * size.width() && image.height() >= 2 * size.height()) {
            return of(resized(image, image.width() / 2, image.height() / 2), longSide);
        }
        return resized(image, size.width(), size.height());
    }

    private static RgbImage resized(RgbImage image, int width, int height) {
        BufferedImage shrunk = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = shrunk.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(ImageEncoder.pixels(image), 0, 0, width, height, null);
        graphics.dispose();
        return RgbImage.of(shrunk);
    }

    /** The mask of an image that is shrunk so, by the nearest pixel: classes have nothing between them. */
    public static ClassMask of(ClassMask mask, int longSide) {
        ImageSize size = size(mask.width(), mask.height(), longSide);
        byte[] classes = new byte[size.width() * size.height()];
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                long column = (2L * x + 1) * mask.width() / (2L * size.width());
                long row = (2L * y + 1) * mask.height() / (2L * size.height());
                classes[y * size.width() + x] = (byte) mask.at((int) column, (int) row);
            }
        }
        return new ClassMask(size.width(), size.height(), classes);
    }

    /** The boxes of an image that is shrunk so. */
    public static List<DrawnBox> of(List<DrawnBox> boxes, RgbImage image, int longSide) {
        ImageSize size = size(image.width(), image.height(), longSide);
        double across = (double) size.width() / image.width();
        double down = (double) size.height() / image.height();
        return boxes.stream()
                .map(drawn -> new DrawnBox(
                        new Box(
                                across * drawn.box().left(),
                                down * drawn.box().top(),
                                across * drawn.box().width(),
                                down * drawn.box().height()),
                        drawn.text(),
                        drawn.color()))
                .toList();
    }
}
