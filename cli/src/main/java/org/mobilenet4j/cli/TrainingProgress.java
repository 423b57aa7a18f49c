package org.mobilenet4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.report.Progress;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.transfer.HeadTransfer;

/**
 * A training run as a person follows it: a bar for the images that are read; then, where the network learns, a bar and a
 * line for each epoch, and where only its head does, a line for each better one.
 */
final class TrainingProgress implements HeadTransfer.Listener, AutoCloseable {
    private final Report report;
    private final int shownImages;
    private final Progress images;
    private final List<TrainingListener> logs;
    private @Nullable Progress epochBar;
    private boolean isWholeNetwork;

    /**
     * Begins to show a run.
     *
     * @param images that are read before the training
     * @param shownImages in an epoch
     * @param logs told of all that this is told, first
     */
    TrainingProgress(Report report, int images, int shownImages, List<? extends TrainingListener> logs) {
        this.logs = List.copyOf(logs);
        this.report = report;
        this.shownImages = shownImages;
        this.images = report.progress("reading", "images", images);
    }

    @Override
    public void onImage(int done, int total) {
        images.step();
        if (done == total) {
            images.close();
        }
    }

    @Override
    public void onResume(List<TrainingListener.Epoch> finished) {
        logs.forEach(log -> log.onResume(finished));
        TrainingListener.Epoch last = finished.getLast();
        report.note(String.format(
                Locale.ROOT,
                "going on after epoch %d of %d: held out: loss %.4f, top-1 %.2f %%",
                last.epoch(),
                last.epochs(),
                last.validationLoss(),
                100 * last.accuracy()));
    }

    @Override
    public void onStep(Step step) {
        logs.forEach(log -> log.onStep(step));
        isWholeNetwork = true;
        if (epochBar == null) {
            epochBar = report.bar("epoch " + step.epoch(), shownImages);
        }
        epochBar.advance(
                step.examples(),
                String.format(
                        Locale.ROOT, "loss %.3f, %.0f %%, rate %.2g", step.loss(), 100 * step.accuracy(), step.rate()));
    }

    @Override
    public void onEpoch(TrainingListener.Epoch epoch) {
        logs.forEach(log -> log.onEpoch(epoch));
        if (epochBar != null) {
            epochBar.close();
            epochBar = null;
        }
        if (isWholeNetwork) {
            report.note(String.format(
                    Locale.ROOT,
                    "epoch %d of %d: loss %.4f, top-1 %.1f %%; held out: loss %.4f, top-1 %.2f %%%s; rate %.2g,"
                            + " %.0f images/s, %s left",
                    epoch.epoch(),
                    epoch.epochs(),
                    epoch.loss(),
                    100 * epoch.trainAccuracy(),
                    epoch.validationLoss(),
                    100 * epoch.accuracy(),
                    epoch.isBest() ? " (best)" : "",
                    epoch.rate(),
                    shownImages / epoch.seconds(),
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
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    @Override
    public void close() {
        images.close();
        if (epochBar != null) {
            epochBar.close();
        }
    }
}
