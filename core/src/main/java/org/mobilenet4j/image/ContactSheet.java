package org.mobilenet4j.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many images in a grid, as one, each with what is to be found in it: the way to see at a glance what a network is shown.
 * Large images are shrunk, small ones magnified. Stateless.
 */
public final class ContactSheet {
    /** Larger images are shrunk to this on their long side, in pixels. */
    private static final int LONG_SIDE = 320;

    private static final int GAP = 6;

    private ContactSheet() {}

    /**
     * Images with boxes.
     *
     * @param boxes of each image, the most important first
     * @throws IllegalArgumentException if there is no image, or not a list of boxes for each
     */
    public static RgbImage ofBoxes(List<RgbImage> images, List<List<DrawnBox>> boxes) {
        requireOneEach(images.size(), boxes.size());
        return grid(IntStream.range(0, images.size())
                .mapToObj(i -> withBoxes(images.get(i), boxes.get(i)))
                .toList());
    }

    /**
     * Images with the classes of their pixels, and below them the name and share of each class.
     *
     * @param masks of the images' sizes
     * @param labels names of the classes
     * @throws IllegalArgumentException if there is no image, or not a mask of its size for each
     */
    public static RgbImage ofMasks(List<RgbImage> images, List<ClassMask> masks, List<String> labels) {
        requireOneEach(images.size(), masks.size());
        List<RgbImage> shrunkImages = images.stream().map(ContactSheet::shrunk).toList();
        List<ClassMask> shrunkMasks = masks.stream().map(ContactSheet::shrunk).toList();
        RgbImage sheet = grid(IntStream.range(0, images.size())
                .mapToObj(i -> MaskDrawing.over(shrunkImages.get(i), shrunkMasks.get(i)))
                .toList());
        return MaskDrawing.withLegend(sheet, together(shrunkMasks), labels);
    }

    private static void requireOneEach(int images, int targets) {
        if (images == 0 || images != targets) {
            throw new IllegalArgumentException(
                    targets + " targets for " + images + " images, expected one for each of at least one");
        }
    }

    private static RgbImage withBoxes(RgbImage image, List<DrawnBox> boxes) {
        RgbImage shrunk = shrunk(image);
        double across = (double) shrunk.width() / image.width();
        double down = (double) shrunk.height() / image.height();
        return BoxDrawing.over(
                shrunk,
                boxes.stream()
                        .map(drawn -> new DrawnBox(
                                new Box(
                                        across * drawn.box().left(),
                                        down * drawn.box().top(),
                                        across * drawn.box().width(),
                                        down * drawn.box().height()),
                                drawn.text(),
                                drawn.color()))
                        .toList());
    }

    /** As near to a square as the cells allow, rows first. */
    private static RgbImage grid(List<RgbImage> cells) {
        int width = cells.stream().mapToInt(RgbImage::width).max().orElseThrow() + GAP;
        int height = cells.stream().mapToInt(RgbImage::height).max().orElseThrow() + GAP;
        int columns = Math.clamp(Math.round(Math.sqrt((double) cells.size() * height / width)), 1, cells.size());
        int rows = (cells.size() + columns - 1) / columns;
        BufferedImage sheet = new BufferedImage(
                Math.addExact(Math.multiplyExact(columns, width), GAP),
                Math.addExact(Math.multiplyExact(rows, height), GAP),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < cells.size(); i++) {
            graphics.drawImage(
                    ImageEncoder.pixels(cells.get(i)), GAP + i % columns * width, GAP + i / columns * height, null);
        }
        graphics.dispose();
        return RgbImage.of(sheet);
    }

    private static ImageSize shrunkSize(int width, int height) {
        double factor = Math.min(1, (double) LONG_SIDE / Math.max(width, height));
        return new ImageSize(
                (int) Math.max(1, Math.round(factor * width)), (int) Math.max(1, Math.round(factor * height)));
    }

    private static RgbImage shrunk(RgbImage image) {
        ImageSize size = shrunkSize(image.width(), image.height());
        if (size.width() == image.width() && size.height() == image.height()) {
            return image;
        }
        BufferedImage shrunk = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = shrunk.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(ImageEncoder.pixels(image), 0, 0, size.width(), size.height(), null);
        graphics.dispose();
        return RgbImage.of(shrunk);
    }

    /** By the nearest pixel: classes have nothing between them. */
    private static ClassMask shrunk(ClassMask mask) {
        ImageSize size = shrunkSize(mask.width(), mask.height());
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

    /** The pixels of all masks, in a column: for counting. */
    private static ClassMask together(List<ClassMask> masks) {
        int pixels = masks.stream().mapToInt(mask -> mask.classes().length).sum();
        byte[] classes = new byte[pixels];
        int at = 0;
        for (ClassMask mask : masks) {
            System.arraycopy(mask.classes(), 0, classes, at, mask.classes().length);
            at += mask.classes().length;
        }
        return new ClassMask(1, pixels, classes);
    }
}
