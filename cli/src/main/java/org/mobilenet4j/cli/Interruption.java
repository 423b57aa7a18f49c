package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.training.TrainingListener.Epoch;

/**
 * Tells a person whose run was ended by Ctrl-C, a signal or the disk what is left of it and how to resume it. Nothing is
 * written then: the checkpoint of the last epoch is there already.
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

    /** Runs a training; where the disk ends it, says what is left of the run before the error. */
    <R> R telling(Work<R> work) throws IOException {
        try {
            return work.done();
        } catch (IOException e) {
            tell();
            throw e;
        }
    }

    /** Something that the disk may end. */
    interface Work<R> {
        R done() throws IOException;
    }

    /** Says what is left of the run. */
    void tell() {
        if (!Files.exists(checkpoint)) {
            report.note("stopped before the first epoch was finished: there is nothing to resume");
        } else {
            report.note("stopped " + (finished == 0 ? "before another epoch was finished" : "after epoch " + finished)
                    + ": the same command with --resume continues from " + checkpoint);
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
