package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.report.Wording;

/**
 * The result of the quickstart of detection or segmentation.
 *
 * @param out folder that everything is in
 * @param accuracy AP50 or mIoU, a share
 * @param score of a detector, from which its objects are shown; else 0
 * @param drawn the image that was looked at, with what was found in it
 * @param found in words
 */
record DenseQuickstartFigures(
        AnnotationTask task,
        Path out,
        int train,
        int validation,
        double accuracy,
        double seconds,
        double score,
        Path drawn,
        String found) {
    private boolean isDetection() {
        return task == AnnotationTask.DETECTION;
    }

    String text() {
        return String.format(
                        Locale.ROOT,
                        "%n%s %s on %d drawings it did not learn from, after %d that it did. %.0f s in all.%n",
                        isDetection() ? "AP50" : "mIoU",
                        Wording.percent(accuracy),
                        validation,
                        train,
                        seconds)
                + """
                What it did: a small MobileNetV2 learned five kinds of flower from drawings of one kind each; over it
                %s learned where they are in these. Drawings are easy: no flower is far away, blurred or half
                hidden. Photos are harder; there, begin with ImageNet's weights.

                %s
                %s

                Next, with your own photos and %s:
                  ./mobilenet weights fetch mobilenet_v2
                  ./mobilenet train --task %s --data PHOTOS --weights mobilenet_v2 --out my-model
                  ./mobilenet evaluate --model my-model --data OTHERS --report report.html
                  ./mobilenet predict --model my-model --draw drawn PHOTO.jpg
                %sThis run's report is %s; its model is in %s, its images in %s""".formatted(
                                isDetection() ? "SSDLite's heads" : "a head of DeepLabV3",
                                drawn,
                                found,
                                isDetection()
                                        ? "boxes in the form of COCO, PASCAL VOC or YOLO"
                                        : "masks, or polygons in the form of COCO or YOLO",
                                isDetection() ? "detection" : "segmentation",
                                isDetection() ? "The report says which --min-score to ask predict for.\n" : "",
                                out.resolve("report.html"),
                                out.resolve("model"),
                                out.resolve("scenes"));
    }
}
