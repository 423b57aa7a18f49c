package org.mobilenet4j.workflow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.io.InvalidInputException;

/**
 * The images that are most like one, by the cosine distance of their vectors.
 *
 * @param count how many to find
 */
public record ImageSearch(ImageEmbedding embedding, int count) {
    /**
     * Finds the images nearest to the one in a file, which is not found itself.
     *
     * @throws InvalidInputException if there is no other image, the one cannot be read, or none of the others
     * @throws IOException if the disk fails
     */
    public FoundImages run(Path query, UnlabelledImages images, WorkflowListener listener) throws IOException {
        UnlabelledImages others = images.without(query);
        if (others.size() == 0) {
            throw new InvalidInputException(
                    "there is no image to search but " + query + " itself; give others, or a folder of them");
        }
        // The query goes first and alone: that it cannot be read should show at once.
        try (UnlabelledImages alone = UnlabelledImages.open(List.of(query))) {
            float[] wanted =
                    embedding.run(alone, WorkflowListener.NONE).vectors().getFirst();
            return new FoundImages(
                    query, others, embedding.run(others, listener).nearest(wanted, count));
        }
    }
}
