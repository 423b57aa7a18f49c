package org.mobilenet4j.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.mobilenet4j.cli.console.Output;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.report.Wording;
import org.mobilenet4j.training.DivergedException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What becomes of a failure: one line on standard error that names the verb, and the exit status. */
final class Failures {
    private final Output output;

    Failures(Output output) {
        this.output = output;
    }

    /** Options or arguments that the program does not understand. */
    int mistake(ParameterException mistake, String[] args) {
        CommandLine verb = mistake.getCommandLine();
        // What is missing is often there, misspelt: picocli complains of the first and passes over the second.
        List<String> unmatched = verb.getUnmatchedArguments();
        String message = unmatched.isEmpty()
                ? Objects.requireNonNullElse(mistake.getMessage(), "wrong arguments")
                : unmatched(verb, unmatched.getFirst());
        line(verb, message + " (see '" + nameOf(verb) + " --help')");
        return ExitCode.USAGE;
    }

    private static String unmatched(CommandLine verb, String argument) {
        UnmatchedArgumentException unmatched = new UnmatchedArgumentException(verb, List.of(argument));
        String kind = "argument";
        if (unmatched.isUnknownOption()) {
            kind = "option";
        } else if (!verb.getSubcommands().isEmpty()) {
            kind = "verb";
        }
        List<String> suggestions = Spelling.nearest(argument, unmatched.getSuggestions());
        String meant = suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
        return "unknown " + kind + " '" + argument + "'" + meant;
    }

    /** A verb that could not do its work. */
    int failure(Exception thrown, CommandLine verb, ParseResult parsed) {
        Throwable failure = unwrapped(thrown);
        if (failure instanceof OutOfMemoryError error) {
            return breakdown(error);
        }
        if (output.isDebug()) {
            failure.printStackTrace(output.console().err());
        }
        if (failure instanceof InvalidInputException mistake) {
            line(verb, Objects.requireNonNullElse(mistake.getMessage(), mistake.toString()));
            return ExitCode.USAGE;
        }
        if (failure instanceof DivergedException diverged) {
            line(verb, Objects.requireNonNullElse(diverged.getMessage(), diverged.toString()));
            return ExitCode.SOFTWARE;
        }
        line(verb, failure instanceof IOException io ? describe(io) : unexpected(failure));
        return ExitCode.SOFTWARE;
    }

    /** The machine or the program gave out; nothing is known of the verb. */
    int breakdown(Error error) {
        if (output.isDebug()) {
            error.printStackTrace(output.console().err());
        }
        if (error instanceof OutOfMemoryError) {
            long heapMegabytes = Runtime.getRuntime().maxMemory() >> 20;
            line("mobilenet: out of memory at " + heapMegabytes + " MB (" + error.getMessage()
                    + "); allow more with MOBILENET_OPTS=-Xmx" + 2 * heapMegabytes
                    + "m, or use a smaller batch or resolution");
        } else {
            line("mobilenet: " + unexpected(error));
        }
        return ExitCode.SOFTWARE;
    }

    /** The exit status of a verb that did its work, if what it printed has arrived. */
    int unlessWritten(PrintStream out) {
        if (out.checkError()) {
            line("mobilenet: standard output could not be written; is the disk full?");
            return ExitCode.SOFTWARE;
        }
        return ExitCode.OK;
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean isWrapper = thrown instanceof UncheckedIOException
                || thrown instanceof ExecutionException
                || thrown instanceof CompletionException;
        return isWrapper && cause != null ? unwrapped(cause) : thrown;
    }

    private static String describe(IOException failure) {
        if (failure instanceof FileSystemException file) {
            String reason = switch (file) {
                case NoSuchFileException missing -> "no such file or folder";
                case AccessDeniedException denied -> "permission denied";
                case FileAlreadyExistsException existing -> "is there already";
                default ->
                    Objects.requireNonNullElse(file.getReason(), file.getClass().getSimpleName());
            };
            return file.getFile() + ": " + reason;
        }
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    }

    private static String unexpected(Throwable failure) {
        return "failed unexpectedly: " + failure + "; --debug shows where. Please report it";
    }

    private void line(CommandLine verb, String message) {
        line(nameOf(verb) + ": " + message);
    }

    private void line(String text) {
        String overBar = output.console().isInteractive() ? "\r\033[K" : "";
        output.console().err().println(overBar + Wording.oneLine(text));
    }

    private static String nameOf(CommandLine verb) {
        return verb.getCommandSpec().qualifiedName();
    }
}
