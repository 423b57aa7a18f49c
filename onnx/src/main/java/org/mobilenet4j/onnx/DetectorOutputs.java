package org.mobilenet4j.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.detection.BoxCoder;
import org.mobilenet4j.detection.Postprocessing;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.tensor.Shape;

/**
 * What is written behind a detector: torchvision's heads in one piece, and from them the objects, as {@link Postprocessing}
 * finds them. Boxes are in the pixels of the network's input.
 */
final class DetectorOutputs {
    static final String CLASS_LOGITS = "cls_logits";
    static final String BOX_REGRESSION = "bbox_regression";
    static final String BOXES = "boxes";
    static final String LABELS = "labels";
    static final String SCORES = "scores";

    private static final Postprocessing RULES = Postprocessing.SSDLITE;

    private final Graph graph;
    private final SsdHeads heads;

    DetectorOutputs(Graph graph, SsdHeads heads) {
        this.graph = graph;
        this.heads = heads;
    }

    /** Declares {@code N x boxes x classes} logits and {@code N x boxes x 4} codes. */
    void heads(Map<String, String> values) {
        join(values);
        graph.output(CLASS_LOGITS, TensorType.FLOAT32, Shape.of(heads.boxes(), heads.classes()));
        graph.output(BOX_REGRESSION, TensorType.FLOAT32, Shape.of(heads.boxes(), 4));
    }

    /** Declares the objects of one image, the surest first: {@code D x 4} boxes, {@code D} labels, {@code D} scores. */
    void objects(Map<String, String> values) {
        join(values);
        String boxes = boxes();
        String scores = scores();
        String selected = graph.node(
                "NonMaxSuppression",
                "selected",
                boxes,
                candidates(scores),
                longs("selected/most", RULES.candidatesPerClass()),
                floats("selected/overlap", Shape.of(1), (float) RULES.overlap()),
                floats("selected/least", Shape.of(1), (float) RULES.leastScore()));
        String classes = column(selected, "selected/class", 1);
        String places = column(selected, "selected/box", 2);
        String rows = graph.node("Mul", "selected/row", classes, longs("selected/boxes", heads.boxes()));
        String flat = graph.node("Reshape", "scores/flat", scores, longs("scores/flat/shape", -1));
        String found = graph.node("Gather", "found", flat, graph.node("Add", "selected/place", rows, places));
        String count = graph.node(
                "Min",
                "found/count",
                graph.node("Shape", "found/all", found),
                longs("found/most", RULES.mostDetections()));
        graph.node("TopK", List.of(SCORES, "found/order"), new String[] {found, count}, Attribute.of("axis", 0));
        String label = graph.node("Gather", "found/class", classes, "found/order");
        graph.node("Add", LABELS, label, longs("found/background", 1));
        String all = graph.node("Reshape", "boxes/flat", boxes, longs("boxes/flat/shape", -1, 4));
        graph.node("Gather", BOXES, all, graph.node("Gather", "found/box", places, "found/order"));
        graph.outputs(BOXES, TensorType.FLOAT32, "objects", Shape.of(4));
        graph.outputs(LABELS, TensorType.INT64, "objects", Shape.of());
        graph.outputs(SCORES, TensorType.FLOAT32, "objects", Shape.of());
    }

    private void join(Map<String, String> values) {
        join(CLASS_LOGITS, SsdLite::classLogits, heads.classes(), values);
        join(BOX_REGRESSION, SsdLite::boxRegression, 4, values);
    }

    /** From maps {@code N x 6 perBox x H x W} to rows, level by level, row by row, pixel by pixel, box by box. */
    private void join(String name, IntFunction<String> ofLevel, int perBox, Map<String, String> values) {
        List<String> levels = new ArrayList<>();
        for (int level = 0; level < SsdLite.levels(); level++) {
            String value = Objects.requireNonNull(values.get(ofLevel.apply(level)));
            String pixels = graph.node("Transpose", value + "/pixels", value, Attribute.of("perm", 0, 2, 3, 1));
            String shape = longs(value + "/shape", 0, -1, perBox);
            levels.add(graph.node("Reshape", value + "/boxes", pixels, shape));
        }
        graph.node("Concat", name, levels.toArray(String[]::new), Attribute.of("axis", 1));
    }

    /** What {@link BoxCoder#decode} does, and clipped to the input: {@code 1 x boxes x 4}. */
    private String boxes() {
        int count = heads.boxes();
        float[] centers = new float[2 * count];
        float[] shifts = new float[2 * count];
        float[] halves = new float[2 * count];
        float[] corners = heads.defaultBoxes();
        for (int i = 0; i < 2 * count; i++) {
            int at = 4 * (i / 2) + i % 2;
            float side = corners[at + 2] - corners[at];
            centers[i] = corners[at] + 0.5f * side;
            shifts[i] = side / BoxCoder.CENTER_WEIGHT;
            halves[i] = 0.5f * side;
        }
        Shape pairs = Shape.of(1, count, 2);
        String moved = graph.node(
                "Mul",
                "boxes/moved",
                slice(BOX_REGRESSION, "boxes/center", 0, 2),
                floats("boxes/shift", pairs, shifts));
        String center = graph.node("Add", "boxes/centers", moved, floats("boxes/default", pairs, centers));
        String codes = graph.node(
                "Div",
                "boxes/logarithm",
                slice(BOX_REGRESSION, "boxes/size", 2, 4),
                floats("boxes/weight", Shape.of(), BoxCoder.SIDE_WEIGHT));
        String bounded =
                graph.node("Min", "boxes/bounded", codes, floats("boxes/most", Shape.of(), BoxCoder.MOST_LOGARITHM));
        String half = graph.node(
                "Mul", "boxes/half", graph.node("Exp", "boxes/grown", bounded), floats("boxes/side", pairs, halves));
        String corner = graph.node(
                "Concat",
                "boxes/corners",
                new String[] {
                    graph.node("Sub", "boxes/first", center, half), graph.node("Add", "boxes/last", center, half)
                },
                Attribute.of("axis", 2));
        String positive = graph.node("Max", "boxes/positive", corner, floats("boxes/zero", Shape.of(), 0));
        float width = heads.width();
        float height = heads.height();
        return graph.node(
                "Min", "boxes/clipped", positive, floats("boxes/limit", Shape.of(4), width, height, width, height));
    }

    /** Of each class but the background: {@code 1 x classes - 1 x boxes}. */
    private String scores() {
        String all = graph.node("Softmax", "scores/all", CLASS_LOGITS, Attribute.of("axis", 2));
        String objects = slice(all, "scores/objects", 1, heads.classes());
        return graph.node("Transpose", "scores/by_class", objects, Attribute.of("perm", 0, 2, 1));
    }

    /** The best of each class, and 0 for the others: the operator has no such limit before it suppresses. */
    private String candidates(String scores) {
        int most = Math.min(RULES.candidatesPerClass(), heads.boxes());
        graph.node(
                "TopK",
                List.of("candidates/scores", "candidates/boxes"),
                new String[] {scores, longs("candidates/most", most)},
                Attribute.of("axis", 2));
        String none = graph.node(
                "ConstantOfShape", "candidates/none", longs("candidates/shape", 1, heads.classes() - 1, heads.boxes()));
        return graph.node(
                "ScatterElements",
                "candidates",
                new String[] {none, "candidates/boxes", "candidates/scores"},
                Attribute.of("axis", 2));
    }

    /** A column of {@code D x 3} numbers. */
    private String column(String rows, String name, int column) {
        String picked = graph.node(
                "Gather",
                name + "/column",
                new String[] {rows, longs(name + "/index", column)},
                Attribute.of("axis", 1));
        return graph.node("Reshape", name, picked, longs(name + "/shape", -1));
    }

    private String slice(String value, String name, int begin, int end) {
        return graph.node(
                "Slice",
                name,
                value,
                longs(name + "/begin", begin),
                longs(name + "/end", end),
                longs(name + "/axis", 2));
    }

    private String longs(String name, long... values) {
        return graph.constant(name, Initializer.longs(values));
    }

    private String floats(String name, Shape shape, float... values) {
        return graph.constant(name, Initializer.floats(shape, values));
    }
}
