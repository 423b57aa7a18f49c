package org.mobilenet4j.latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mobilenet4j.inference.CompiledNetwork;

/** Latencies of whole calls, side by side. */
public final class LatencyComparison {
    private static final long WARM_UP_NANOS = 1_000_000_000;
    private static final int ROUNDS = 40;
    private static final long TURN_NANOS = 40_000_000;

    private LatencyComparison() {}

    /**
     * The median latency of each network in milliseconds, measured by turns, so that a slow moment of the machine is slow for all.
     * Takes about two seconds and a half a network. Nothing else should run meanwhile.
     */
    public static double[] medianMillis(List<CompiledNetwork> networks) {
        List<float[]> images = networks.stream()
                .map(network -> new float[network.inputLength()])
                .toList();
        List<List<Double>> millis = new ArrayList<>();
        for (int i = 0; i < networks.size(); i++) {
            millis.add(new ArrayList<>());
            run(networks.get(i), images.get(i), WARM_UP_NANOS);
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < networks.size(); i++) {
                millis.get(i).addAll(run(networks.get(i), images.get(i), TURN_NANOS));
            }
        }
        return millis.stream().mapToDouble(LatencyComparison::median).toArray();
    }

    private static List<Double> run(CompiledNetwork network, float[] image, long nanos) {
        List<Double> millis = new ArrayList<>();
        long begin = System.nanoTime();
        long before = begin;
        while (before - begin < nanos) {
            network.run(image);
            long now = System.nanoTime();
            millis.add((now - before) * 1e-6);
            before = now;
        }
        return millis;
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElseThrow();
    }
}
