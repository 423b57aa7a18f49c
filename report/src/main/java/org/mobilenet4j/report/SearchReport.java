package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mobilenet4j.image.ContactSheet;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.image.Thumbnail;
import org.mobilenet4j.workflow.Embeddings.Neighbour;
import org.mobilenet4j.workflow.FoundImages;

/**
 * A page that shows the images which were found.
 *
 * @param title such as {@code Images like photo.jpg}
 * @param subtitle by what they were found
 * @param found while its images are open
 */
public record SearchReport(String title, String subtitle, ImageDecoder decoder, FoundImages found) {
    private static final int THUMBNAIL_PIXELS = 168;
    private static final int PAIRS_SHOWN = 60;

    /** Of the images that are most like some by what a model sees in them. */
    public static SearchReport like(String model, ImageDecoder decoder, FoundImages found) {
        List<Path> queries = found.queries();
        return new SearchReport(
                "Images like " + Wording.shortName(queries.getFirst().toString())
                        + (queries.size() > 1 ? " and " + (queries.size() - 1) + " more" : ""),
                "The nearest by what " + model + " sees in them.",
                decoder,
                found);
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole report. */
    public Page page() {
        List<InlineImage> shown = new ArrayList<>();
        for (Path query : found.queries()) {
            shown.add(image(decoder.decode(query), "searched for", query.toString()));
        }
        for (Neighbour neighbour : found.nearest()) {
            shown.add(image(
                    found.images().decode(neighbour.index(), decoder),
                    distance(neighbour.distance()),
                    neighbour.name()));
        }
        return new Page(title, subtitle).images(shown);
    }

    private static InlineImage image(RgbImage image, String title, String details) {
        return new InlineImage(ImageEncoder.jpeg(Thumbnail.of(image, THUMBNAIL_PIXELS)), title, details);
    }

    private static String distance(double distance) {
        return String.format(Locale.ROOT, "distance %.3f", distance);
    }

    /**
     * A page of pairs: of the found images each two that follow one another.
     *
     * @throws IllegalArgumentException if their number is odd
     */
    public Page pairs() {
        List<Neighbour> images = found.nearest();
        if (images.size() % 2 != 0) {
            throw new IllegalArgumentException(images.size() + " images, expected pairs");
        }
        List<InlineImage> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(2 * PAIRS_SHOWN, images.size()); i += 2) {
            RgbImage both = ContactSheet.sideBySide(
                    List.of(
                            found.images().decode(images.get(i).index(), decoder),
                            found.images().decode(images.get(i + 1).index(), decoder)),
                    THUMBNAIL_PIXELS);
            shown.add(new InlineImage(
                    ImageEncoder.jpeg(both),
                    distance(images.get(i).distance()),
                    images.get(i).name() + " · " + images.get(i + 1).name()));
        }
        return new Page(title, subtitle).drawings(shown);
    }
}
