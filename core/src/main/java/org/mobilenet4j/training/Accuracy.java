package org.mobilenet4j.training;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.parameters.Parameters;

/** Top-1 of a classifier, and its cross entropy. */
public record Accuracy() implements Metric<Integer> {
    private static final SoftmaxCrossEntropy LOSS = new SoftmaxCrossEntropy(0);

    @Override
    public Figures of(Parameters parameters, MapShape input, TrainingExamples<Integer> examples, Workers workers) {
        CompiledNetwork network = Compiler.compile(parameters, input.height(), input.width());
        double[] losses = new double[examples.size()];
        boolean[] correct = new boolean[examples.size()];
        workers.forEach(examples.size(), i -> {
            float[] image = new float[network.inputLength()];
            int label = examples.read(i, input, 0, image);
            float[] logits = network.logits(image);
            correct[i] = LinearHead.largest(logits) == label;
            losses[i] = LOSS.lossAndGradient(logits, label);
        });
        double lossSum = 0; // in the order of the examples, whatever that of the threads
        int right = 0;
        for (int i = 0; i < losses.length; i++) {
            lossSum += losses[i];
            right += correct[i] ? 1 : 0;
        }
        return new Figures(lossSum / examples.size(), (double) right / examples.size());
    }
}
