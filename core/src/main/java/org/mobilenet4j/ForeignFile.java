package org.mobilenet4j;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mobilenet4j.io.InvalidInputException;

/** Files of other frameworks, as far as it takes to say what they are where nothing reads them. */
final class ForeignFile {
    /** How many bytes tell a format. */
    static final int START_BYTES = 16;

    /** Bytes that every file of a format has at a place. */
    private record Mark(String format, int at, byte[] bytes) {
        boolean isIn(byte[] start) {
            return start.length >= at + bytes.length
                    && Arrays.equals(start, at, at + bytes.length, bytes, 0, bytes.length);
        }
    }

    private static final List<Mark> MARKS = List.of(
            new Mark("an HDF5 file, as Keras writes it", 0, new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n'}),
            new Mark("a TensorFlow Lite model", 4, "TFL3".getBytes(StandardCharsets.US_ASCII)));

    private ForeignFile() {}

    /** Refuses what a format beside this library would read, and what none does. */
    static void refuse(Path path, byte[] start) {
        if (Files.isRegularFile(path.resolve("saved_model.pb"))) {
            throw new InvalidInputException(path
                    + ": is a SavedModel of TensorFlow, which is not read; load it with Keras and save it as .keras,"
                    + " or convert it to TensorFlow Lite");
        }
        for (Mark mark : MARKS) {
            if (mark.isIn(start)) {
                throw missing(path, mark.format);
            }
        }
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (start.length > 0 && name.endsWith(".onnx")) {
            throw missing(path, "an ONNX model");
        }
        if (start.length > 0 && name.endsWith(".keras")) {
            throw missing(path, "a Keras model");
        }
    }

    private static InvalidInputException missing(Path path, String format) {
        return new InvalidInputException(
                path + ": is " + format + ", which the module mobilenet4j-formats reads; add it to the class path");
    }
}
