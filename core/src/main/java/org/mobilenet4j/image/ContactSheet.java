package org.mobilenet4j.image;

import java.awt.Color;
import java.awt.Graphics2D;
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
     * Images side by side as they are, to be compared.
     *
     * @param longSide larger images are shrunk to it, in pixels
     * @throws IllegalArgumentException if there is no image
     */
    public static RgbImage sideBySide(List<RgbImage> images, int longSide) {
        requireOneEach(images.size(), images.size());
        List<RgbImage> shrunk =
                images.stream().map(image -> Thumbnail.of(image, longSide)).toList();
        int width = shrunk.stream().mapToInt(RgbImage::width).sum() + GAP * (shrunk.size() - 1);
        int height = shrunk.stream().mapToInt(RgbImage::height).max().orElseThrow();
        BufferedImage row = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = row.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        int left = 0;
        for (RgbImage each : shrunk) {
            graphics.drawImage(ImageEncoder.pixels(each), left, 0, null);
            left += each.width() + GAP;
        }
        graphics.dispose();
        return RgbImage.of(row);
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
        List<RgbImage> shrunkImages =
                images.stream().map(image -> Thumbnail.of(image, LONG_SIDE)).toList();
        List<ClassMask> shrunkMasks =
                masks.stream().map(mask -> Thumbnail.of(mask, LONG_SIDE)).toList();
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
        return BoxDrawing.over(Thumbnail.of(image, LONG_SIDE), Thumbnail.of(boxes, image, LONG_SIDE));
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
