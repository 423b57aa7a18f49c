package org.mobilenet4j.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.Task;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.DatasetPart;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.data.UnlabelledImages;

/** Images to calibrate on, whatever they are of. */
record OpenedImages(ImageSet images, List<String> notes, Closeable resource) implements Closeable {
    static final OpenedImages NONE = new OpenedImages(UnlabelledImages.of(List.of()), List.of(), () -> {});

    /**
     * Opens images of any kind; of a dataset with boxes or masks only its images to learn from, as its masks are images, too.
     *
     * @param most to take, every n-th where there are more
     */
    static OpenedImages open(Path path, Task task, int most) throws IOException {
        boolean isAnnotated = task instanceof Task.ObjectDetection || task instanceof Task.SemanticSegmentation;
        List<AnnotationTask> tasks = isAnnotated ? List.copyOf(AnnotatedDataset.tasksOf(path)) : List.of();
        if (tasks.isEmpty()) {
            UnlabelledImages opened = UnlabelledImages.open(List.of(path));
            return new OpenedImages(opened.atMost(most), opened.notes(), opened::close);
        }
        AnnotatedDataset dataset = AnnotatedDataset.open(path, tasks.getFirst(), false);
        DatasetPart part = dataset.parts().contains(DatasetPart.TRAIN) ? DatasetPart.TRAIN : dataset.evaluationPart();
        AnnotatedImages images = dataset.part(part);
        int count = Math.min(most, images.size());
        List<Integer> taken = IntStream.range(0, count)
                .mapToObj(i -> (int) ((long) i * images.size() / count))
                .toList();
        return new OpenedImages(
                images.only(taken),
                List.of("calibrating on images of the " + part + " part of " + path),
                dataset::close);
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }
}
