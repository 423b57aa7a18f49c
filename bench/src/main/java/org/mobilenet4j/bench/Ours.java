package org.mobilenet4j.bench;

import org.mobilenet4j.inference.CompiledModel;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.kernel.KernelSelection;

/** This library. */
final class Ours implements Contestant {
    private final CompiledModel model;
    private final float[][] pictures;
    private float[][] logits;

    Ours(Workload workload) {
        model = Compiler.compile(workload.parameters()).withThreads(workload.threads());
        pictures = workload.pictures();
        logits = new float[pictures.length][];
    }

    @Override
    public String name() {
        return "mobilenet4j, kernels " + KernelSelection.chosen().kernels().name();
    }

    @Override
    public void run() {
        if (pictures.length == 1) {
            logits[0] = model.logits(pictures[0]);
        } else {
            logits = model.logits(pictures);
        }
    }

    @Override
    public float[][] logits() {
        return logits.clone();
    }

    @Override
    public void close() {}
}
