package org.mobilenet4j.workflow;

import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.workflow.Embeddings.Neighbour;

/**
 * The images most like one or several.
 *
 * @param queries those; none where a label was searched for
 * @param images that were searched; while they are open, they can be shown
 * @param nearest the nearest first
 */
public record FoundImages(List<Path> queries, ImageSet images, List<Neighbour> nearest) {
    public FoundImages {
        queries = List.copyOf(queries);
        nearest = List.copyOf(nearest);
    }
}
