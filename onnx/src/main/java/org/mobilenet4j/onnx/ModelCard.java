package org.mobilenet4j.onnx;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.training.Measure;

/**
 * What a person should know of a model before using it, as Hugging Face's hub shows and reads it: Markdown behind metadata in
 * YAML (Mitchell et al. 2019, "Model Cards for Model Reporting"). Figures are those of the training run; where
 * there is none, none are told.
 */
final class ModelCard {
    private static final int LABELS_SHOWN = 50;

    private ModelCard() {}

    /**
     * The text of {@code README.md}.
     *
     * @param loadsInTimm whether timm has the network, and the files beside this are in its form
     */
    static String of(Model model, boolean loadsInTimm) {
        return "---\n" + metadata(model, loadsInTimm) + "---\n\n" + text(model, loadsInTimm);
    }

    private static String metadata(Model model, boolean loadsInTimm) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("library_name: ")
                .append(loadsInTimm ? "timm" : "mobilenet4j")
                .append('\n');
        yaml.append("pipeline_tag: ").append(pipeline(model.task())).append('\n');
        yaml.append("tags:\n- mobilenet\n- mobilenet4j\n- ")
                .append(pipeline(model.task()))
                .append('\n');
        Measure measure = measure(model.task());
        if (measure != null && value(model, measure) instanceof Number figure) {
            yaml.append("""
                    model-index:
                    - name: %s
                      results:
                      - task:
                          type: %s
                        dataset:
                          name: %s
                          type: image_folder
                          split: validation
                        metrics:
                        - name: %s
                          type: %s
                          value: %s
                    """.formatted(
                            Yaml.text(model.name()),
                            pipeline(model.task()),
                            Yaml.text(dataName(model)),
                            measure.label(),
                            measure == Measure.TOP1 ? "accuracy" : measure.key(),
                            number(figure)));
        }
        return yaml.toString();
    }

    private static String text(Model model, boolean loadsInTimm) {
        Preprocessing preprocessing = model.preprocessing();
        Summary summary = model.summary();
        StringBuilder text = new StringBuilder("""
                # %s

                | | |
                | --- | --- |
                | network | %s |
                | parameters | %,d |
                | multiply-adds | %,d |
                | input | %d x %d pixels, %s; mean %s, deviation %s |
                | classes | %d: %s |
                """.formatted(
                        cell(model.name()),
                        cell(model.name()),
                        summary.parameters(),
                        summary.multiplyAdds(),
                        preprocessing.inputWidth(),
                        preprocessing.inputHeight(),
                        preprocessing.interpolation().name().toLowerCase(Locale.ROOT),
                        preprocessing.mean(),
                        preprocessing.std(),
                        model.labels().size(),
                        labels(model.labels())));
        Measure measure = measure(model.task());
        if (measure != null && value(model, measure) instanceof Number figure) {
            text.append("""

                    ## Figures

                    %s %s on %s validation images of %s, after training on %s. The validation images chose the
                    best of %s epochs, so other images will give a little less.
                    """.formatted(
                            measure.label(),
                            number(figure),
                            cell(fact(model, "validation_images")),
                            cell(dataName(model)),
                            cell(fact(model, "train_images")),
                            cell(fact(model, "epochs"))));
        }
        text.append("\n## Use\n");
        if (loadsInTimm) {
            text.append("""

                    ```python
                    import timm
                    model = timm.create_model("hf-hub:USER/REPOSITORY", pretrained=True)
                    ```
                    """);
        }
        text.append("""

                In Java, with [mobilenet4j](https://mobilenet4j.org), from a copy of this folder:

                ```java
                %s
                ```
                """.formatted(code(model.task())));
        return text.toString();
    }

    private static String code(Task task) {
        return switch (task) {
            case Task.ImageClassification c ->
                "String label = ImageClassifier.load(Path.of(\"model\")).classify(Path.of(\"photo.jpg\")).best().label();";
            case Task.ObjectDetection d ->
                "List<DetectedObject> objects = ObjectDetector.load(Path.of(\"model\")).detect(Path.of(\"photo.jpg\"));";
            case Task.SemanticSegmentation s ->
                "Segmentation pixels = ImageSegmenter.load(Path.of(\"model\")).segment(Path.of(\"photo.jpg\"));";
            case Task.FeatureExtraction f -> "Model model = Models.open(Path.of(\"model\"));";
        };
    }

    private static String pipeline(Task task) {
        return switch (task) {
            case Task.ImageClassification c -> "image-classification";
            case Task.ObjectDetection d -> "object-detection";
            case Task.SemanticSegmentation s -> "image-segmentation";
            case Task.FeatureExtraction f -> "image-feature-extraction";
        };
    }

    private static @Nullable Measure measure(Task task) {
        return switch (task) {
            case Task.ImageClassification c -> Measure.TOP1;
            case Task.ObjectDetection d -> Measure.AVERAGE_PRECISION;
            case Task.SemanticSegmentation s -> Measure.MEAN_IOU;
            case Task.FeatureExtraction f -> null;
        };
    }

    private static @Nullable Object value(Model model, Measure measure) {
        return model.run().get(measure == Measure.TOP1 ? "top1" : measure.key());
    }

    private static String fact(Model model, String name) {
        return String.valueOf(model.run().getOrDefault(name, "?"));
    }

    /** The last name of the path: the folders above are the user's own. */
    private static String dataName(Model model) {
        String data = fact(model, "data");
        return data.substring(Math.max(data.lastIndexOf('/'), data.lastIndexOf('\\')) + 1);
    }

    private static String number(Number figure) {
        return String.format(Locale.ROOT, "%.4f", figure.doubleValue());
    }

    private static String labels(List<String> labels) {
        String shown = labels.stream().limit(LABELS_SHOWN).map(ModelCard::cell).collect(Collectors.joining(", "));
        return labels.size() <= LABELS_SHOWN ? shown : shown + ", ...";
    }

    /** Text that cannot end the cell or begin something else in Markdown. */
    private static String cell(String text) {
        return text.replaceAll("\\R|\\p{Cntrl}", " ").replaceAll("([\\\\|`*_<>\\[\\]#])", "\\\\$1");
    }
}
