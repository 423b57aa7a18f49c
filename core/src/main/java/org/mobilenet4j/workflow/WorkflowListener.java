package org.mobilenet4j.workflow;

import java.util.List;
import org.mobilenet4j.data.ImageListener;
import org.mobilenet4j.training.TrainingListener;

/** Listens to the progress of a workflow, on the thread that runs it. */
public interface WorkflowListener extends ImageListener, TrainingListener {
    /** Listens to nothing. */
    WorkflowListener NONE = new WorkflowListener() {};

    /**
     * Before images are read: {@link #onImage} counts them.
     *
     * @param task what is done with them, in a word such as {@code evaluating}
     */
    default void onTask(String task, int images) {}

    /** What is going on, in a line for a person. */
    default void onNote(String note) {}

    /** What a person should know even if nothing else is shown, in a line. */
    default void onWarning(String warning) {}

    @Override
    default void onEpoch(Epoch epoch) {}

    /** This listener together with others, which hear of each training event first. */
    default WorkflowListener with(List<? extends TrainingListener> others) {
        return new ListenerWithOthers(this, List.copyOf(others));
    }
}
