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
     * @param model what {@code runtime}'s file was written from
     */
    public OnnxComparison(Model model, OnnxRuntimeModel runtime) {
        this.model = model;
        this.engine = model.compile();
        this.runtime = runtime;
    }

    /** Runs an image through both. */
    public void add(RgbImage image) {
        float[] logits = engine.logits(model.preprocessing().apply(image).data());
        add(runtime.givesProbabilities() ? softmax(logits) : logits, runtime.run(image, model.preprocessing()));
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
