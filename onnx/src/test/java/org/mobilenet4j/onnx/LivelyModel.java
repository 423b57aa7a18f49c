package org.mobilenet4j.onnx;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

/** Networks whose every tensor matters, as those at the beginning of training do not, and images for them. */
final class LivelyModel {
    private LivelyModel() {}

    static Model of(MobileNet base, int resolution, UnaryOperator<Options> change) {
        Variant variant = Variant.of(base).with(change);
        Preprocessing colour = base.preprocessing(resolution);
        List<String> labels = IntStream.range(0, variant.options().classes())
                .mapToObj(i -> "class " + i)
                .toList();
        return Model.classifier(
                variant,
                parameters(variant.network()),
                variant.options().inputChannels() == 1 ? colour.forGrey() : colour,
                labels);
    }

    /** Small enough for a test of what is around the network. */
    static Model tiny(MobileNet variant) {
        return of(variant, 32, options -> options.withWidth(0.1).withClasses(7));
    }

    /** Of any network. */
    static Parameters parameters(Network network) {
        Parameters parameters = Initialization.torchvision(network, 1);
        SplittableRandom random = new SplittableRandom(1);
        parameters.tensors().forEach((id, tensor) -> fill(id, tensor, random));
        return parameters;
    }

    /** A normalised input, channels innermost. */
    static float[] input(MapShape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[shape.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return values;
    }

    private static void fill(ParameterId id, Tensor tensor, SplittableRandom random) {
        float[] values = tensor.data();
        double fanIn = tensor.shape().rank() == 0
                ? 1
                : (double) values.length / tensor.shape().extent(0);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float)
                    switch (id.kind()) {
                        case WEIGHT, SQUEEZE_WEIGHT, EXCITE_WEIGHT -> random.nextDouble(-1, 1) * Math.sqrt(3 / fanIn);
                        case NORM_SCALE, NORM_VARIANCE -> random.nextDouble(0.5, 1.5);
                        case BIAS, SQUEEZE_BIAS, EXCITE_BIAS, NORM_SHIFT, NORM_MEAN -> random.nextDouble(-0.2, 0.2);
                        case NORM_BATCHES -> 0;
                    };
        }
    }

    /** Blots of colour: smooth as photographs are, and of every level. */
    static RgbImage image(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] waves = random.doubles(9, 0.02, 0.2).toArray();
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            int channel = i % 3;
            int x = i / 3 % width;
            int y = i / 3 / width;
            double wave = Math.sin(waves[channel] * x + waves[channel + 3] * y + 60 * waves[channel + 6]);
            rgb[i] = (byte) Math.clamp(128 + 100 * wave + random.nextInt(-20, 21), 0, 255);
        }
        return RgbImage.of(width, height, rgb);
    }
}
