package org.mobilenet4j.server;

import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.Task;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.model.DataType;
import org.mobilenet4j.server.model.Engine;
import org.mobilenet4j.server.model.Prediction;
import org.mobilenet4j.server.model.Signature;
import org.mobilenet4j.server.model.TensorSpec;
import org.mobilenet4j.server.model.Wanted;

/** The rules of the server that real clients were recorded with, so that its answers are the same to the bit. */
final class ExactEngine implements Engine {
    private static final int VALUES = 48;

    private final Signature signature;

    private ExactEngine(int side, List<String> labels) {
        signature = new Signature(
                new Task.ImageClassification(labels),
                new TensorSpec("input", DataType.FP32, List.of(3, side, side)),
                List.of(new TensorSpec("output", DataType.FP32, List.of(labels.size()))),
                List.of());
    }

    /** Inputs of 3 x 4 x 4, five classes. */
    static ExactEngine tiny() {
        return new ExactEngine(4, List.of("ant", "bee", "cat", "dog", "eel"));
    }

    /** Inputs of 3 x 224 x 224, a thousand classes. */
    static ExactEngine large() {
        return new ExactEngine(
                224, IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList());
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Prediction predict(byte[] encoded, Wanted wanted, Runnable decoded) {
        boolean isImage =
                encoded.length > 3 && ((encoded[0] == (byte) 0xFF && encoded[1] == (byte) 0xD8) || encoded[1] == 'P');
        if (!isImage) {
            throw new InvalidInputException("image of " + encoded.length + " bytes: is neither JPEG nor PNG");
        }
        decoded.run();
        int sum = 0;
        for (byte value : encoded) {
            sum += Byte.toUnsignedInt(value);
        }
        float[] y = new float[signature.labels().size()];
        for (int j = 0; j < y.length; j++) {
            y[j] = (sum + 37 * j) % 101 / 4f;
        }
        return new Prediction.Scores(y);
    }

    @Override
    public Prediction predict(float[] input, Wanted wanted) {
        float[] y = new float[signature.labels().size()];
        for (int j = 0; j < y.length; j++) {
            double sum = 0;
            for (int k = 0; k < VALUES; k++) {
                sum += (double) input[k] * ((k + j) % 5);
            }
            y[j] = (float) sum;
        }
        return new Prediction.Scores(y);
    }
}
