package org.mobilenet4j.workflow;

import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.io.InvalidInputException;

/** How good a model is on labelled images. */
public record FolderEvaluation(Model model, ImageReader reader) {
    /** Reads images as the model's preprocessing wants them. */
    public FolderEvaluation {
        reader = reader.following(model.preprocessing());
    }

    /** What readers of the figures should know where {@link EvaluatedImages#isTrainedOn}. */
    public static final String TRAINED_ON_CAUTION =
            "The model learned from these very images, or from most of them: the figures flatter it.";

    /**
     * Evaluates the model on every image of a dataset.
     *
     * @param folder opened with the model's labels
     * @throws InvalidInputException if no image can be read, or, with a strict reader, if one cannot
     * @throws IllegalArgumentException if the folder was opened with other labels
     */
    public EvaluatedImages run(ImageFolder folder, WorkflowListener listener) {
        if (!folder.classes().equals(model.labels())) {
            throw new IllegalArgumentException(folder.path() + " was opened with other labels than the model's");
        }
        long begin = System.nanoTime();
        folder.part().ifPresent(part -> listener.onNote("evaluating on the " + part + " part of " + folder.path()));
        LabelledImages dataset = LabelledImages.of(folder);
        CompiledNetwork network = model.compile();
        listener.onTask("evaluating", dataset.size());
        ImageResults<float[]> logits = reader.map(dataset, model.preprocessing(), network::logits, listener);
        double seconds = (System.nanoTime() - begin) * 1e-9;
        EvaluatedImages evaluated = EvaluatedImages.of(model, dataset, reader, logits, seconds);
        if (evaluated.isTrainedOn()) {
            listener.onWarning(TRAINED_ON_CAUTION);
        }
        return evaluated;
    }
}
