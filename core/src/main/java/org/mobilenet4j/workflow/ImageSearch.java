package org.mobilenet4j.workflow;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.io.InvalidInputException;

/**
 * The images that are most like one or several, by the cosine distance of their vectors.
 *
 * @param count how many to find
 */
public record ImageSearch(ImageEmbedding embedding, int count) {
    /**
     * Finds the images nearest to those in some files, which are not found themselves.
     *
     * @param queries at least one; of several, what they have in common is searched for
     * @throws InvalidInputException if there is no other image, a query cannot be read, or none of the others
     * @throws IOException if the disk fails
     */
    public FoundImages run(List<Path> queries, UnlabelledImages images, WorkflowListener listener) throws IOException {
        UnlabelledImages others = images;
        for (Path query : queries) {
            others = others.without(query);
        }
        if (others.size() == 0) {
            throw new InvalidInputException("there is no image to search but " + queries.getFirst()
                    + " itself; give others, or a folder of them");
        }
        // The queries go first and alone: that one cannot be read should show at once.
        float[] wanted = vector(queries);
        return new FoundImages(queries, others, embedding.run(others, listener).nearest(wanted, count));
    }

    /**
     * The vector to search with: a query's, or the mean of several queries' directions.
     *
     * @throws InvalidInputException if a query cannot be read
     */
    public float[] vector(List<Path> queries) throws IOException {
        try (UnlabelledImages alone = UnlabelledImages.open(queries)) {
            Embeddings embedded = embedding.run(alone, WorkflowListener.NONE);
            if (!embedded.skipped().isEmpty()) {
                throw new InvalidInputException(embedded.skipped().getFirst().reason());
            }
            return Embeddings.mean(embedded.vectors());
        }
    }
}
