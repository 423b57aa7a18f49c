package org.mobilenet4j.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.onnx.MeasuredData;

/** A dataset to measure a model on, opened as the model's task needs it. */
record OpenedData(MeasuredData measured, List<String> notes, Closeable resource) implements Closeable {
    private static final int PROBLEMS_SHOWN = 3;

    static OpenedData open(Path path, Model model) throws IOException {
        return switch (model.task()) {
            case Task.ObjectDetection d -> annotated(path, AnnotationTask.DETECTION);
            case Task.SemanticSegmentation s -> annotated(path, AnnotationTask.SEGMENTATION);
            case Task.ImageClassification c -> labelled(path, model);
            case Task.FeatureExtraction f -> labelled(path, model);
        };
    }

    private static OpenedData labelled(Path path, Model model) throws IOException {
        ImageFolder folder = ImageFolder.open(path, model.labels());
        return new OpenedData(new MeasuredData.Classes(folder), folder.notes(), folder::close);
    }

    private static OpenedData annotated(Path path, AnnotationTask task) throws IOException {
        AnnotatedDataset dataset = AnnotatedDataset.open(path, task, false);
        return new OpenedData(
                new MeasuredData.Annotations(dataset),
                Stream.concat(
                                Stream.of("measuring on the " + dataset.evaluationPart() + " part of " + path),
                                dataset.problems().stream()
                                        .limit(PROBLEMS_SHOWN)
                                        .map(Object::toString))
                        .toList(),
                dataset::close);
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }
}
