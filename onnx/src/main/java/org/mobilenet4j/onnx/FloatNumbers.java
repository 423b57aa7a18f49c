package org.mobilenet4j.onnx;

import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.tensor.Tensor;

/**
 * Floats as they are.
 *
 * @param hasHalfWeights whether kernels and matrices are stored as float16 and widened as the model is loaded
 */
record FloatNumbers(Graph graph, boolean hasHalfWeights) implements Numbers {
    /** What a weight of half precision is called, after its name. */
    static final String HALF = "/half";

    @Override
    public String weight(String name, Tensor weight) {
        if (!hasHalfWeights) {
            return vector(name, weight);
        }
        String half = graph.constant(name + HALF, Initializer.halves(weight.shape(), weight.data()));
        return graph.node("Cast", name, half, Attribute.of("to", TensorType.FLOAT32.code()));
    }

    @Override
    public String bias(String name, Tensor bias, String input, String weight) {
        return vector(name, bias);
    }

    private String vector(String name, Tensor tensor) {
        return graph.constant(name, Initializer.floats(tensor.shape(), tensor.data()));
    }

    @Override
    public void computed(String value) {}

    @Override
    public void same(String value, String of) {}

    @Override
    public String read(String value) {
        return value;
    }

    @Override
    public boolean isPartOfValue(Activation activation) {
        return activation == Activation.NONE;
    }
}
