package org.mobilenet4j.evaluation;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.mobilenet4j.image.ClassMask;

/**
 * How often pixels of each class were taken for each, and what follows from it for semantic segmentation. Pixels of the
 * class {@link ClassMask#IGNORED} are left out. Not thread-safe.
 */
public final class PixelConfusion {
    private final int classes;
    private final long[][] counts;

    public PixelConfusion(int classes) {
        if (classes < 1 || classes > ClassMask.IGNORED) {
            throw new IllegalArgumentException(classes + " classes, expected 1 to " + ClassMask.IGNORED);
        }
        this.classes = classes;
        this.counts = new long[classes][classes];
    }

    /**
     * Counts the pixels of an image.
     *
     * @throws IllegalArgumentException if the sizes differ, or there is a class that is not among those to be measured
     */
    public void add(ClassMask truth, ClassMask predicted) {
        if (truth.width() != predicted.width() || truth.height() != predicted.height()) {
            throw new IllegalArgumentException("a prediction of " + predicted + " for " + truth);
        }
        for (int i = 0; i < truth.classes().length; i++) {
            int actual = Byte.toUnsignedInt(truth.classes()[i]);
            if (actual == ClassMask.IGNORED) {
                continue;
            }
            int taken = Byte.toUnsignedInt(predicted.classes()[i]);
            if (actual >= classes || taken >= classes) {
                throw new IllegalArgumentException("class " + Math.max(actual, taken) + ", expected one of " + classes
                        + " or " + ClassMask.IGNORED);
            }
            counts[actual][taken]++;
        }
    }

    /**
     * Counts what another has counted.
     *
     * @throws IllegalArgumentException if the other is of another number of classes
     */
    public void add(PixelConfusion other) {
        if (other.classes != classes) {
            throw new IllegalArgumentException("counts of " + other.classes + " classes, expected " + classes);
        }
        for (int actual = 0; actual < classes; actual++) {
            for (int predicted = 0; predicted < classes; predicted++) {
                counts[actual][predicted] += other.counts[actual][predicted];
            }
        }
    }

    /** Counts so many pixels of class {@code actual}, taken for {@code predicted}. */
    public void add(int actual, int predicted, long pixels) {
        counts[actual][predicted] += pixels;
    }

    /** How many classes there are. */
    public int classes() {
        return classes;
    }

    /** How many pixels of a class were taken for another. */
    public long count(int actual, int predicted) {
        return counts[actual][predicted];
    }

    /** The pixels of a class. */
    public long actual(int label) {
        return LongStream.of(counts[label]).sum();
    }

    /** The pixels taken for a class. */
    public long predicted(int label) {
        return IntStream.range(0, classes).mapToLong(row -> counts[row][label]).sum();
    }

    /** All pixels that count. */
    public long total() {
        return IntStream.range(0, classes).mapToLong(this::actual).sum();
    }

    /** The share of pixels taken for what they are; NaN where there are none. */
    public double pixelAccuracy() {
        return (double) IntStream.range(0, classes)
                        .mapToLong(label -> counts[label][label])
                        .sum()
                / total();
    }

    /** Of a class's pixels, the share that was recognised; NaN where it has none. */
    public double accuracy(int label) {
        return (double) counts[label][label] / actual(label);
    }

    /** Intersection over union of a class; NaN where it neither occurs nor is predicted. */
    public double iou(int label) {
        return (double) counts[label][label] / (actual(label) + predicted(label) - counts[label][label]);
    }

    /** The mean IoU of the classes that occur or are predicted: "mIoU". torchvision's is NaN where one does neither. */
    public double meanIou() {
        return meanIou(classes);
    }

    /** The mean IoU of the first classes, of those that occur or are predicted. */
    public double meanIou(int first) {
        return Means.of(IntStream.range(0, first).mapToDouble(this::iou).toArray());
    }

    /** The mean accuracy of the classes that occur. */
    public double meanAccuracy() {
        return Means.of(IntStream.range(0, classes).mapToDouble(this::accuracy).toArray());
    }

    /** The mean IoU of the classes that occur, each weighed by its share of pixels. */
    public double frequencyWeightedIou() {
        return IntStream.range(0, classes)
                        .filter(label -> actual(label) > 0)
                        .mapToDouble(label -> iou(label) * actual(label))
                        .sum()
                / total();
    }
}
