package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.io.AtomicFile;

/**
 * A model's directory as MLflow loads, logs and serves it: the ONNX file, {@code MLmodel} with MLflow's onnx flavour, and
 * what it asks of Python.
 */
final class MlflowModel {
    private static final String DESCRIPTION_FILE = "MLmodel";
    private static final String REQUIREMENTS = """
            mlflow
            numpy
            onnx
            onnxruntime
            """;
    private static final String ENVIRONMENT_FILE = "python_env.yaml";
    private static final String ENVIRONMENT = """
            python: "3.11"
            build_dependencies:
            - pip
            - setuptools
            - wheel
            dependencies:
            - -r requirements.txt
            """;

    private MlflowModel() {}

    /**
     * Writes the directory, which is made if need be.
     *
     * @param onnx the model as {@link OnnxExport} wrote it; it is moved
     * @param options those that it was written with
     * @throws IOException if the disk is full, read-only or fails
     */
    static void write(Model model, Path onnx, OnnxOptions options, Path directory) throws IOException {
        Files.createDirectories(directory);
        text(directory.resolve("requirements.txt"), REQUIREMENTS);
        text(directory.resolve(ENVIRONMENT_FILE), ENVIRONMENT);
        Files.move(onnx, directory.resolve(DjlModel.MODEL_FILE), StandardCopyOption.REPLACE_EXISTING);
        text(directory.resolve(DESCRIPTION_FILE), description(model, options));
    }

    private static void text(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String description(Model model, OnnxOptions options) {
        return """
                flavors:
                  onnx:
                    code: null
                    data: %1$s
                    onnx_version: null
                    providers:
                    - CPUExecutionProvider
                  python_function:
                    data: %1$s
                    env:
                      virtualenv: %2$s
                    loader_module: mlflow.onnx
                metadata:
                  architecture: %3$s
                  labels:
                %4$s
                """.formatted(DjlModel.MODEL_FILE, ENVIRONMENT_FILE, Yaml.text(model.name()), labels(model))
                + (model.task() instanceof Task.ImageClassification ? signature(model, options) : "");
    }

    private static String labels(Model model) {
        return model.labels().stream().map(label -> "  - " + Yaml.text(label)).collect(Collectors.joining("\n"));
    }

    /** What goes in and out, of a classifier: the other tasks' outputs depend on more than the model. */
    private static String signature(Model model, OnnxOptions options) {
        MapShape input = model.ofOneSize().inputShape();
        String batch = options.hasDynamicBatch() ? "-1" : "1";
        String in = options.hasPreprocessing()
                ? tensor("image", "uint8", batch, input.height(), input.width(), input.channels())
                : tensor("input", "float32", batch, input.channels(), input.height(), input.width());
        String out = tensor(
                options.hasSoftmax() ? OnnxExport.PROBABILITIES : "logits",
                "float32",
                batch,
                model.labels().size());
        return """
                signature:
                  inputs: '[%s]'
                  outputs: '[%s]'
                """.formatted(in, out);
    }

    private static String tensor(String name, String type, String batch, int... sides) {
        StringBuilder shape = new StringBuilder(batch);
        for (int side : sides) {
            shape.append(", ").append(side);
        }
        return "{\"name\": \"%s\", \"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"%s\", \"shape\": [%s]}}"
                .formatted(name, type, shape);
    }
}
