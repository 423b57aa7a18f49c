package org.mobilenet4j.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.mobilenet4j.io.InvalidInputException;

/** The one line that a person gets for a file that gives no image: which file, what it is, and what to do. */
final class Refusal {
    private static final String EXPECTED = "expected an image (JPEG, PNG, GIF, BMP, TIFF or PPM)";

    private Refusal() {}

    static InvalidInputException unreadable(String name, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return because(cause, name, "no such file; " + EXPECTED + "; check the path");
        }
        if (cause instanceof AccessDeniedException) {
            return because(cause, name, "may not be read; allow it to be read, or leave it out");
        }
        return because(cause, name, "cannot be read (" + reason(cause) + "); " + EXPECTED + "; check the path");
    }

    static InvalidInputException empty(String name) {
        return of(name, "is empty; " + EXPECTED + "; copy it again or leave it out");
    }

    static InvalidInputException tooManyBytes(String name, int allowed) {
        String found = "has more than the " + allowed + " bytes that a file may have";
        return of(name, found + "; shrink the image, or raise maxFileBytes");
    }

    static InvalidInputException tooManyPixels(String name, int width, int height, long allowed, int allowedSide) {
        String found = "claims " + width + " x " + height + " pixels";
        String expected = "; expected at most " + allowed + ", and no side over " + allowedSide;
        return of(name, found + expected + "; shrink it, or raise maxPixels (--max-pixels)");
    }

    static InvalidInputException tooManyScans(String name, int scans, int allowed) {
        String found = "is a JPEG of " + scans + " scans; expected at most " + allowed;
        return of(name, found + "; save it again with another program, or leave it out");
    }

    static InvalidInputException noImage(String name, ImageFormat kind) {
        String remedy = kind.isForeignImage()
                ? "convert it, or put an ImageIO plugin for it on the class path"
                : "replace it by the image itself, or leave it out";
        return of(name, "is " + kind.label() + "; " + EXPECTED + "; " + remedy);
    }

    static InvalidInputException noMask(String name, ImageFormat kind) {
        String expected = "; expected a mask of classes as a PNG, which keeps every number as it is";
        return of(name, "is " + kind.label() + expected + "; save the mask anew as a PNG, or leave it out");
    }

    static InvalidInputException noClass(String name, String found) {
        String expected = "; expected class numbers 0 to 255 in a palette or in grey, or the colours of PASCAL VOC";
        return of(name, found + expected + "; save the mask anew with them, or leave it out");
    }

    static InvalidInputException cutShort(String name, ImageFormat kind, int bytes) {
        return because(new EOFException(), name, cutShort(kind, bytes));
    }

    /**
     * What a reader's failure means.
     *
     * @param isExhausted whether the reader had asked for more bytes than there are
     */
    static InvalidInputException failed(
            String name, ImageFormat kind, int bytes, boolean isExhausted, Throwable cause) {
        String found = "is " + kind.label() + " that ";
        if (hasCause(cause, OutOfMemoryError.class)) {
            String remedy = "; raise -Xmx, shrink the image, or leave it out";
            return because(cause, name, found + "takes more memory than there is" + remedy);
        }
        if (isExhausted || hasCause(cause, EOFException.class)) {
            return because(cause, name, cutShort(kind, bytes));
        }
        String remedy = "; save it again with another program, or leave it out";
        return because(cause, name, found + "cannot be decoded (" + reason(cause) + ")" + remedy);
    }

    private static String cutShort(ImageFormat kind, int bytes) {
        String found = "is " + kind.label() + " that ends early, after " + bytes + " bytes";
        return found + "; expected the whole image; copy it again or leave it out";
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The innermost message: ImageIO's outer ones say no more than "Error reading PNG image data". What a reader
     * stumbled over, a null or an index, tells its author something and nobody else.
     */
    private static String reason(Throwable thrown) {
        String reason = thrown.getClass().getSimpleName();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (!(cause instanceof IOException)) {
                return "damaged data";
            }
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                reason = message;
            }
        }
        return reason;
    }

    private static InvalidInputException of(String name, String what) {
        return new InvalidInputException(oneLine(name, what));
    }

    private static InvalidInputException because(Throwable cause, String name, String what) {
        return new InvalidInputException(oneLine(name, what), cause);
    }

    /** One line, whatever a file's name or a reader's message has in it. */
    private static String oneLine(String name, String what) {
        return (name + ": " + what).replaceAll("\\p{Cntrl}+", " ");
    }
}
