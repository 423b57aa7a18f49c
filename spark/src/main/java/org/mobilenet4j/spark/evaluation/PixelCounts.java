package org.mobilenet4j.spark.evaluation;

import java.io.Serializable;
import java.util.List;
import org.mobilenet4j.evaluation.PixelConfusion;
import org.mobilenet4j.image.ClassMask;

/** What is counted of the pixels of some of the images. Not thread-safe. */
final class PixelCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int classes;
    private final long[] counts;
    private int judged;
    private int unread;
    private int unlabelled;

    PixelCounts(int classes) {
        this.classes = classes;
        this.counts = new long[classes * classes];
    }

    /**
     * Counts an image's pixels.
     *
     * @throws IllegalArgumentException if the sizes differ, or there is a class that is not among those to be measured
     */
    void add(ClassMask truth, ClassMask predicted) {
        PixelConfusion ofImage = new PixelConfusion(classes);
        ofImage.add(truth, predicted);
        for (int i = 0; i < counts.length; i++) {
            counts[i] += ofImage.count(i / classes, i % classes);
        }
        judged++;
    }

    void addUnread() {
        unread++;
    }

    void addUnlabelled() {
        unlabelled++;
    }

    PixelCounts add(PixelCounts other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        judged += other.judged;
        unread += other.unread;
        unlabelled += other.unlabelled;
        return this;
    }

    int judged() {
        return judged;
    }

    SegmenterFigures figures(List<String> labels) {
        PixelConfusion confusion = new PixelConfusion(classes);
        for (int i = 0; i < counts.length; i++) {
            confusion.add(i / classes, i % classes, counts[i]);
        }
        return new SegmenterFigures(labels, confusion, judged, unread, unlabelled);
    }
}
