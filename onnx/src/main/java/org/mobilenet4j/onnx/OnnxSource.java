package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.OutputComparison;
import org.mobilenet4j.workflow.WorkflowListener;

/** Whether a model that was read from an ONNX file says of images what ONNX Runtime says with that file. */
public final class OnnxSource {
    private static final String SUFFIX = ".onnx";

    private OnnxSource() {}

    /**
     * Compares the two.
     *
     * @param source what the model was read from
     * @return nothing where that is no ONNX file, prepares its images itself, or ONNX Runtime is not here
     * @throws InvalidInputException if no image can be read, or ONNX Runtime cannot load the file
     * @throws IOException if the disk fails
     */
    public static Optional<OutputComparison> compare(
            Path source, Model model, ImageSet images, ImageReader reader, WorkflowListener listener)
            throws IOException {
        Path file = Files.isDirectory(source) ? source.resolve(DjlModel.MODEL_FILE) : source;
        boolean isOnnx = Files.isRegularFile(file)
                && file.toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
        boolean isComparable = isOnnx
                && OnnxRuntime.isAvailable()
                && model.network().classifier().isPresent()
                && !model.run().containsKey(Model.PREPARES_IMAGES);
        return isComparable ? Optional.of(compared(file, model, images, reader, listener)) : Optional.empty();
    }

    private static OutputComparison compared(
            Path file, Model model, ImageSet images, ImageReader reader, WorkflowListener listener) {
        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            OnnxComparison comparison = new OnnxComparison(model, runtime);
            listener.onTask("comparing with ONNX Runtime", images.size());
            reader.map(
                    images,
                    image -> {
                        comparison.add(image);
                        return true;
                    },
                    listener);
            return comparison;
        }
    }
}
