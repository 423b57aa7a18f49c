package org.mobilenet4j.datacheck;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.datacheck.DatasetFindings.UnreadableImage;
import org.mobilenet4j.datacheck.SuspiciousLabels.SuspiciousLabel;
import org.mobilenet4j.evaluation.ConfidentLearning;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.image.ImageSketch;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.Digests;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.training.CrossValidation;
import org.mobilenet4j.training.LabelledFeatures;
import org.mobilenet4j.workflow.ImageEmbedding;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * Looks at a dataset before somebody learns from it. Every image is read once, by all threads.
 *
 * @param trunk gives the features by which labels are judged; without one, they are not
 */
public record DatasetCheck(ImageReader reader, @Nullable ImageEmbedding trunk) {
    /** A class of fewer images is left out of the judging of labels: a fold would know next to nothing of it. */
    public static final int FEWEST_TO_JUDGE = 10;

    private static final int FOLDS = 5;
    private static final long SEED = 1;

    /** Without a judgement of the labels. */
    public DatasetCheck(ImageReader reader) {
        this(reader, null);
    }

    /** What became of an image. */
    private record Look(
            int index,
            @Nullable CheckedImage image,
            float @Nullable [] features,
            @Nullable SkippedImage problem) {}

    /**
     * Checks a dataset.
     *
     * @throws InvalidInputException if none of its images can be read
     */
    public DatasetFindings run(CheckedDataset dataset, WorkflowListener listener) {
        long begin = System.nanoTime();
        @Nullable Function<float[], float[]> embedding = trunk == null ? null : trunk.embedding();
        List<CheckedImage> images = new ArrayList<>();
        List<float[]> features = new ArrayList<>();
        List<UnreadableImage> unreadable = new ArrayList<>();
        int count = dataset.size();
        listener.onTask("checking", count);
        reader.workers().mapInOrder(count, index -> look(dataset, index, embedding), look -> {
            if (look.image != null) {
                images.add(look.image);
            }
            if (look.features != null) {
                features.add(look.features);
            }
            if (look.problem != null) {
                unreadable.add(new UnreadableImage(look.index, look.problem));
            }
            listener.onImage(images.size() + unreadable.size(), count);
        });
        if (images.isEmpty()) {
            throw new InvalidInputException(
                    dataset.source() + ": none of its " + count + " images can be read; the first: "
                            + unreadable.getFirst().skipped().reason());
        }
        Duplicates duplicates = Duplicates.among(dataset, images, reader.workers());
        @Nullable SuspiciousLabels labels = trunk == null ? null : judge(dataset, images, features);
        return new DatasetFindings(
                dataset,
                images,
                unreadable,
                ClassSizes.of(dataset),
                duplicates,
                labels,
                (System.nanoTime() - begin) * 1e-9);
    }

    private Look look(CheckedDataset dataset, int index, @Nullable Function<float[], float[]> embedding) {
        try {
            byte[] encoded = dataset.encoded(index);
            ImageDecoder decoder =
                    trunk == null ? reader.decoder() : trunk.reader().decoder();
            RgbImage image = decoder.decode(encoded, dataset.path(index));
            CheckedImage checked = new CheckedImage(
                    index,
                    new ImageSize(image.width(), image.height()),
                    ImageDecoder.orientationOf(encoded),
                    ImageSketch.contrastOf(image),
                    Digests.sha256(encoded),
                    ImageSketch.of(image));
            float[] features = embedding == null || trunk == null
                    ? null
                    : embedding.apply(trunk.model().preprocessing().apply(image).data());
            return new Look(index, checked, features, null);
        } catch (InvalidInputException problem) {
            return new Look(
                    index, null, null, new SkippedImage(dataset.name(index), String.valueOf(problem.getMessage())));
        }
    }

    /** Judges the labels of all parts together: those to test on are wrong as often as others. */
    private @Nullable SuspiciousLabels judge(
            CheckedDataset dataset, List<CheckedImage> images, List<float[]> features) {
        int classes = dataset.classes().size();
        List<Integer> labels =
                images.stream().map(image -> dataset.label(image.index())).toList();
        if (images.size() < FOLDS * FEWEST_TO_JUDGE) {
            return null;
        }
        Map<String, Integer> copies = new HashMap<>();
        List<Integer> groups = images.stream()
                .map(image -> copies.computeIfAbsent(image.digest(), digest -> image.index()))
                .toList();
        List<float[]> probabilities = new CrossValidation(FOLDS, SEED)
                .probabilities(new LabelledFeatures(features, labels), groups, classes, reader.workers());
        int[] given = labels.stream().mapToInt(Integer::intValue).toArray();
        ConfidentLearning learned = ConfidentLearning.of(given, probabilities, FEWEST_TO_JUDGE);
        return new SuspiciousLabels(
                learned.suspects().stream()
                        .map(suspect -> new SuspiciousLabel(
                                images.get(suspect.example()).index(),
                                suspect.suggested(),
                                suspect.ownProbability(),
                                suspect.suggestedProbability(),
                                suspect.isConfident()))
                        .toList(),
                images.size(),
                learned.noise(),
                accuracy(given, probabilities));
    }

    private static double accuracy(int[] labels, List<float[]> probabilities) {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            float[] given = probabilities.get(i);
            boolean isLargest = true;
            for (float each : given) {
                isLargest &= each <= given[labels[i]];
            }
            right += isLargest ? 1 : 0;
        }
        return (double) right / labels.length;
    }
}
