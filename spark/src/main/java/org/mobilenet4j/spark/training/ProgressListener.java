package org.mobilenet4j.spark.training;

import java.util.List;
import java.util.Locale;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/** Passes a rank's {@link Progress} on as it comes in: to the driver's log, and to whoever listens. */
final class ProgressListener extends SparkListener {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressListener.class);

    private final String name;
    private final TrainingListener listener;
    private int epochs;
    private long step;

    /** @param name of the accumulator */
    ProgressListener(String name, TrainingListener listener) {
        this.name = name;
        this.listener = listener;
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        CollectionConverters.asJava(update.accumUpdates())
                .forEach(task -> CollectionConverters.asJava(task._4()).forEach(this::take));
    }

    private void take(AccumulableInfo accumulable) {
        boolean isProgress =
                accumulable.name().isDefined() && accumulable.name().get().equals(name);
        if (isProgress
                && accumulable.update().isDefined()
                && accumulable.update().get() instanceof List<?> events) {
            events.forEach(event -> tell((Progress.Event) event));
        }
    }

    /** What was told before, by this attempt or an earlier one, is not told again. */
    synchronized void tell(Progress.Event event) {
        if (event.isEpoch()) {
            Epoch epoch = event.epoch();
            if (epoch.epoch() > epochs) {
                epochs = epoch.epoch();
                log(epoch);
                listener.onEpoch(epoch);
            }
        } else if (event.step().step() > step) {
            step = event.step().step();
            LOG.debug(
                    "step {} of {}, loss {}",
                    step,
                    event.step().steps(),
                    event.step().loss());
            listener.onStep(event.step());
        }
    }

    static void log(Epoch epoch) {
        if (LOG.isInfoEnabled()) {
            LOG.info(String.format(
                    Locale.ROOT,
                    "epoch %d of %d: loss %.4f, accuracy %.2f %% on the validation images, %.1f s",
                    epoch.epoch(),
                    epoch.epochs(),
                    epoch.loss(),
                    100 * epoch.accuracy(),
                    epoch.seconds()));
        }
    }
}
