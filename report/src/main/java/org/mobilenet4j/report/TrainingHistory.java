package org.mobilenet4j.report;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.training.TrainingListener.Epoch;

/** The course of a training run, kept for its {@link TrainingReport}: every epoch, and as many learning rates as a chart can show. */
public final class TrainingHistory implements TrainingListener {
    private static final long RATES_SHOWN = 400;

    private final List<Epoch> epochs = new ArrayList<>();
    private final List<Rate> rates = new ArrayList<>();
    private double secondsBefore;

    /** The learning rate of a step, counted through all epochs. */
    record Rate(long step, double rate) {}

    @Override
    public void onResume(List<Epoch> finished) {
        finished.forEach(this::onEpoch);
        secondsBefore = finished.stream().mapToDouble(Epoch::seconds).sum();
    }

    @Override
    public void onStep(Step step) {
        long spacing = Math.max(1, step.steps() / RATES_SHOWN);
        if (step.step() % spacing == 0 || step.step() == 1) {
            rates.add(new Rate(step.step(), step.learningRate()));
        }
    }

    @Override
    public void onEpoch(Epoch epoch) {
        epochs.add(epoch);
        if (rates.isEmpty() || rates.getLast().step < epoch.step()) {
            rates.add(new Rate(epoch.step(), epoch.learningRate()));
        }
    }

    List<Epoch> epochs() {
        return epochs;
    }

    List<Rate> rates() {
        return rates;
    }

    /** What the epochs took that were finished before this run went on from its checkpoint. */
    double secondsBefore() {
        return secondsBefore;
    }
}
