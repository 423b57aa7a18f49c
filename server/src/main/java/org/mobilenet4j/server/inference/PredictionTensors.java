package org.mobilenet4j.server.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.server.inference.OutputTensor.Values;
import org.mobilenet4j.server.model.DataType;
import org.mobilenet4j.server.model.Prediction;
import org.mobilenet4j.server.model.TensorSpec;

/** What a model said of images as tensors of the shapes that its signature says. */
final class PredictionTensors {
    private PredictionTensors() {}

    /** One output of all images. */
    static OutputTensor of(TensorSpec spec, List<Prediction> predictions) {
        List<Integer> shape = new ArrayList<>(List.of(predictions.size()));
        if (spec.itemShape().contains(-1)) {
            shape.addAll(imageShape(predictions));
            return new OutputTensor(spec.name(), shape, masks(spec, predictions));
        }
        shape.addAll(spec.itemShape());
        int length = spec.itemLength();
        if (spec.datatype() == DataType.INT32) {
            int[] values = new int[predictions.size() * length];
            each(predictions, (i, prediction) -> fill(spec, prediction, values, i * length));
            return new OutputTensor(spec.name(), shape, new Values.Ints(values));
        }
        float[] values = new float[predictions.size() * length];
        each(predictions, (i, prediction) -> fill(spec, prediction, values, i * length, length));
        return new OutputTensor(spec.name(), shape, new Values.Floats(values));
    }

    private static void each(List<Prediction> predictions, BiConsumer<Integer, Prediction> use) {
        IntStream.range(0, predictions.size()).forEach(i -> use.accept(i, predictions.get(i)));
    }

    private static void fill(TensorSpec spec, Prediction prediction, float[] out, int offset, int length) {
        switch (prediction) {
            case Prediction.Scores scores -> System.arraycopy(scores.logits(), 0, out, offset, length);
            case Prediction.Embedding embedding -> System.arraycopy(embedding.vector(), 0, out, offset, length);
            case Prediction.Objects found -> {
                for (int i = 0; i < found.objects().size(); i++) {
                    DetectedObject object = found.objects().get(i);
                    if (spec.name().equals("detection_boxes")) {
                        out[offset + 4 * i] = (float) object.box().left();
                        out[offset + 4 * i + 1] = (float) object.box().top();
                        out[offset + 4 * i + 2] = (float) object.box().right();
                        out[offset + 4 * i + 3] = (float) object.box().bottom();
                    } else {
                        out[offset + i] = (float) object.score();
                    }
                }
            }
            default -> throw new IllegalStateException("no floats in " + prediction.getClass());
        }
    }

    private static void fill(TensorSpec spec, Prediction prediction, int[] out, int offset) {
        if (!(prediction instanceof Prediction.Objects found)) {
            throw new IllegalStateException("no whole numbers in " + prediction.getClass());
        }
        if (spec.name().equals("num_detections")) {
            out[offset] = found.objects().size();
            return;
        }
        for (int i = 0; i < found.objects().size(); i++) {
            out[offset + i] = found.objects().get(i).index();
        }
    }

    private static Segmentation segmentation(Prediction prediction) {
        if (prediction instanceof Prediction.Mask mask) {
            return mask.segmentation();
        }
        throw new IllegalStateException("no mask in " + prediction.getClass());
    }

    private static List<Integer> imageShape(List<Prediction> predictions) {
        List<List<Integer>> sizes = predictions.stream()
                .map(prediction -> List.of(
                        segmentation(prediction).height(),
                        segmentation(prediction).width()))
                .distinct()
                .toList();
        if (sizes.size() > 1) {
            throw new BadInferenceException("the images are of " + sizes.size()
                    + " sizes, whose masks do not fit into one tensor; send them one by one");
        }
        return sizes.isEmpty() ? List.of(0, 0) : sizes.getFirst();
    }

    private static Values masks(TensorSpec spec, List<Prediction> predictions) {
        int length =
                predictions.isEmpty() ? 0 : segmentation(predictions.getFirst()).classes().length;
        byte[] bytes = new byte[spec.datatype() == DataType.UINT8 ? predictions.size() * length : 0];
        int[] ints = new int[spec.datatype() == DataType.INT32 ? predictions.size() * length : 0];
        each(predictions, (i, prediction) -> {
            short[] classes = segmentation(prediction).classes();
            for (int pixel = 0; pixel < length; pixel++) {
                if (bytes.length > 0) {
                    bytes[i * length + pixel] = (byte) classes[pixel];
                } else {
                    ints[i * length + pixel] = classes[pixel];
                }
            }
        });
        return spec.datatype() == DataType.UINT8 ? new Values.Bytes(bytes) : new Values.Ints(ints);
    }

    /**
     * The highest scores with their labels, as the classification extension has them: {@code value:index:label}.
     *
     * @param count how many an image, cut to as many as there are
     */
    static OutputTensor classes(OutputTensor scores, int count, List<String> labels) {
        int classes = scores.shape().getLast();
        if (!(scores.values() instanceof Values.Floats floats)
                || scores.shape().size() != 2
                || classes != labels.size()) {
            throw new BadInferenceException("output '" + scores.name() + "' holds no scores to take classes of");
        }
        int images = scores.shape().getFirst();
        int shown = Math.min(count, classes);
        List<String> texts = new ArrayList<>();
        for (int image = 0; image < images; image++) {
            int offset = image * classes;
            IntStream.range(0, classes)
                    .boxed()
                    .sorted(Comparator.comparingDouble(index -> -floats.values()[offset + index]))
                    .limit(shown)
                    .forEach(index -> texts.add(String.format(
                            Locale.ROOT, "%f:%d:%s", floats.values()[offset + index], index, labels.get(index))));
        }
        return new OutputTensor(scores.name(), List.of(images, shown), new Values.Texts(texts));
    }
}
