package org.mobilenet4j.workflow;

import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.workflow.Embeddings.Neighbour;

/**
 * The images most like one.
 *
 * @param query the one
 * @param images that were searched; while they are open, they can be shown
 * @param nearest the nearest first
 */
public record FoundImages(Path query, ImageSet images, List<Neighbour> nearest) {
    public FoundImages {
        nearest = List.copyOf(nearest);
    }
}
