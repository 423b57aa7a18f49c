package org.mobilenet4j.workflow;

import java.util.Comparator;
import java.util.List;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.evaluation.Detection;
import org.mobilenet4j.evaluation.DetectionFigures;
import org.mobilenet4j.evaluation.MatchedObjects;
import org.mobilenet4j.evaluation.TrueObject;

/**
 * What a detector found in annotated images, image by image and in all.
 *
 * @param images those that could be read; while their dataset is open, they can be shown
 * @param reader that read them
 * @param isTrainedOn whether the model learned from these very images, or from most of them
 * @param classes the names of those that model and data have in common; labels are indexes into these
 * @param judged one for each image
 * @param skipped images that could not be read
 * @param seconds that reading and detecting took in all
 */
public record EvaluatedDetections(
        Model model,
        AnnotatedImages images,
        ImageReader reader,
        boolean isTrainedOn,
        List<String> classes,
        List<JudgedImage> judged,
        DetectionFigures figures,
        List<SkippedImage> skipped,
        double seconds) {
    /**
     * One image.
     *
     * @param index into the images
     * @param found with every detection, of however low a score
     * @param millis from its file to its boxes, on its thread
     */
    public record JudgedImage(int index, DetectionFigures.Image found, double millis) {}

    /** An object that nothing found, though it counts. */
    public record Miss(JudgedImage image, TrueObject object) {}

    /** A detection where nothing is. */
    public record FalseAlarm(JudgedImage image, Detection detection) {}

    public EvaluatedDetections {
        classes = List.copyOf(classes);
        judged = List.copyOf(judged);
        skipped = List.copyOf(skipped);
    }

    /** The least score that serves best on these images: the one with the highest F1. */
    public double threshold() {
        return figures.thresholds().best();
    }

    /** The objects of an image and what found them, above the best threshold. */
    public MatchedObjects matched(JudgedImage image) {
        return MatchedObjects.of(image.found.objects(), image.found.detections(), threshold());
    }

    /** The misses that are hardest to excuse: the largest objects in their images. */
    public List<Miss> worstMisses(int count) {
        return judged.stream()
                .flatMap(image -> matched(image).missed().stream().map(object -> new Miss(image, object)))
                .sorted(Comparator.comparingDouble((Miss miss) -> -shareOfImage(miss)))
                .limit(count)
                .toList();
    }

    private double shareOfImage(Miss miss) {
        var size = images.images().get(miss.image.index).size();
        return miss.object.region().area() / ((double) size.width() * size.height());
    }

    /** The false alarms of which the model was surest. */
    public List<FalseAlarm> surestFalseAlarms(int count) {
        return judged.stream()
                .flatMap(image ->
                        matched(image).falseAlarms().stream().map(detection -> new FalseAlarm(image, detection)))
                .sorted(Comparator.comparingDouble((FalseAlarm alarm) -> -alarm.detection.score()))
                .limit(count)
                .toList();
    }

    public List<JudgedImage> slowest(int count) {
        return judged.stream()
                .sorted(Comparator.comparingDouble(JudgedImage::millis).reversed())
                .limit(count)
                .toList();
    }
}
