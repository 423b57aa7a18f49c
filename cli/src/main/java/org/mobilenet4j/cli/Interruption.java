package org.mobilenet4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.training.TrainingListener;

/**
 * What a person is told whose run was ended by Ctrl-C, a signal or the disk: what is left of it, and how to go on. Nothing
 * is written then: the checkpoint of the last epoch is there already.
 */
final class Interruption implements TrainingListener, AutoCloseable {
    private final Report report;
    private final Path checkpoint;
    private final Thread onEnd = new Thread(this::tell, "interruption");
    private volatile int finished;

    /** Listens for the end of the process until it is closed. */
    Interruption(Report report, Path checkpoint) {
        this.report = report;
        this.checkpoint = checkpoint;
        Runtime.getRuntime().addShutdownHook(onEnd);
    }

    @Override
    public void onResume(List<Epoch> epochs) {
        finished = epochs.size();
    }

    @Override
    public void onEpoch(Epoch epoch) {
        finished = epoch.epoch();
    }

    /** Says what is left of the run. */
    void tell() {
        if (!Files.exists(checkpoint)) {
            report.note("stopped before the first epoch was finished: there is nothing to go on from");
        } else {
            report.note("stopped " + (finished == 0 ? "before another epoch was finished" : "after epoch " + finished)
                    + ": the same command with --resume goes on from " + checkpoint);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onEnd);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs.
        }
    }
}
