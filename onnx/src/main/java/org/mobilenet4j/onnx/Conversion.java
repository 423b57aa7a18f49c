package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Map;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.Task;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.TemporaryFolder;
import org.mobilenet4j.naming.LoadPolicy;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StoredPrecision;
import org.mobilenet4j.workflow.OutputComparison;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * A model in another form, written only once what was read back says the same.
 *
 * @param precision how filters and matrices are stored
 */
public record Conversion(Model model, ModelForm form, StoredPrecision precision, ImageReader reader) {
    /** Of the largest output, or of 1 where that is smaller. */
    private static final double TOLERANCE = 1e-3;

    /** The same of weights rounded to 11 bits: wide, to find a wrong file rather than to judge the rounding. */
    private static final double HALF_TOLERANCE = 0.05;

    /**
     * Checks the parts against each other.
     *
     * @throws InvalidInputException if the form cannot be stored in that precision
     */
    public Conversion {
        reader = reader.following(model.preprocessing());
        DjlModel.requireClassifier(model, form);
        if (form.isOnnx() && precision != StoredPrecision.FLOAT32) {
            throw new InvalidInputException(
                    "an ONNX file of other precision than float32 is an export, not a conversion;"
                            + " export the model, or convert it in float32");
        }
    }

    /**
     * Writes the model.
     *
     * @param target a file or folder, as the form is; its parent must exist
     * @param proof images on which what is read back is compared with the model
     * @return the comparison
     * @throws InvalidInputException if the form has no such network, or no image can be read
     * @throws IOException if the disk fails, or what is read back differs; then nothing is written
     */
    public OutputComparison run(Path target, ImageSet proof, WorkflowListener listener) throws IOException {
        try (TemporaryFolder staging = TemporaryFolder.beside(target)) {
            Path draft = staging.path().resolve(form == ModelForm.ONNX ? DjlModel.MODEL_FILE : "model");
            write(draft);
            Model compared = model.ofOneSize();
            CompiledNetwork before = compared.compile();
            CompiledNetwork after = read(draft).ofOneSize().compile();
            OutputComparison comparison = new OutputComparison();
            listener.onTask("comparing", proof.size());
            reader.map(
                    proof,
                    image -> {
                        float[] input = compared.input(image);
                        comparison.add(outputs(before, input), outputs(after, input));
                        return true;
                    },
                    listener);
            comparison.require(
                    precision == StoredPrecision.FLOAT32 ? TOLERANCE : HALF_TOLERANCE,
                    target + ": not written: read back, it differs");
            if (form.isFolder()) {
                write(target);
            } else {
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return comparison;
        }
    }

    /** Every output of a network, one behind the other. */
    private static float[] outputs(CompiledNetwork network, float[] input) {
        Collection<FeatureMap> maps = network.run(input).values();
        float[] all =
                new float[maps.stream().mapToInt(map -> map.values().length).sum()];
        int at = 0;
        for (FeatureMap map : maps) {
            System.arraycopy(map.values(), 0, all, at, map.values().length);
            at += map.values().length;
        }
        return all;
    }

    private void write(Path target) throws IOException {
        switch (form) {
            case MODEL -> model.save(target, precision);
            case ZIP -> model.saveZip(target, precision);
            case TORCHVISION, TIMM ->
                Safetensors.write(
                        target,
                        LoadedParameters.toStateDict(model.withLayout(layout()).parameters(), layout()),
                        Map.of("format", "pt"),
                        precision);
            case ONNX -> OnnxExport.write(model, OnnxOptions.DEFAULT, target);
            case HUGGINGFACE -> HubFolder.write(model, target, precision);
            case DJL, MLFLOW -> {
                try (TemporaryFolder folder = TemporaryFolder.beside(target)) {
                    Path onnx = folder.path().resolve(DjlModel.MODEL_FILE);
                    OnnxExport.write(model, OnnxOptions.DEFAULT, onnx);
                    if (form == ModelForm.DJL) {
                        DjlModel.write(model, onnx, target);
                    } else {
                        MlflowModel.write(model, onnx, OnnxOptions.DEFAULT, target);
                    }
                }
            }
        }
    }

    private NameLayout layout() {
        if (form == ModelForm.TIMM) {
            return NameLayout.TIMM;
        }
        return switch (model.task()) {
            case Task.ObjectDetection d -> NameLayout.TORCHVISION_DETECTION;
            case Task.SemanticSegmentation s -> NameLayout.TORCHVISION_SEGMENTATION;
            case Task.ImageClassification c -> NameLayout.TORCHVISION;
            case Task.FeatureExtraction f -> NameLayout.TORCHVISION;
        };
    }

    /** What a reader of this form gets. */
    private Model read(Path written) throws IOException {
        return switch (form) {
            case MODEL, ZIP, HUGGINGFACE, ONNX, DJL, MLFLOW -> Models.open(written);
            case TORCHVISION, TIMM -> readWeights(written);
        };
    }

    /** Strictly, as the library does whose names they are. */
    private Model readWeights(Path written) throws IOException {
        Model named = model.withLayout(layout());
        return named.withParameters(LoadedParameters.from(
                        Safetensors.read(written), written.toString(), named.network(), LoadPolicy.STRICT, 0)
                .parameters());
    }
}
