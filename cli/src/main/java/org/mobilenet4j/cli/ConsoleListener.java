package org.mobilenet4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.training.Measure;
import org.mobilenet4j.training.TrainingListener.Epoch;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * A workflow as a person follows it: a bar for the images that are read; of a training, where layers learn, a bar and a line
 * for each epoch, and where only a head does, a line for each better one.
 */
final class ConsoleListener implements WorkflowListener, AutoCloseable {
    private final Report report;
    private final int imagesPerEpoch;
    private final Measure measure;
    private Progress images = Progress.NONE;
    private int counted;
    private @Nullable Progress epochBar;
    private boolean isWholeNetwork;

    ConsoleListener(Report report) {
        this(report, 0);
    }

    /** @param imagesPerEpoch that a training shows the network in an epoch */
    ConsoleListener(Report report, int imagesPerEpoch) {
        this(report, imagesPerEpoch, Measure.TOP1);
    }

    /** @param measure what an epoch's accuracy is */
    ConsoleListener(Report report, int imagesPerEpoch, Measure measure) {
        this.report = report;
        this.imagesPerEpoch = imagesPerEpoch;
        this.measure = measure;
    }

    @Override
    public void onTask(String task, int count) {
        images.close();
        images = report.progress(task, "images", count);
        counted = 0;
    }

    @Override
    public void onImage(int done, int total) {
        images.advance(Math.max(0, done - counted));
        counted = Math.max(done, counted);
        if (done == total) {
            images.close();
        }
    }

    @Override
    public void onSkipped(SkippedImage skipped) {
        report.warning("left out: " + skipped.reason());
    }

    @Override
    public void onNote(String note) {
        report.note(note);
    }

    @Override
    public void onWarning(String warning) {
        report.warning(warning);
    }

    @Override
    public void onResume(List<Epoch> finished) {
        Epoch last = finished.getLast();
        report.note(String.format(
                Locale.ROOT,
                "resuming after epoch %d of %d: validation loss %.4f, %s",
                last.epoch(),
                last.epochs(),
                last.validationLoss(),
                measure.of(last.accuracy())));
    }

    @Override
    public void onStep(Step step) {
        isWholeNetwork = true;
        if (epochBar == null) {
            epochBar = report.bar("epoch " + step.epoch(), imagesPerEpoch);
        }
        epochBar.advance(
                step.examples(),
                String.format(
                        Locale.ROOT,
                        "loss %.3f%s, learning rate %.2g",
                        step.loss(),
                        measure.isShare() ? String.format(Locale.ROOT, ", %.0f %%", 100 * step.accuracy()) : "",
                        step.learningRate()));
    }

    @Override
    public void onEpoch(Epoch epoch) {
        if (epochBar != null) {
            epochBar.close();
            epochBar = null;
        }
        if (isWholeNetwork) {
            report.note(String.format(
                    Locale.ROOT,
                    "epoch %d/%d: loss %.3f, validation %.3f, %s%s, %s left",
                    epoch.epoch(),
                    epoch.epochs(),
                    epoch.loss(),
                    epoch.validationLoss(),
                    measure.of(epoch.accuracy()),
                    epoch.isBest() ? " best" : "",
                    time((epoch.epochs() - epoch.epoch()) * epoch.seconds())));
        } else if (epoch.isBest()) {
            report.note(String.format(
                    Locale.ROOT,
                    "epoch %d: loss %.4f, validation top-1 %.1f %%",
                    epoch.epoch(),
                    epoch.loss(),
                    100 * epoch.accuracy()));
        }
    }

    private static String time(double seconds) {
        Duration duration = Duration.ofSeconds(Math.round(seconds));
        return duration.toHours() == 0
                ? String.format(Locale.ROOT, "%d:%02d", duration.toMinutes(), duration.toSecondsPart())
                : String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        duration.toHours(),
                        duration.toMinutesPart(),
                        duration.toSecondsPart());
    }

    @Override
    public void close() {
        images.close();
        if (epochBar != null) {
            epochBar.close();
        }
    }
}
