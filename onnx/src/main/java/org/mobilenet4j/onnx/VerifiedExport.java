package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.TemporaryFolder;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * A model as an ONNX file, or a directory of Deep Java Library or MLflow with one, written only once ONNX Runtime says of images what
 * this library's engine says.
 *
 * @param form {@link ModelForm#ONNX}, {@link ModelForm#DJL} or {@link ModelForm#MLFLOW}
 * @param int8 how it becomes one of eight bits; null for floats, as the options say
 * @param verification images to compare on; null to compare nothing
 * @param data of an int8 model, what its accuracy is measured on before and after; may be null
 */
public record VerifiedExport(
        Model model,
        ModelForm form,
        OnnxOptions options,
        @Nullable Int8Options int8,
        @Nullable ImageSet verification,
        @Nullable MeasuredData data,
        ImageReader reader) {
    /** Of the largest output, or of 1 where that is smaller. */
    private static final double TOLERANCE = 1e-3;

    /**
     * Checks the parts against each other.
     *
     * @throws InvalidInputException if images are to be compared on and ONNX Runtime is not on the class path, or the
     *     options are not for the form
     */
    public VerifiedExport {
        reader = reader.following(model.preprocessing());
        if (!form.isOnnx()) {
            throw new IllegalArgumentException("form is " + form + ", expected ONNX, DJL or MLFLOW");
        }
        DjlModel.requireClassifier(model, form);
        if (data != null && int8 != null && options.hasPostprocessing()) {
            throw new InvalidInputException(
                    "accuracy is measured on what the network gives, and the file is to give what"
                            + " is made of it; measure without postprocessing, then write the file with it");
        }
        if (form == ModelForm.DJL && (options.hasPreprocessing() || options.hasSoftmax())) {
            throw new InvalidInputException(
                    "DJL normalises images and takes the softmax itself; leave both out of the model");
        }
        if (verification != null && !OnnxRuntime.isAvailable()) {
            throw new InvalidInputException("nothing can be verified: ONNX Runtime is not on the class path; add"
                    + " com.microsoft.onnxruntime:onnxruntime, or verify nothing");
        }
    }

    /** To an ONNX file of float32 with the usual options. */
    public static VerifiedExport of(Model model, ImageSet verification, ImageReader reader) {
        return new VerifiedExport(model, ModelForm.ONNX, OnnxOptions.DEFAULT, null, verification, null, reader);
    }

    /**
     * Writes the model.
     *
     * @param target a file, or DJL's or MLflow's directory; its parent must exist
     * @throws InvalidInputException if images cannot be read
     * @throws IOException if the disk fails, or ONNX Runtime says other things; then nothing is written
     */
    public ExportedModel run(Path target, WorkflowListener listener) throws IOException {
        try (TemporaryFolder staging = TemporaryFolder.beside(target)) {
            Path file = staging.path().resolve(DjlModel.MODEL_FILE);
            if (int8 == null) {
                OnnxExport.write(model, options, file);
            } else {
                OnnxExport.write(model, int8.quantization(model, reader, listener), options, file);
            }
            ExportedModel exported = verified(target, file, staging.path(), listener);
            switch (form) {
                case DJL -> DjlModel.write(model, file, target);
                case MLFLOW -> MlflowModel.write(model, file, options, target);
                default ->
                    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return exported;
        }
    }

    private ExportedModel verified(Path target, Path file, Path staging, WorkflowListener listener) throws IOException {
        if (verification == null) {
            return new ExportedModel(target, Files.size(file), null, null);
        }
        try (OnnxRuntimeModel runtime = OnnxRuntimeModel.open(file, 1)) {
            OnnxComparison comparison = new OnnxComparison(model, runtime);
            listener.onTask("verifying", verification.size());
            reader.map(
                    verification,
                    image -> {
                        comparison.add(image);
                        return true;
                    },
                    listener);
            if (int8 == null && !options.hasHalfWeights()) {
                comparison.require(TOLERANCE, target + ": not written: ONNX Runtime's outputs differ");
            }
            return new ExportedModel(
                    target,
                    Files.size(file),
                    comparison,
                    int8 == null
                            ? null
                            : Int8Figures.of(model.ofOneSize(), runtime, options, staging, data, reader, listener));
        }
    }
}
