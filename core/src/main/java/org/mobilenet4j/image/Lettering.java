package org.mobilenet4j.image;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.geom.Rectangle2D;
import org.jspecify.annotations.Nullable;

/**
 * Text in drawings, in the JDK's font without serifs at one size. A machine without fonts, as many containers are, has none.
 */
public final class Lettering {
    /** What to tell the user where nothing can be written. */
    public static final String ABSENCE =
            "no font is installed here, so that names are not drawn; install one, such as the package fonts-dejavu-core,"
                    + " and fontconfig";

    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
    private static final String CUT = "...";

    private final Font font;
    private final double ascent;
    private final double height;

    private Lettering(Font font) {
        LineMetrics metrics = font.getLineMetrics("Ag", CONTEXT);
        this.font = font;
        this.ascent = metrics.getAscent();
        this.height = metrics.getAscent() + metrics.getDescent();
    }

    /** Whether text can be drawn. */
    public static boolean isAvailable() {
        return Fonts.BOLD != null;
    }

    /** At a size in pixels, if there is a font. */
    static @Nullable Lettering ofSize(double pixels) {
        return Fonts.BOLD == null ? null : new Lettering(Fonts.BOLD.deriveFont((float) pixels));
    }

    /** Of a line, in pixels. */
    double height() {
        return height;
    }

    /** Of a text, in pixels. */
    double width(String text) {
        return font.getStringBounds(text, CONTEXT).getWidth();
    }

    /** The text in one line of at most a width, cut where it is longer. */
    String fitted(String text, double most) {
        String line = text.codePoints()
                .map(letter -> Character.isISOControl(letter) ? ' ' : letter)
                .limit(1000) // a name of a megabyte is no name
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        if (width(line) <= most) {
            return line;
        }
        int kept = line.length();
        while (kept > 0 && width(line.substring(0, kept) + CUT) > most) {
            kept = line.offsetByCodePoints(kept, -1);
        }
        return kept == 0 ? "" : line.substring(0, kept) + CUT;
    }

    /** Draws a line of text whose top left corner is given. */
    void draw(Graphics2D graphics, String text, double left, double top, Color color) {
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        // As it was measured.
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setFont(font);
        graphics.setColor(color);
        graphics.drawString(text, (float) left, (float) (top + ascent));
    }

    /** Black or white, whichever is read better on a colour. */
    static Color on(int color) {
        double luma = 0.299 * (color >> 16) + 0.587 * (color >> 8 & 0xFF) + 0.114 * (color & 0xFF);
        return luma > 140 ? Color.BLACK : Color.WHITE;
    }

    /** Looked for when text is first wanted: it takes a quarter of a second. */
    private static final class Fonts {
        static final @Nullable Font BOLD = find();

        private static @Nullable Font find() {
            Font font = new Font(Font.SANS_SERIF, Font.BOLD, 12);
            try {
                Rectangle2D bounds = font.getStringBounds("Ag", CONTEXT);
                return bounds.isEmpty() ? null : font;
            } catch (LinkageError | RuntimeException e) {
                return null; // no libfreetype, no libfontconfig
            } catch (Error e) {
                // The JDK says so with an Error of its own: "Probable fatal error: No physical fonts found".
                if (e instanceof VirtualMachineError && !(e instanceof InternalError)) {
                    throw e;
                }
                return null;
            }
        }
    }
}
