package org.mobilenet4j.onnx;

import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.tensor.Tensor;

/** How a graph holds its numbers: the constants of its operators and the values between them. */
interface Numbers {
    /** Adds a kernel or matrix, out-channels first; returns the name under which an operator takes it. */
    String weight(String name, Tensor weight);

    /**
     * Adds the bias that belongs to a weight; returns the name under which an operator takes it.
     *
     * @param input the value that the weight is applied to
     */
    String bias(String name, Tensor bias, String input, String weight);

    /** Called once a value is computed: whatever must happen to it before others read it. */
    void computed(String value);

    /** Called once a value is computed that is another in another shape. */
    void same(String value, String of);

    /** The name under which operators read a value that was {@link #computed}. */
    String read(String value);

    /** Whether {@link #computed} does what the activation would do to a value, so that no operator is needed for it. */
    boolean isPartOfValue(Activation activation);
}
