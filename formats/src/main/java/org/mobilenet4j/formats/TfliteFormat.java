package org.mobilenet4j.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.Model;
import org.mobilenet4j.ModelFormat;
import org.mobilenet4j.formats.tflite.LiteGraph;

/**
 * TensorFlow Lite's files, float or quantised, with the labels that lie in their metadata or beside them; a directory with
 * Teachable Machine's {@code model_unquant.tflite} or {@code model.tflite} too.
 */
public final class TfliteFormat implements ModelFormat {
    private static final List<String> TEACHABLE_MACHINE = List.of("model_unquant.tflite", "model.tflite");

    @Override
    public boolean recognises(Path path, byte[] start) {
        if (Files.isDirectory(path)) {
            return TEACHABLE_MACHINE.stream().anyMatch(name -> Files.isRegularFile(path.resolve(name)));
        }
        return start.length >= 8 && start[4] == 'T' && start[5] == 'F' && start[6] == 'L' && start[7] == '3';
    }

    @Override
    public Model read(Path path) throws IOException {
        Path file = path;
        if (Files.isDirectory(path)) {
            file = TEACHABLE_MACHINE.stream()
                    .map(path::resolve)
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElse(path);
        }
        byte[] content = FileContent.read(file);
        List<String> inside = Labels.parse(LiteGraph.labels(content));
        return LiteGraph.read(content, file.toString(), inside.isEmpty() ? Labels.beside(file) : inside);
    }
}
