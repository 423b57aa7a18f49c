package org.mobilenet4j.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Images with boxes and names, to be looked at. Lines have a thin black or white seam, so that they are seen on any
 * background, and grow with the image; one of a few pixels is magnified. Stateless.
 */
public final class BoxDrawing {
    private BoxDrawing() {}

    private record Plate(Box place, String text, int color) {}

    /**
     * The image with boxes drawn over it.
     *
     * @param boxes the most important first, which lie on top and whose names get the best places
     * @return of the image's size, or a multiple of it where it has few pixels; without names where {@link Lettering} is not
     *     available
     */
    public static RgbImage over(RgbImage image, List<DrawnBox> boxes) {
        DrawingScale scale = DrawingScale.of(image.width(), image.height());
        BufferedImage drawing = magnified(image, scale.factor());
        Graphics2D graphics = drawing.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            for (DrawnBox box : boxes.reversed()) {
                frame(graphics, scaled(box.box(), scale.factor()), box.color(), scale.line());
            }
            for (Plate plate : plates(boxes, scale, drawing).reversed()) {
                draw(graphics, plate, scale);
            }
        } finally {
            graphics.dispose();
        }
        return RgbImage.of(drawing);
    }

    static BufferedImage magnified(RgbImage image, int factor) {
        BufferedImage pixels = ImageEncoder.pixels(image);
        if (factor == 1) {
            return pixels;
        }
        BufferedImage larger =
                new BufferedImage(factor * image.width(), factor * image.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = larger.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.drawImage(pixels, 0, 0, larger.getWidth(), larger.getHeight(), null);
        graphics.dispose();
        return larger;
    }

    private static Box scaled(Box box, int factor) {
        return new Box(factor * box.left(), factor * box.top(), factor * box.width(), factor * box.height());
    }

    /** The box's own edge is the outer edge of the coloured line, so that one at the image's edge is seen. */
    private static void frame(Graphics2D graphics, Box box, int color, int line) {
        double seam = Math.max(1, line / 3.0);
        rectangle(graphics, box, (line - seam) / 2, line + 2 * seam, Lettering.on(color));
        rectangle(graphics, box, line / 2.0, line, new Color(color));
    }

    private static void rectangle(Graphics2D graphics, Box box, double inset, double line, Color color) {
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke((float) line, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        graphics.draw(new Rectangle2D.Double(
                box.left() + inset,
                box.top() + inset,
                Math.max(0, box.width() - 2 * inset),
                Math.max(0, box.height() - 2 * inset)));
    }

    private static List<Plate> plates(List<DrawnBox> boxes, DrawingScale scale, BufferedImage drawing) {
        Lettering lettering = Lettering.ofSize(scale.letters());
        List<Plate> plates = new ArrayList<>();
        PlatePlacement placement = new PlatePlacement(drawing.getWidth(), drawing.getHeight());
        double padding = padding(scale);
        for (DrawnBox box : boxes) {
            String text = lettering == null ? "" : lettering.fitted(box.text(), drawing.getWidth() - 2 * padding);
            if (lettering != null && !text.isEmpty()) {
                Box place = placement.place(
                        scaled(box.box(), scale.factor()), lettering.width(text) + 2 * padding, lettering.height());
                plates.add(new Plate(place, text, box.color()));
            }
        }
        return plates;
    }

    private static double padding(DrawingScale scale) {
        return scale.letters() / 3;
    }

    private static void draw(Graphics2D graphics, Plate plate, DrawingScale scale) {
        Box place = plate.place();
        graphics.setColor(new Color(plate.color()));
        graphics.fill(new Rectangle2D.Double(place.left(), place.top(), place.width(), place.height()));
        Lettering lettering = Lettering.ofSize(scale.letters());
        if (lettering != null) {
            lettering.draw(
                    graphics, plate.text(), place.left() + padding(scale), place.top(), Lettering.on(plate.color()));
        }
    }
}
