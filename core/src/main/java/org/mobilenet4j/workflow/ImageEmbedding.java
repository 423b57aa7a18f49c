package org.mobilenet4j.workflow;

import java.util.function.Function;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Images as vectors: what a network knows of them.
 *
 * @param tap {@link #FEATURES}, or the name of a map within the network, of whose channels the means are taken
 */
public record ImageEmbedding(Model model, String tap, ImageReader reader) {
    /** The vector before the classifier. */
    public static final String FEATURES = "features";

    /**
     * Embeds images.
     *
     * @throws InvalidInputException if there is no such tap, no image can be read, or, with a strict reader, one cannot
     */
    public Embeddings run(ImageSet images, WorkflowListener listener) {
        Function<float[], float[]> embed = embedding();
        listener.onTask("embedding", images.size());
        ImageResults<float[]> vectors = reader.map(images, model.preprocessing(), embed, listener);
        return new Embeddings(images, vectors.indexes(), vectors.results(), vectors.skipped());
    }

    private Function<float[], float[]> embedding() {
        CompiledNetwork network = model.compile();
        if (tap.equals(FEATURES)) {
            return network::features;
        }
        if (!network.hasTap(tap)) {
            throw new InvalidInputException(
                    "tap is " + tap + ", expected one of " + FEATURES + ", " + String.join(", ", network.taps()));
        }
        return input -> network.featureMap(input, tap).channelMeans();
    }
}
