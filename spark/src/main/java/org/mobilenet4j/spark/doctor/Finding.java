package org.mobilenet4j.spark.doctor;

import java.util.Locale;

/**
 * What the doctor found out about one thing.
 *
 * @param subject what was looked at
 * @param found in a few words
 * @param remedy what to do about it; empty where all is well
 */
public record Finding(String subject, Severity severity, String found, String remedy) {
    /** How bad it is. */
    public enum Severity {
        FINE,
        /** It works, but worse than it could. */
        WARNING,
        /** It would fail, or take many times as long. */
        ERROR
    }

    static Finding fine(String subject, String found) {
        return new Finding(subject, Severity.FINE, found, "");
    }

    static Finding warning(String subject, String found, String remedy) {
        return new Finding(subject, Severity.WARNING, found, remedy);
    }

    static Finding error(String subject, String found, String remedy) {
        return new Finding(subject, Severity.ERROR, found, remedy);
    }

    /** Whether what is to run should not be begun. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Whether it works, but worse than it could. */
    public boolean isWarning() {
        return severity == Severity.WARNING;
    }

    /** What was found and the remedy, in a line. */
    public String message() {
        return subject + ": " + found + (remedy.isEmpty() ? "" : "; " + remedy);
    }

    /** The line that a person is shown. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-7s  %s", severity.name().toLowerCase(Locale.ROOT), message());
    }
}
