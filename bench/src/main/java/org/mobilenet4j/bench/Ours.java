package org.mobilenet4j.bench;

import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.kernel.KernelSelection;

/** This library. */
final class Ours implements Contestant {
    private final CompiledNetwork model;
    private final float[][] images;
    private float[][] logits;

    Ours(Workload workload) {
        model = Compiler.compile(
                        workload.parameters(),
                        workload.input().height(),
                        workload.input().width())
                .withThreads(workload.threads());
        images = workload.images();
        logits = new float[images.length][];
    }

    @Override
    public String name() {
        return "mobilenet4j, kernels " + KernelSelection.chosen().kernels().name();
    }

    @Override
    public void run() {
        if (images.length == 1) {
            logits[0] = model.logits(images[0]);
        } else {
            logits = model.logits(images);
        }
    }

    @Override
    public float[][] logits() {
        return logits.clone();
    }

    @Override
    public void close() {}
}
