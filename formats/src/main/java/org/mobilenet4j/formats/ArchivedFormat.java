package org.mobilenet4j.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.ModelFormat;
import org.mobilenet4j.io.BoundedStream;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.TemporaryFolder;

/**
 * A zip of what the other formats read, as Teachable Machine gives its models for download: {@code keras_model.h5}, {@code
 * model_unquant.tflite} or {@code model.json} with what belongs to it, at the top or in folders.
 */
public final class ArchivedFormat implements ModelFormat {
    private static final List<String> SUFFIXES = List.of(".h5", ".keras", ".tflite", ".onnx");
    private static final String TFJS = "model.json";
    private static final long MOST_BYTES = 1L << 28;

    @Override
    public boolean recognises(Path path, byte[] start) throws IOException {
        if (start.length < 2 || start[0] != 'P' || start[1] != 'K') {
            return false;
        }
        try (ZipFile zip = new ZipFile(path.toFile())) {
            boolean isKerasArchive = zip.getEntry("model.weights.h5") != null && zip.getEntry("config.json") != null;
            return !isKerasArchive && !path.toString().endsWith(".keras") && model(zip) != null;
        } catch (ZipException e) {
            return false; // others say what is wrong with it
        }
    }

    /** The entry that is a model, if there is one. */
    private static @Nullable ZipEntry model(ZipFile zip) throws IOException {
        for (ZipEntry entry : zip.stream().toList()) {
            String name = fileName(entry.getName()).toLowerCase(Locale.ROOT);
            boolean isHidden = name.startsWith("."); // macOS keeps attributes under the same name
            boolean isModel = SUFFIXES.stream().anyMatch(name::endsWith)
                    || (name.equals(TFJS) && isTensorFlowJs(zip, entry)); // PyTorch's .pt2 has a model.json too
            if (isModel && !isHidden) {
                return entry;
            }
        }
        return null;
    }

    private static boolean isTensorFlowJs(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return TfjsFormat.isModel(in);
        }
    }

    private static String fileName(String entry) {
        return entry.substring(entry.lastIndexOf('/') + 1);
    }

    @Override
    public Model read(Path path) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile());
                TemporaryFolder folder = TemporaryFolder.of("mobilenet4j")) {
            ZipEntry model = model(zip);
            if (model == null) {
                throw new InvalidInputException(path + ": has no model in it");
            }
            String parent = model.getName()
                    .substring(
                            0,
                            model.getName().length() - fileName(model.getName()).length());
            extract(zip, parent, folder.path(), path);
            Path file = folder.path().resolve(fileName(model.getName()));
            try {
                byte[] start = start(file);
                for (ModelFormat format :
                        List.of(new KerasFormat(), new TfliteFormat(), new TfjsFormat(), new OnnxFormat())) {
                    if (format.recognises(file, start)) {
                        return format.read(file);
                    }
                }
                throw new InvalidInputException(file + ": is not what its name says; copy it again");
            } catch (InvalidInputException e) {
                throw new InvalidInputException(
                        String.valueOf(e.getMessage()).replace(folder.path().toString(), path.toString()), e);
            }
        }
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(16);
        }
    }

    /** Takes out the files beside the model; the names of entries lead nowhere else. */
    private static void extract(ZipFile zip, String parent, Path folder, Path source) throws IOException {
        long left = MOST_BYTES;
        for (ZipEntry entry : zip.stream().toList()) {
            String name = fileName(entry.getName());
            boolean isBeside = !entry.isDirectory() && entry.getName().equals(parent + name);
            if (!isBeside || name.contains("\\") || name.equals("..") || Files.exists(folder.resolve(name))) {
                continue;
            }
            try (InputStream in = zip.getInputStream(entry)) {
                left -= Files.copy(new BoundedStream(in, left + 1), folder.resolve(name));
            }
            if (left < 0) {
                throw new InvalidInputException(
                        source + ": holds more than " + MOST_BYTES + " bytes; is it a MobileNet?");
            }
        }
    }
}
