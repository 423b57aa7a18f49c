package org.mobilenet4j.spark.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.evaluation.DetectionFigures;
import org.mobilenet4j.evaluation.Judgement;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.MaskDecoder;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.MobileNetModel;

/**
 * Evaluates a model on a DataFrame of labelled images. Each task counts what it sees, the counts are added, and the figures
 * are the library's own of the sums. Images that cannot be read and rows without a
 * usable label are left out and counted.
 */
public final class ClusterEvaluation {
    private ClusterEvaluation() {}

    /**
     * Evaluates a classifier: top-k, confusion matrix, calibration, the same to the bit however the rows are spread.
     *
     * @param images with the column of images that the model reads
     * @param labelCol the names of the images' classes, or their indexes
     * @throws InvalidInputException if the model is no classifier, a column is absent or of another kind, or no image can
     *     be judged
     */
    public static ClassifierFigures ofClassifier(MobileNetModel model, Dataset<?> images, String labelCol) {
        ScoredImages scored = ScoredImages.of(model, images, labelCol, ScoredImages.Answer.LOGITS);
        List<String> names = model.model().labels();
        LabelColumn labels = LabelColumn.of(scored.truthType(), names, labelCol);
        ClassifierCounts counts = scored.rows()
                .treeAggregate(new ClassifierCounts(), (sum, row) -> counted(sum, row, labels), ClassifierCounts::add);
        requireSome(counts.judged(), labelCol);
        return counts.figures(names);
    }

    private static ClassifierCounts counted(ClassifierCounts counts, Row row, LabelColumn labels) {
        OptionalInt label = labels.indexOf(row.get(0));
        Vector logits = row.getAs(1);
        if (logits == null) {
            counts.addUnread();
        } else if (label.isEmpty()) {
            counts.addUnlabelled();
        } else {
            counts.add(Judgement.of(label.getAsInt(), floats(logits), 1));
        }
        return counts;
    }

    private static float[] floats(Vector vector) {
        float[] floats = new float[vector.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) vector.apply(i); // which it was
        }
        return floats;
    }

    private static void requireSome(int judged, String labelCol) {
        if (judged == 0) {
            throw new InvalidInputException("no image can be judged; expected images that can be read, and in "
                    + labelCol + " labels that the model knows; look at the transformer's error column");
        }
    }

    /**
     * Evaluates a detector: what COCO and PASCAL VOC measure, over the classes that occur in the annotations. The boxes of
     * all images come to the driver, some 10 KB an image. Where scores are equal, images count in the order of their rows.
     *
     * @param images with the column of images that the model reads
     * @param objectsCol {@code array<struct<label, xMin, yMin, xMax, yMax>>}, labels as a classifier's, boxes in the image's
     *     pixels; and if there are {@code isCrowd}, {@code isDifficult} and {@code area}
     * @throws InvalidInputException if the model is no detector, a column is absent or of another kind, or no image can be
     *     judged
     */
    public static DetectorFigures ofDetector(MobileNetModel model, Dataset<?> images, String objectsCol) {
        ScoredImages scored = ScoredImages.of(model, images, objectsCol, ScoredImages.Answer.DETECTIONS);
        List<String> names = model.model().labels();
        LabelColumn labels = ObjectColumn.labels(scored.truthType(), names, objectsCol);
        List<BoxedImage> all =
                scored.rows().map(row -> BoxedImage.of(row, labels)).collect();
        List<BoxedImage> judged = all.stream().filter(BoxedImage::isWhole).toList();
        requireSome(judged.size(), objectsCol);
        int[] classOf = new int[names.size()];
        List<String> classes = new ArrayList<>();
        for (int label = 0; label < classOf.length; label++) {
            int wanted = label;
            boolean occurs = judged.stream().anyMatch(image -> image.hasObject(wanted));
            classOf[label] = occurs ? classes.size() : -1;
            if (occurs) {
                classes.add(names.get(label));
            }
        }
        if (classes.isEmpty()) {
            throw new InvalidInputException(objectsCol + ": none of its objects is of a class of the model ("
                    + String.join(", ", names) + "); expected the same names");
        }
        return new DetectorFigures(
                classes,
                DetectionFigures.of(
                        classes.size(),
                        judged.stream().map(image -> image.toImage(classOf)).toList()),
                judged.size(),
                (int) all.stream().filter(BoxedImage::isUnread).count(),
                (int) all.stream().filter(BoxedImage::isUnlabelled).count(),
                judged.stream().mapToInt(BoxedImage::unknown).sum());
    }

    /**
     * Evaluates a segmentation network: mean IoU and what else follows from the pixels' counts.
     *
     * @param images with the column of images that the model reads
     * @param maskCol the bytes of masks as {@link MaskDecoder} takes them, numbered as the model's labels; or structs as the
     *     transformer's {@code maskCol} has them
     * @throws InvalidInputException if the model is no segmentation network, a column is absent or of another kind, or no
     *     image can be judged
     */
    public static SegmenterFigures ofSegmenter(MobileNetModel model, Dataset<?> images, String maskCol) {
        ScoredImages scored = ScoredImages.of(model, images, maskCol, ScoredImages.Answer.MASK);
        List<String> names = model.model().labels();
        requireMasks(scored.truthType(), maskCol);
        PixelCounts counts = scored.rows()
                .treeAggregate(new PixelCounts(names.size()), ClusterEvaluation::counted, PixelCounts::add);
        requireSome(counts.judged(), maskCol);
        return counts.figures(names);
    }

    private static void requireMasks(DataType type, String maskCol) {
        boolean isMask = type instanceof StructType struct
                && List.of(struct.fieldNames()).containsAll(List.of("height", "width", "classes"));
        if (!isMask && !type.equals(DataTypes.BinaryType)) {
            throw new InvalidInputException(maskCol + " is of type " + type.simpleString()
                    + "; expected masks: binary (a PNG's bytes) or struct<height, width, classes>");
        }
    }

    private static PixelCounts counted(PixelCounts counts, Row row) {
        if (row.isNullAt(1)) {
            counts.addUnread();
            return counts;
        }
        try {
            ClassMask truth = truth(row.get(0));
            if (truth == null) {
                counts.addUnlabelled();
            } else {
                counts.add(truth, mask(row.getStruct(1)));
            }
        } catch (InvalidInputException | IllegalArgumentException e) {
            counts.addUnlabelled();
        }
        return counts;
    }

    private static @Nullable ClassMask truth(@Nullable Object cell) {
        if (cell == null) {
            return null;
        }
        return cell instanceof Row row ? mask(row) : new MaskDecoder(new ImageDecoder()).decode((byte[]) cell, "mask");
    }

    private static ClassMask mask(Row row) {
        return new ClassMask(row.getAs("width"), row.getAs("height"), row.getAs("classes"));
    }
}
