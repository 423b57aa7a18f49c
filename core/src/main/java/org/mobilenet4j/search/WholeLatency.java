package org.mobilenet4j.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.parameters.Parameters;

/** Latencies of whole calls on one thread, taken in turns, so that whatever else the machine does falls on all alike. */
final class WholeLatency {
    private static final int ROUNDS = 41;
    private static final int CALLS = 20;

    private WholeLatency() {}

    /** The lower quartile of each network's latency of an image, in milliseconds. */
    static List<Double> millis(List<Parameters> networks, MapShape input) {
        List<CompiledNetwork> compiled = networks.stream()
                .map(each -> Compiler.compile(each, input.height(), input.width()))
                .toList();
        float[] image = new float[input.length()];
        List<List<Double>> taken = new ArrayList<>();
        compiled.forEach(each -> taken.add(new ArrayList<>()));
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < compiled.size(); i++) {
                long begin = System.nanoTime();
                for (int call = 0; call < CALLS; call++) {
                    compiled.get(i).logits(image);
                }
                taken.get(i).add((System.nanoTime() - begin) * 1e-6 / CALLS);
            }
        }
        taken.forEach(Collections::sort);
        return taken.stream().map(each -> each.get(each.size() / 4)).toList();
    }
}
