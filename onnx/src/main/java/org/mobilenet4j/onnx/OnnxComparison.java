package org.mobilenet4j.onnx;

import org.mobilenet4j.Model;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;

/** How far what ONNX Runtime computes is from this library's engine, over some images. Safe for several threads. */
public final class OnnxComparison {
    private final Model model;
    private final CompiledNetwork engine;
    private final OnnxRuntimeModel runtime;
    private int images;
    private int sameTop1;
    private double largestDifference;
    private double largestOutput;

    /**
     * Compares nothing yet.
     *
     * @param model what {@code runtime}'s file was written from
     */
    public OnnxComparison(Model model, OnnxRuntimeModel runtime) {
        this.model = model;
        this.engine = Compiler.compile(
                model.parameters(),
                model.preprocessing().inputHeight(),
                model.preprocessing().inputWidth());
        this.runtime = runtime;
    }

    /** Runs an image through both. */
    public void add(RgbImage image) {
        float[] found = runtime.run(image, model.preprocessing());
        float[] logits = engine.logits(model.preprocessing().apply(image).data());
        float[] expected = runtime.givesProbabilities() ? softmax(logits) : logits;
        double difference = 0;
        double output = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs((double) found[i] - expected[i]));
            output = Math.max(output, Math.abs(expected[i]));
        }
        add(difference, output, largest(found) == largest(expected));
    }

    private synchronized void add(double difference, double output, boolean isSameTop1) {
        images++;
        sameTop1 += isSameTop1 ? 1 : 0;
        largestDifference = Math.max(largestDifference, difference);
        largestOutput = Math.max(largestOutput, output);
    }

    public synchronized int images() {
        return images;
    }

    /** Of how many images the likeliest class is the same. */
    public synchronized int sameTop1() {
        return sameTop1;
    }

    /** Of any output of any image. */
    public synchronized double largestDifference() {
        return largestDifference;
    }

    /** The largest output of this library's engine, without its sign. */
    public synchronized double largestOutput() {
        return largestOutput;
    }

    private static float[] softmax(float[] logits) {
        double largest = logits[largest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
        }
        return probabilities;
    }

    private static int largest(float[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
