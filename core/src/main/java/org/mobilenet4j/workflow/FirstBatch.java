package org.mobilenet4j.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.training.TrainingExamples;

/**
 * Examples of which the first that are read are kept as images, with their targets: what the network really sees, for a
 * person to look at.
 */
final class FirstBatch<T> implements TrainingExamples<T> {
    /** An input turned back into an image. */
    record Shown<T>(RgbImage image, T target) {}

    private final TrainingExamples<T> examples;
    private final Preprocessing preprocessing;
    private final int count;
    private final Map<Integer, Shown<T>> shown = new ConcurrentSkipListMap<>();

    /** @param count how many are kept */
    FirstBatch(TrainingExamples<T> examples, Preprocessing preprocessing, int count) {
        this.examples = examples;
        this.preprocessing = preprocessing;
        this.count = count;
    }

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public String changes() {
        return examples.changes();
    }

    @Override
    public T read(int index, MapShape shape, long seed, float[] input) {
        T target = examples.read(index, shape, seed, input);
        if (shown.size() < count) {
            shown.put(index, new Shown<>(image(input, shape), target));
        }
        return target;
    }

    /** Those that were read, in the order of the dataset. */
    List<Shown<T>> shown() {
        return new ArrayList<>(shown.values());
    }

    private RgbImage image(float[] input, MapShape shape) {
        byte[] rgb = new byte[3 * shape.pixels()];
        int channels = shape.channels();
        for (int i = 0; i < rgb.length; i++) {
            int channel = i % 3 % channels;
            float level =
                    input[i / 3 * channels + channel] * preprocessing.std().get(channel)
                            + preprocessing.mean().get(channel);
            rgb[i] = (byte) Math.clamp(Math.round(255 * level), 0, 255);
        }
        return RgbImage.of(shape.width(), shape.height(), rgb);
    }
}
