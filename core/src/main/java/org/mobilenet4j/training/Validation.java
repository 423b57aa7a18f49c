package org.mobilenet4j.training;

import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Parameters;

/** What a network makes of examples it does not learn from, by the inference engine, on the threads of a pool. */
record Validation(TrainingExamples examples, int resolution, ForkJoinPool pool) {
    /**
     * Means over the examples.
     *
     * @param loss cross entropy without smoothing
     * @param accuracy top-1, 0 to 1
     */
    record Figures(double loss, double accuracy) {}

    private static final SoftmaxCrossEntropy LOSS = new SoftmaxCrossEntropy(0);

    Figures of(Parameters parameters) {
        CompiledNetwork model = Compiler.compile(parameters, resolution, resolution);
        double[] losses = new double[examples.size()];
        long correct = pool.submit(() -> IntStream.range(0, examples.size())
                        .parallel()
                        .filter(i -> isCorrect(model, i, losses))
                        .count())
                .join();
        double lossSum = 0; // in the order of the examples, whatever that of the threads
        for (double loss : losses) {
            lossSum += loss;
        }
        return new Figures(lossSum / examples.size(), (double) correct / examples.size());
    }

    private boolean isCorrect(CompiledNetwork model, int index, double[] losses) {
        float[] input = new float[model.inputLength()];
        examples.read(index, resolution, 0, input);
        float[] logits = model.logits(input);
        boolean isCorrect = LinearHead.largest(logits) == examples.label(index);
        losses[index] = LOSS.lossAndGradient(logits, examples.label(index));
        return isCorrect;
    }
}
