package org.mobilenet4j.training.network;

import java.util.List;
import org.mobilenet4j.architecture.MapShape;

/** Values of one height and width, their channels one behind the other. */
final class ConcatenateLayer extends JunctionLayer {
    ConcatenateLayer(Batch batch, List<Maps> inputs, MapShape shape, int travelling) {
        super(batch, inputs, shape, travelling);
    }

    @Override
    void forward(int part, int image, int at) {
        for (int input = 0; input < inputs.size(); input++) {
            int readAt = readWhole(part, image, input, true);
            int channels = inputs.get(input).shape().channels();
            for (int pixel = 0; pixel < shape.pixels(); pixel++) {
                System.arraycopy(
                        batch.scratch(),
                        readAt + pixel * channels,
                        values,
                        at + pixel * shape.channels() + firstChannel(input),
                        channels);
            }
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
        int channels = inputs.get(input).shape().channels();
        for (int pixel = 0; pixel < shape.pixels(); pixel++) {
            System.arraycopy(
                    gradient,
                    gradientAt + pixel * shape.channels() + firstChannel(input),
                    inputGradient,
                    inputGradientAt + pixel * channels,
                    channels);
        }
    }

    private int firstChannel(int input) {
        return inputs.subList(0, input).stream()
                .mapToInt(before -> before.shape().channels())
                .sum();
    }
}
