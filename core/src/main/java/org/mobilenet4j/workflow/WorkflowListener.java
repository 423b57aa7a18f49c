package org.mobilenet4j.workflow;

import java.util.List;
import java.util.Locale;
import org.mobilenet4j.data.ImageListener;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.training.network.StepMemory;

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

    @Override
    default void onMemory(StepMemory memory) {
        if (!memory.fits()) {
            onWarning(String.format(
                    Locale.ROOT,
                    "a step of training takes %.2f GB, and %.2f GB of the heap are free: take a smaller batch, --recompute all"
                            + " or --precision bfloat16, or allow more heap with -Xmx",
                    memory.bytes() / 1e9,
                    Math.max(memory.freeBytes(), 0) / 1e9));
        } else if (memory.recomputed() > 0) {
            onNote(String.format(
                    Locale.ROOT,
                    "%d of %d expansions are computed again in place of being kept: a step takes %.2f GB, not %.2f",
                    memory.recomputed(),
                    memory.recomputable(),
                    memory.bytes() / 1e9,
                    memory.keptBytes() / 1e9));
        }
    }

    /** This listener together with others, which hear of each training event first. */
    default WorkflowListener with(List<? extends TrainingListener> others) {
        return new ListenerWithOthers(this, List.copyOf(others));
    }
}
