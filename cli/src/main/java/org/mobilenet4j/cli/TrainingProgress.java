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
 * A training run as a person follows it: a bar for the pictures that are read; then, where the network learns, a bar and a
 * line for each epoch, and where only its head does, a line for each better one.
 */
final class TrainingProgress implements HeadTransfer.Listener, AutoCloseable {
    private final Report report;
    private final int shownPictures;
    private final Progress pictures;
    private final List<TrainingListener> logs;
    private @Nullable Progress epochBar;
    private boolean isWholeNetwork;

    /**
     * Begins to show a run.
     *
     * @param pictures that are read before the training
     * @param shownPictures in an epoch
     * @param logs told of all that this is told, first
     */
    TrainingProgress(Report report, int pictures, int shownPictures, List<? extends TrainingListener> logs) {
        this.logs = List.copyOf(logs);
        this.report = report;
        this.shownPictures = shownPictures;
        this.pictures = report.progress("reading", "pictures", pictures);
    }

    @Override
    public void onPicture(int done, int total) {
        pictures.step();
        if (done == total) {
            pictures.close();
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
                last.heldOutLoss(),
                100 * last.accuracy()));
    }

    @Override
    public void onStep(Step step) {
        logs.forEach(log -> log.onStep(step));
        isWholeNetwork = true;
        if (epochBar == null) {
            epochBar = report.bar("epoch " + step.epoch(), shownPictures);
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
                            + " %.0f pictures/s, %s left",
                    epoch.epoch(),
                    epoch.epochs(),
                    epoch.loss(),
                    100 * epoch.trainAccuracy(),
                    epoch.heldOutLoss(),
                    100 * epoch.accuracy(),
                    epoch.isBest() ? " (best)" : "",
                    epoch.rate(),
                    shownPictures / epoch.seconds(),
                    time((epoch.epochs() - epoch.epoch()) * epoch.seconds())));
        } else if (epoch.isBest()) {
            report.note(String.format(
                    Locale.ROOT,
                    "epoch %d: loss %.4f, held-out top-1 %.1f %%",
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
        pictures.close();
        if (epochBar != null) {
            epochBar.close();
        }
    }
}
