package org.mobilenet4j.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Images with the classes of their pixels in colour and a legend below, to be looked at. Class 0, the background, stays as
 * it is; every other class lies over the image half transparent, with its edge in full. Colours are those of PASCAL VOC's
 * masks. Stateless.
 */
public final class MaskDrawing {
    private MaskDrawing() {}

    private record Entry(String text, int number, double width) {}

    /**
     * The image with a mask over it, and below it the name and share of each class that occurs, the largest first.
     *
     * @param mask of the image's size
     * @param labels names of the classes
     * @return as wide as the image or wider, for names to fit, or a multiple of it where it has few pixels; without a legend
     *     where {@link Lettering} is not available
     */
    public static RgbImage over(RgbImage image, ClassMask mask, List<String> labels) {
        return withLegend(over(image, mask), mask, labels);
    }

    /**
     * The image with a mask over it, without a legend.
     *
     * @param mask of the image's size
     * @return of the image's size, or a multiple of it where it has few pixels
     */
    public static RgbImage over(RgbImage image, ClassMask mask) {
        if (mask.width() != image.width() || mask.height() != image.height()) {
            throw new IllegalArgumentException(mask + " over " + image);
        }
        DrawingScale scale = DrawingScale.of(image.width(), image.height());
        return colored(magnified(image, scale.factor()), magnified(mask, scale.factor()), scale.line());
    }

    /** A drawing with the name and share of each class of a mask below it; as it is where nothing can be written. */
    static RgbImage withLegend(RgbImage drawing, ClassMask mask, List<String> labels) {
        @Nullable
        Lettering lettering = Lettering.ofSize(
                DrawingScale.of(drawing.width(), drawing.height()).letters());
        return lettering == null ? drawing : withLegend(drawing, mask, labels, lettering);
    }

    private static RgbImage magnified(RgbImage image, int factor) {
        return factor == 1 ? image : RgbImage.of(BoxDrawing.magnified(image, factor));
    }

    private static ClassMask magnified(ClassMask mask, int factor) {
        if (factor == 1) {
            return mask;
        }
        int width = factor * mask.width();
        byte[] classes = new byte[width * factor * mask.height()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (byte) mask.at(i % width / factor, i / width / factor);
        }
        return new ClassMask(width, factor * mask.height(), classes);
    }

    private static RgbImage colored(RgbImage image, ClassMask mask, int line) {
        byte[] drawn = new byte[image.rgb().length];
        int at = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int color = color(image, mask, x, y, line / 2);
                drawn[at++] = (byte) (color >> 16);
                drawn[at++] = (byte) (color >> 8);
                drawn[at++] = (byte) color;
            }
        }
        return RgbImage.of(image.width(), image.height(), drawn);
    }

    private static int color(RgbImage image, ClassMask mask, int x, int y, int reach) {
        int at = 3 * (y * image.width() + x);
        byte[] rgb = image.rgb();
        int red = rgb[at] & 0xFF;
        int green = rgb[at + 1] & 0xFF;
        int blue = rgb[at + 2] & 0xFF;
        int number = mask.at(x, y);
        if (number == 0) {
            return red << 16 | green << 8 | blue;
        }
        int color = MaskDecoder.vocColor(number);
        if (isEdge(mask, x, y, reach)) {
            return color;
        }
        red = (red + (color >> 16)) / 2;
        green = (green + (color >> 8 & 0xFF)) / 2;
        blue = (blue + (color & 0xFF)) / 2;
        return red << 16 | green << 8 | blue;
    }

    private static boolean isEdge(ClassMask mask, int x, int y, int reach) {
        int number = mask.at(x, y);
        for (int step = 1; step <= reach; step++) {
            boolean isInside = isOf(number, mask, x - step, y)
                    && isOf(number, mask, x + step, y)
                    && isOf(number, mask, x, y - step)
                    && isOf(number, mask, x, y + step);
            if (!isInside) {
                return true;
            }
        }
        return false;
    }

    /** What lies outside the image is as its edge is. */
    private static boolean isOf(int number, ClassMask mask, int x, int y) {
        boolean isOutside = x < 0 || y < 0 || x >= mask.width() || y >= mask.height();
        return isOutside || mask.at(x, y) == number;
    }

    private static RgbImage withLegend(RgbImage colored, ClassMask mask, List<String> labels, Lettering lettering) {
        double line = lettering.height();
        double gap = line / 2;
        List<Entry> entries = entries(mask, labels, lettering);
        double widest = entries.stream().mapToDouble(Entry::width).max().orElse(0);
        int width = (int) Math.max(colored.width(), Math.ceil(widest + 2 * gap));
        List<Box> places = new ArrayList<>();
        double left = gap;
        double top = gap;
        for (Entry entry : entries) {
            if (left > gap && left + entry.width() + gap > width) {
                left = gap;
                top += 1.25 * line;
            }
            places.add(new Box(left, top, entry.width(), line));
            left += entry.width() + 2 * gap;
        }
        int legend = (int) Math.ceil(top + line + gap);
        BufferedImage drawing =
                new BufferedImage(width, Math.addExact(colored.height(), legend), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = drawing.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, drawing.getHeight());
        graphics.drawImage(ImageEncoder.pixels(colored), 0, 0, null);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.translate(0, colored.height());
        for (int i = 0; i < places.size(); i++) {
            draw(graphics, entries.get(i), places.get(i), lettering);
        }
        graphics.dispose();
        return RgbImage.of(drawing);
    }

    private static List<Entry> entries(ClassMask mask, List<String> labels, Lettering lettering) {
        int[] pixels = new int[256];
        for (byte number : mask.classes()) {
            pixels[Byte.toUnsignedInt(number)]++;
        }
        double all = mask.classes().length;
        return IntStream.range(0, pixels.length)
                .filter(number -> pixels[number] > 0)
                .boxed()
                .sorted(Comparator.comparingInt((Integer number) -> -pixels[number]))
                .map(number -> {
                    String name = lettering.fitted(name(number, labels), 24 * lettering.height());
                    String text = String.format(Locale.ROOT, "%s  %.1f %%", name, 100 * pixels[number] / all);
                    return new Entry(text, number, 1.5 * lettering.height() + lettering.width(text));
                })
                .toList();
    }

    private static String name(int number, List<String> labels) {
        if (number < labels.size()) {
            return labels.get(number);
        }
        return number == ClassMask.IGNORED ? "ignored" : "class " + number;
    }

    private static void draw(Graphics2D graphics, Entry entry, Box place, Lettering lettering) {
        double side = 0.8 * place.height();
        Rectangle2D swatch =
                new Rectangle2D.Double(place.left(), place.top() + (place.height() - side) / 2, side, side);
        graphics.setColor(entry.number() == 0 ? Color.WHITE : new Color(MaskDecoder.vocColor(entry.number())));
        graphics.fill(swatch);
        graphics.setColor(Color.GRAY);
        graphics.setStroke(new BasicStroke((float) (side / 12)));
        graphics.draw(swatch);
        lettering.draw(graphics, entry.text(), place.left() + 1.5 * place.height(), place.top(), Color.BLACK);
    }
}
