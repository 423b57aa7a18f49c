package org.mobilenet4j.spark.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.util.AccumulatorV2;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.training.TrainingListener.Step;

/**
 * How far a rank has come: every epoch, and the latest step. Executors send it to the driver with their heartbeats, every ten
 * seconds unless {@code spark.executor.heartbeatInterval} says otherwise.
 */
final class Progress extends AccumulatorV2<Progress.Event, List<Progress.Event>> {
    private static final long serialVersionUID = 1;

    /** An epoch or a step, by its figures. */
    record Event(boolean isEpoch, double[] figures) implements Serializable {
        private static final long serialVersionUID = 1;

        static Event of(Epoch epoch) {
            return new Event(true, new double[] {
                epoch.epoch(),
                epoch.epochs(),
                epoch.step(),
                epoch.loss(),
                epoch.trainAccuracy(),
                epoch.validationLoss(),
                epoch.accuracy(),
                epoch.learningRate(),
                epoch.seconds(),
                epoch.isBest() ? 1 : 0
            });
        }

        static Event of(Step step) {
            return new Event(false, new double[] {
                step.epoch(),
                step.step(),
                step.steps(),
                step.examples(),
                step.loss(),
                step.accuracy(),
                step.learningRate()
            });
        }

        Epoch epoch() {
            double[] f = figures;
            return new Epoch((int) f[0], (int) f[1], (long) f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9] == 1);
        }

        Step step() {
            double[] f = figures;
            return new Step((int) f[0], (long) f[1], (long) f[2], (int) f[3], f[4], f[5], f[6]);
        }
    }

    private final ArrayList<Event> events = new ArrayList<>();

    @Override
    public synchronized boolean isZero() {
        return events.isEmpty();
    }

    @Override
    public synchronized Progress copy() {
        Progress copy = new Progress();
        copy.events.addAll(events);
        return copy;
    }

    @Override
    public synchronized void reset() {
        events.clear();
    }

    /** A step takes the place of the one before. */
    @Override
    public synchronized void add(Event event) {
        if (!events.isEmpty() && !events.getLast().isEpoch) {
            events.removeLast();
        }
        events.add(event);
    }

    @Override
    public void merge(AccumulatorV2<Event, List<Event>> other) {
        other.value().forEach(this::add);
    }

    @Override
    public synchronized List<Event> value() {
        return List.copyOf(events);
    }
}
