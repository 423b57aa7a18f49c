package org.mobilenet4j.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.server.ServerListener;
import org.mobilenet4j.server.model.WarmUp;

/** Prints what happens to a server, and remembers what it must not begin with. */
final class ServerNews implements ServerListener {
    private final Report report;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    ServerNews(Report report) {
        this.report = report;
    }

    @Override
    public void onReady(String model, Duration took, WarmUp.Result warmth) {
        report.note(String.format(
                Locale.ROOT,
                "%s ready after %.1f s: loaded and warmed in %.1f s with %d images, the first in %.0f ms, the fastest in"
                        + " %.1f ms",
                model,
                sinceStart().toMillis() / 1000.0,
                took.toMillis() / 1000.0,
                warmth.images(),
                warmth.firstMillis(),
                warmth.lastMillis()));
    }

    /** Since the JVM began: that is nearly what those who wait for it see. */
    private static Duration sinceStart() {
        return Duration.ofMillis(System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    @Override
    public void onFailure(String model, Throwable thrown) {
        failure.compareAndSet(null, thrown);
    }

    @Override
    public void onWarning(String message) {
        report.warning(message);
    }

    @Override
    public void onUnexpected(String requestId, Throwable thrown) {
        report.warning("request " + requestId + " failed by the server's own fault: " + thrown);
    }

    /** Ends a server whose models are not those that were asked for. */
    void requireNoFailure() throws IOException {
        Throwable thrown = failure.get();
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
    }
}
