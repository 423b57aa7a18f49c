package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.mobilenet4j.index.IndexUpdate;

/**
 * What an update of an index came to, as it is printed.
 *
 * @param images in the index now
 * @param skipped that could not be read
 */
record IndexFigures(
        String index,
        String model,
        int images,
        int added,
        int changed,
        int removed,
        int unchanged,
        int skipped,
        double seconds) {
    static IndexFigures of(Path index, String model, IndexUpdate.Changes changes) {
        return new IndexFigures(
                index.toString(),
                model,
                changes.images(),
                changes.added(),
                changes.changed(),
                changes.removed(),
                changes.unchanged(),
                changes.skipped().size(),
                changes.seconds());
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%s: %,d images (%,d added, %,d changed, %,d removed, %,d unchanged) in %.1f s",
                index,
                images,
                added,
                changed,
                removed,
                unchanged,
                seconds);
    }
}
