package org.mobilenet4j.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.mobilenet4j.Model;
import org.mobilenet4j.ModelFormat;
import org.mobilenet4j.formats.onnx.OnnxModel;

/** ONNX files, told by their suffix, since they begin with nothing of their own; also the directories of DJL with one. */
public final class OnnxFormat implements ModelFormat {
    private static final String SUFFIX = ".onnx";
    private static final String MODEL = "model.onnx";
    private static final String SYNSET = "synset.txt";

    @Override
    public boolean recognises(Path path, byte[] start) {
        return Files.isDirectory(path)
                ? Files.isRegularFile(path.resolve(MODEL)) && !Files.isRegularFile(path.resolve("config.json"))
                : path.toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }

    @Override
    public Model read(Path path) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(MODEL) : path;
        Path synset = file.resolveSibling(SYNSET);
        List<String> labels = Files.isRegularFile(synset) && Files.size(synset) < 1 << 24
                ? Labels.parse(Files.readAllBytes(synset))
                : Labels.beside(file);
        return OnnxModel.read(FileContent.read(file), file, labels);
    }
}
