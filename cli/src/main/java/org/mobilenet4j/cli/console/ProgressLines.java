package org.mobilenet4j.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line for each tenth of the task, and for its end: for logs, where nothing can be drawn over. */
final class ProgressLines implements Progress {
    private static final int PARTS = 10;

    private final PrintStream err;
    private final String task;
    private final String unit;
    private final long total;
    private final LongSupplier nanoTime;
    private final long begin;
    private long done;
    private long partsShown;

    ProgressLines(PrintStream err, String task, String unit, long total, LongSupplier nanoTime) {
        this.err = err;
        this.task = task;
        this.unit = unit;
        this.total = total;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
    }

    @Override
    public synchronized void advance(long count) {
        done += count;
        long parts = total > 0 ? done * PARTS / total : 0;
        if (parts > partsShown) {
            partsShown = parts;
            double seconds = (nanoTime.getAsLong() - begin) * 1e-9;
            err.println(task + ": " + amount() + speed(seconds) + timeLeft(seconds));
        }
    }

    private String amount() {
        String format = unit.equals("bytes") ? "%.1f of %.1f MB" : "%.0f of %.0f " + unit;
        double scale = unit.equals("bytes") ? 1e-6 : 1;
        return String.format(Locale.ROOT, format, done * scale, total * scale);
    }

    private String speed(double seconds) {
        double perSecond = done / Math.max(seconds, 1e-9) * (unit.equals("bytes") ? 1e-6 : 1);
        return String.format(Locale.ROOT, ", %.1f/s", perSecond);
    }

    private String timeLeft(double seconds) {
        if (done >= total) {
            return String.format(Locale.ROOT, ", took %.1f s", seconds);
        }
        Duration left = Duration.ofSeconds(Math.round(seconds / done * (total - done)));
        return String.format(Locale.ROOT, ", %d:%02d left", left.toMinutes(), left.toSecondsPart());
    }

    @Override
    public void close() {}
}
