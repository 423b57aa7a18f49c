package org.mobilenet4j.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.architecture.SsdLite;

/**
 * The outputs of an {@link SsdLite} for inputs of one size: six maps each of class scores and of box codes, which in a row
 * are torchvision's heads, and the default boxes that they are about. Immutable by convention: the array is not to be
 * written.
 *
 * @param classes with the background, which is the first
 * @param height of the network's input, in pixels
 * @param width of the network's input, in pixels
 * @param boxesOfLevel how many default boxes each map has, the finest first
 * @param defaultBoxes {@code boxes x 4}, in the input's pixels
 */
public record SsdHeads(int classes, int height, int width, List<Integer> boxesOfLevel, float[] defaultBoxes) {
    /**
     * The heads of a network.
     *
     * @throws IllegalArgumentException if it does not take inputs of this size
     */
    public static SsdHeads of(Network network, int height, int width) {
        Shapes shapes = Shapes.of(network, height, width);
        List<DefaultBoxes.Grid> grids = new ArrayList<>();
        List<Integer> boxes = new ArrayList<>();
        int classes = 0;
        for (int level = 0; level < SsdLite.levels(); level++) {
            MapShape map = shapes.of(Objects.requireNonNull(network.outputs().get(SsdLite.classLogits(level))));
            grids.add(new DefaultBoxes.Grid(map.height(), map.width()));
            boxes.add(map.pixels() * SsdLite.BOXES_PER_PIXEL);
            classes = map.channels() / SsdLite.BOXES_PER_PIXEL;
        }
        return new SsdHeads(classes, height, width, boxes, DefaultBoxes.SSDLITE.over(grids, height, width));
    }

    /** How many default boxes there are. */
    public int boxes() {
        return defaultBoxes.length / 4;
    }

    /** What a network says of an image: {@code boxes x classes} and {@code boxes x 4}. */
    public record Values(float[] classLogits, float[] codes) {}

    /**
     * Reads what the outputs say of an image of a batch.
     *
     * @param outputs by name
     * @param image its place in the batch
     */
    public Values of(Function<String, float[]> outputs, int image) {
        Values values = new Values(new float[boxes() * classes], new float[boxes() * 4]);
        int box = 0;
        for (int level = 0; level < boxesOfLevel.size(); level++) {
            int count = boxesOfLevel.get(level);
            copy(outputs.apply(SsdLite.classLogits(level)), image, values.classLogits, box, count, classes);
            copy(outputs.apply(SsdLite.boxRegression(level)), image, values.codes, box, count, 4);
            box += count;
        }
        return values;
    }

    private static void copy(float[] output, int image, float[] all, int box, int count, int perBox) {
        System.arraycopy(output, image * count * perBox, all, box * perBox, count * perBox);
    }

    /** The way back: writes values of an image of a batch, such as gradients, to the outputs. */
    public void write(Values values, Function<String, float[]> outputs, int image) {
        int box = 0;
        for (int level = 0; level < boxesOfLevel.size(); level++) {
            int count = boxesOfLevel.get(level);
            float[] scores = outputs.apply(SsdLite.classLogits(level));
            float[] codes = outputs.apply(SsdLite.boxRegression(level));
            System.arraycopy(values.classLogits, box * classes, scores, image * count * classes, count * classes);
            System.arraycopy(values.codes, box * 4, codes, image * count * 4, count * 4);
            box += count;
        }
    }

    /** The objects that these values say, in the input's pixels, the surest first. */
    public List<ScoredBox> detections(Values values, Postprocessing postprocessing) {
        return postprocessing.detections(values.classLogits, values.codes, defaultBoxes, classes, height, width);
    }
}
