package org.mobilenet4j.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.workflow.Embeddings.Neighbour;
import org.mobilenet4j.workflow.FoundImages;

/**
 * A page that shows the images which were found to be most like one.
 *
 * @param model what to call the model that compared them
 * @param preprocessing by which the model sees images
 * @param found while its images are open
 */
public record SearchReport(String model, Preprocessing preprocessing, ImageDecoder decoder, FoundImages found) {
    /** Writes the page, whole or not at all. */
    public void write(Path file) throws IOException {
        page().write(file);
    }

    /** The whole report. */
    public Page page() {
        List<InlineImage> shown = new ArrayList<>();
        shown.add(image(
                decoder.decode(found.query()), "searched for", found.query().toString()));
        for (Neighbour neighbour : found.nearest()) {
            shown.add(image(
                    found.images().decode(neighbour.index(), decoder),
                    String.format(Locale.ROOT, "distance %.3f", neighbour.distance()),
                    neighbour.name()));
        }
        return new Page(
                        "Images like " + Wording.shortName(found.query().toString()),
                        "The nearest by what " + model + " sees in them.")
                .images(shown);
    }

    private InlineImage image(RgbImage image, String title, String details) {
        return new InlineImage(InlineImage.thumbnail(preprocessing).apply(image), title, details);
    }
}
