package org.mobilenet4j.cli.console;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with speed and time left that is drawn over again, for a person who watches. */
final class ProgressBarLine implements Progress {
    private static final int UPDATE_MILLIS = 200;

    private final ProgressBar bar;

    /** @param unit may be empty */
    ProgressBarLine(Console console, String task, String unit, long total) {
        boolean isBytes = unit.equals("bytes");
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(isBytes ? " MB" : unit.isEmpty() ? "" : " " + unit, isBytes ? 1_000_000 : 1)
                .setInitialMax(total)
                .showSpeed(new DecimalFormat(isBytes ? "#.#" : "#", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(console.err(), console.width() - 1))
                .build();
    }

    @Override
    public void advance(long count) {
        bar.stepBy(count);
    }

    @Override
    public void advance(long count, String state) {
        bar.setExtraMessage(" " + state);
        bar.stepBy(count);
    }

    @Override
    public void close() {
        bar.close();
    }
}
