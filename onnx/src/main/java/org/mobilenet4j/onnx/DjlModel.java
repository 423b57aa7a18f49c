package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A model's directory as Deep Java Library loads it with its ONNX Runtime engine: the file, {@code synset.txt} with the
 * class names, and {@code serving.properties} with the preprocessing.
 */
public final class DjlModel {
    /** The model's file within the directory. */
    public static final String MODEL_FILE = "model.onnx";

    private static final String SYNSET_FILE = "synset.txt";
    private static final String PROPERTIES_FILE = "serving.properties";

    private DjlModel() {}

    /**
     * Says that DJL's directory is of a classifier.
     *
     * @throws InvalidInputException if it is asked for of another model
     */
    static void requireClassifier(Model model, ModelForm form) {
        if (form == ModelForm.DJL) {
            model.require(
                    Task.ImageClassification.class,
                    "a classifier for a DJL directory, whose translator classifies images; export others as ONNX");
        }
    }

    /**
     * Writes the directory, which is made if need be.
     *
     * @param onnx the model as {@link OnnxExport} wrote it, from normalised floats to logits; it is moved
     * @throws InvalidInputException if DJL has no words for the model's preprocessing
     * @throws IOException if the disk is full, read-only or fails
     */
    public static void write(Model model, Path onnx, Path directory) throws IOException {
        String properties = properties(model.preprocessing());
        Files.createDirectories(directory);
        AtomicFile.write(
                directory.resolve(SYNSET_FILE),
                out -> out.write(synset(model.labels()).getBytes(StandardCharsets.UTF_8)));
        AtomicFile.write(
                directory.resolve(PROPERTIES_FILE), out -> out.write(properties.getBytes(StandardCharsets.UTF_8)));
        Files.move(onnx, directory.resolve(MODEL_FILE), StandardCopyOption.REPLACE_EXISTING);
    }

    /** A class a line, whatever its name has in it: one more line would move all classes behind it. */
    private static String synset(List<String> labels) {
        return labels.stream()
                .map(label -> label.replaceAll("\\R|\\p{Cntrl}", " ") + "\n")
                .collect(Collectors.joining());
    }

    private static String properties(Preprocessing preprocessing) {
        if (preprocessing.channels() != 3) {
            throw new InvalidInputException("a model of grey images cannot become a DJL directory, whose translator"
                    + " normalises three channels; export it with --format onnx");
        }
        String resize = preprocessing.shortSide()
                + (preprocessing.interpolation() == Interpolation.BILINEAR
                        ? ""
                        : ",-1," + preprocessing.interpolation().name().toUpperCase(Locale.ROOT));
        String normalize = Stream.of(preprocessing.mean(), preprocessing.std())
                .flatMap(List::stream)
                .map(Objects::toString)
                .collect(Collectors.joining(","));
        return """
                engine=OnnxRuntime
                option.modelName=model
                translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory
                width=%d
                height=%d
                resizeShort=%s
                centerCrop=true
                normalize=%s
                applySoftmax=true
                """.formatted(preprocessing.inputWidth(), preprocessing.inputHeight(), resize, normalize);
    }
}
