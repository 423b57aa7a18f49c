package org.mobilenet4j.workflow;

import java.util.Set;
import java.util.function.Function;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;

/**
 * Images as vectors: what a network knows of them.
 *
 * @param tap {@link #FEATURES}, or the name of a layer, block or stage, of whose channels the means are taken
 */
public record ImageEmbedding(Model model, String tap, ImageReader reader) {
    /**
     * Reads images as the model's preprocessing wants them.
     *
     * @throws InvalidInputException if the model is neither a classifier nor a trunk
     */
    public ImageEmbedding {
        if (!(model.task() instanceof Task.FeatureExtraction)) {
            model.require(
                    Task.ImageClassification.class,
                    "a classifier or a trunk, which say of an image as a whole what" + " it is like");
        }
        reader = reader.following(model.preprocessing());
    }

    /** The vector before the classifier; of a network without one, the means of its output's channels. */
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

    /**
     * Embeds an image as the network takes it, by any number of threads.
     *
     * @throws InvalidInputException if there is no such tap
     */
    public Function<float[], float[]> embedding() {
        if (tap.equals(FEATURES)) {
            CompiledNetwork whole = model.compile();
            return model.network().classifier().isPresent()
                    ? whole::features
                    : image -> whole.run(image).firstEntry().getValue().channelMeans();
        }
        Location value = model.network()
                .value(tap)
                .orElseThrow(() -> new InvalidInputException("tap is " + tap + ", expected " + FEATURES
                        + " or the name of a layer, block or stage, such as stem or stages.0; 'summary' lists them"));
        Preprocessing input = model.preprocessing();
        CompiledNetwork network = Compiler.compile(
                model.parameters(),
                input.inputHeight(),
                input.inputWidth(),
                KernelSelection.chosen().kernels(),
                Set.of(value));
        return image -> network.featureMap(image, value.path()).channelMeans();
    }
}
