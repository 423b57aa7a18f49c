package org.mobilenet4j.workflow;

import java.nio.file.Path;
import java.util.Set;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.DatasetPart;

/** What evaluations on annotated images have in common. */
final class AnnotatedEvaluation {
    private static final int PROBLEMS_SHOWN = 3;

    private AnnotatedEvaluation() {}

    /** The images to evaluate a model on; tells which part they are, and what is wrong with their annotations. */
    static AnnotatedImages images(AnnotatedDataset dataset, Model model, WorkflowListener listener) {
        DatasetPart part = dataset.evaluationPart();
        if (dataset.parts().size() > 1) {
            listener.onNote("evaluating on the " + part + " part of " + dataset.path());
        }
        tellProblems(dataset, listener);
        if (isTrainedOn(model, dataset)) {
            listener.onWarning(FolderEvaluation.TRAINED_ON_CAUTION);
        }
        return dataset.part(part);
    }

    /** Says the first mistakes in the annotations, and how many there are. */
    static void tellProblems(AnnotatedDataset dataset, WorkflowListener listener) {
        dataset.problems().stream().limit(PROBLEMS_SHOWN).forEach(problem -> listener.onWarning(problem.toString()));
        if (dataset.problemCount() > PROBLEMS_SHOWN) {
            listener.onWarning(
                    "and " + (dataset.problemCount() - PROBLEMS_SHOWN) + " more mistakes in the annotations");
        }
    }

    /** Whether the account of the model's training names this dataset; of one that is split, it saw another part. */
    static boolean isTrainedOn(Model model, AnnotatedDataset dataset) {
        return dataset.parts().equals(Set.of(DatasetPart.TRAIN))
                && model.run().get("data") instanceof String trainedOn
                && Path.of(trainedOn).toAbsolutePath().equals(dataset.path().toAbsolutePath());
    }
}
