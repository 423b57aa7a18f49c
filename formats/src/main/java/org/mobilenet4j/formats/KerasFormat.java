package org.mobilenet4j.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mobilenet4j.Model;
import org.mobilenet4j.ModelFormat;
import org.mobilenet4j.formats.keras.KerasFile;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Keras 2's and 3's files: {@code .h5} of a whole model or of weights, {@code .weights.h5} and {@code .keras}; a directory
 * with Teachable Machine's {@code keras_model.h5} too.
 */
public final class KerasFormat implements ModelFormat {
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final String TEACHABLE_MACHINE = "keras_model.h5";
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";
    private static final long MOST_BYTES = 1L << 28;

    @Override
    public boolean recognises(Path path, byte[] start) throws IOException {
        if (Files.isDirectory(path)) {
            return Files.isRegularFile(path.resolve(TEACHABLE_MACHINE));
        }
        return isHdf5(start) || isArchive(path, start);
    }

    private static boolean isHdf5(byte[] start) {
        return start.length >= HDF5.length && Arrays.equals(start, 0, HDF5.length, HDF5, 0, HDF5.length);
    }

    private static boolean isArchive(Path path, byte[] start) throws IOException {
        if (start.length < 2 || start[0] != 'P' || start[1] != 'K') {
            return false;
        }
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".keras")) {
            return true;
        }
        try (ZipFile zip = new ZipFile(path.toFile())) {
            return zip.getEntry(WEIGHTS) != null && zip.getEntry(CONFIG) != null;
        } catch (ZipException e) {
            return false; // others say what is wrong with it
        }
    }

    @Override
    public Model read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(TEACHABLE_MACHINE) : path;
        List<String> labels = Labels.beside(file);
        byte[] content = FileContent.read(file);
        if (isHdf5(content)) {
            return KerasFile.readHdf5(content, file.toString(), labels);
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return KerasFile.readArchive(entry(zip, CONFIG, file), entry(zip, WEIGHTS, file), file.toString(), labels);
        } catch (ZipException e) {
            throw new InvalidInputException(
                    file + ": is a damaged .keras archive (" + e.getMessage() + "); copy it again", e);
        }
    }

    private static byte[] entry(ZipFile zip, String name, Path file) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new InvalidInputException(
                    file + ": has no " + name + ", which a .keras archive has; save the model again with Keras");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) MOST_BYTES);
            if (in.read() != -1) {
                throw new InvalidInputException(
                        file + ": entry " + name + " has more than " + MOST_BYTES + " bytes; is it a MobileNet?");
            }
            return bytes;
        }
    }
}
