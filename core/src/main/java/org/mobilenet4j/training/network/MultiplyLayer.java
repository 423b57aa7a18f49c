package org.mobilenet4j.training.network;

import java.util.Arrays;
import java.util.List;
import org.mobilenet4j.architecture.MapShape;

/** The product of two values; a vector scales the channels of a map. */
final class MultiplyLayer extends JunctionLayer {
    MultiplyLayer(Batch batch, List<Maps> inputs, MapShape shape, int travelling) {
        super(batch, inputs, shape, travelling);
    }

    private boolean isPerChannel() {
        return shape.pixels() > 1 && inputs.getLast().shape().pixels() == 1;
    }

    @Override
    void forward(int part, int image, int at) {
        int pixels = shape.pixels();
        inputs.getFirst().read(image * pixels, pixels, values, at);
        multiply(values, at, readWhole(part, image, 1, true));
    }

    /** Multiplies a map by the second value, which stands in scratch memory. */
    private void multiply(float[] map, int at, int factorsAt) {
        if (isPerChannel()) {
            batch.kernels().scaleChannels(shape.pixels(), shape.channels(), map, at, batch.scratch(), factorsAt);
        } else {
            batch.kernels().multiply(map, at, batch.scratch(), factorsAt, shape.length());
        }
    }

    @Override
    void backward(
            int part,
            int image,
            int input,
            float[] gradient,
            int gradientAt,
            float[] inputGradient,
            int inputGradientAt) {
        if (input == 0) {
            System.arraycopy(gradient, gradientAt, inputGradient, inputGradientAt, shape.length());
            multiply(inputGradient, inputGradientAt, readWhole(part, image, 1, true));
            return;
        }
        int readAt = readWhole(part, image, 0, true);
        float[] first = batch.scratch();
        if (isPerChannel()) {
            int channels = shape.channels();
            Arrays.fill(inputGradient, inputGradientAt, inputGradientAt + channels, 0);
            for (int i = 0; i < shape.length(); i++) {
                inputGradient[inputGradientAt + i % channels] += gradient[gradientAt + i] * first[readAt + i];
            }
        } else {
            System.arraycopy(gradient, gradientAt, inputGradient, inputGradientAt, shape.length());
            batch.kernels().multiply(inputGradient, inputGradientAt, first, readAt, shape.length());
        }
    }
}
