package org.mobilenet4j.report;

import java.util.Base64;
import java.util.function.Function;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;

/**
 * An image with what is to be said of it.
 *
 * @param encoded the bytes of a JPEG or PNG file
 * @param title in bold under it
 * @param details smaller, below
 */
public record InlineImage(byte[] encoded, String title, String details) {
    private static final int THUMBNAIL_PIXELS = 168;

    /** Makes small JPEGs of images, cut as a network sees them. */
    static Function<RgbImage, byte[]> thumbnail(Preprocessing preprocessing) {
        Preprocessing small = preprocessing.withResolution(THUMBNAIL_PIXELS);
        return image -> ImageEncoder.jpeg(small.crop(image));
    }

    Element toElement() {
        return Element.of("figure", "image")
                .add(
                        picture(),
                        Element.of("figcaption")
                                .add(
                                        Element.of("strong").text(title),
                                        Element.of("small").text(details)));
    }

    /** The image itself, in its full width. */
    public Element toDrawing() {
        return Element.of("div", "chart").add(picture());
    }

    /** The image without its words. */
    Element picture() {
        return Element.of("img").with("src", source()).with("alt", title);
    }

    private String source() {
        boolean isPng = encoded.length > 1 && encoded[1] == 'P';
        return "data:image/" + (isPng ? "png" : "jpeg") + ";base64,"
                + Base64.getEncoder().encodeToString(encoded);
    }
}
