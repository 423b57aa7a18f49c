package org.mobilenet4j.training.network;

import java.util.Arrays;
import java.util.List;
import org.mobilenet4j.architecture.MapShape;

/** A value resized bilinearly. */
final class ResizeLayer extends JunctionLayer {
    ResizeLayer(Batch batch, Maps input, MapShape shape) {
        super(batch, List.of(input), shape, 0);
    }

    @Override
    void forward(int part, int image, int at) {
        MapShape from = inputs.getFirst().shape();
        batch.kernels()
                .bilinear(
                        from.height(),
                        from.width(),
                        from.channels(),
                        batch.scratch(),
                        readWhole(part, image, 0, true),
                        shape.height(),
                        shape.width(),
                        0,
                        shape.height(),
                        values,
                        at,
                        shape.channels());
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
        MapShape from = inputs.getFirst().shape();
        Arrays.fill(inputGradient, inputGradientAt, inputGradientAt + from.length(), 0);
        batch.kernels()
                .gradients()
                .bilinearGradient(
                        from.height(),
                        from.width(),
                        from.channels(),
                        shape.height(),
                        shape.width(),
                        gradient,
                        gradientAt,
                        shape.channels(),
                        inputGradient,
                        inputGradientAt);
    }
}
