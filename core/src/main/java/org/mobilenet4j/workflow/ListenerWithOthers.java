package org.mobilenet4j.workflow;

import java.util.List;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.training.network.StepMemory;

/** A listener and others that listen to the training alone. */
record ListenerWithOthers(WorkflowListener main, List<TrainingListener> others) implements WorkflowListener {
    @Override
    public void onTask(String task, int images) {
        main.onTask(task, images);
    }

    @Override
    public void onImage(int done, int total) {
        main.onImage(done, total);
    }

    @Override
    public void onSkipped(SkippedImage skipped) {
        main.onSkipped(skipped);
    }

    @Override
    public void onNote(String note) {
        main.onNote(note);
    }

    @Override
    public void onWarning(String warning) {
        main.onWarning(warning);
    }

    @Override
    public void onResume(List<Epoch> finished) {
        others.forEach(other -> other.onResume(finished));
        main.onResume(finished);
    }

    @Override
    public void onMemory(StepMemory memory) {
        others.forEach(other -> other.onMemory(memory));
        main.onMemory(memory);
    }

    @Override
    public void onStep(Step step) {
        others.forEach(other -> other.onStep(step));
        main.onStep(step);
    }

    @Override
    public void onEpoch(Epoch epoch) {
        others.forEach(other -> other.onEpoch(epoch));
        main.onEpoch(epoch);
    }
}
