package org.mobilenet4j.cli;

import java.util.Locale;
import org.mobilenet4j.cli.report.Progress;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.transfer.HeadTransfer;

/** A transfer run as a person follows it: a bar for the pictures, then a line for each better epoch. */
final class TransferProgress implements HeadTransfer.Listener, AutoCloseable {
    private final Report report;
    private final Progress pictures;

    TransferProgress(Report report, int total) {
        this.report = report;
        this.pictures = report.progress("reading", "pictures", total);
    }

    @Override
    public void onPicture(int done, int total) {
        pictures.step();
        if (done == total) {
            pictures.close();
        }
    }

    @Override
    public void onEpoch(TrainingListener.Epoch epoch) {
        if (epoch.isBest()) {
            report.note(String.format(
                    Locale.ROOT,
                    "epoch %d: loss %.4f, held-out top-1 %.1f %%",
                    epoch.epoch(),
                    epoch.loss(),
                    100 * epoch.accuracy()));
        }
    }

    @Override
    public void close() {
        pictures.close();
    }
}
