package org.mobilenet4j.onnx;

import org.mobilenet4j.Model;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.workflow.OutputComparison;

/** How far what ONNX Runtime computes is from this library's engine, over some images. Safe for several threads. */
public final class OnnxComparison extends OutputComparison {
    private final Model model;
    private final CompiledNetwork engine;
    private final OnnxRuntimeModel runtime;

    /**
     * Compares nothing yet.
     *
     * @param model what {@code runtime}'s file was written from, or what was read from it
     */
    public OnnxComparison(Model model, OnnxRuntimeModel runtime) {
        this.model = model;
        this.engine = model.compile();
        this.runtime = runtime;
    }

    /** Runs an image through both. */
    public void add(RgbImage image) {
        float[] logits = engine.logits(model.preprocessing().apply(image).data());
        float[] outputs = runtime.run(image, model.preprocessing());
        if (outputs.length == 1 && logits.length == 2) { // one sigmoid tells two classes apart
            outputs = new float[] {1 - outputs[0], outputs[0]};
        }
        add(areProbabilities(outputs) ? softmax(logits) : logits, outputs);
    }

    /** Files end with a softmax or without one. */
    private static boolean areProbabilities(float[] outputs) {
        double sum = 0;
        for (float output : outputs) {
            if (output < 0) {
                return false;
            }
            sum += output;
        }
        return Math.abs(sum - 1) < 1e-3;
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
}
