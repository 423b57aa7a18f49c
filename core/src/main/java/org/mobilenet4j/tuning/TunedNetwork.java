package org.mobilenet4j.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.Product;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.Tiling;
import org.mobilenet4j.parameters.Parameters;

/**
 * What was measured to be fastest for a network on this machine, by turns, so that whatever else the machine does meets all
 * candidates alike. A candidate has to be clearly faster than the kernels' own rule.
 *
 * @param tiling what is faster than the rule
 * @param products every matrix product of the network
 * @param ruleMillis a call by the rule, the median
 * @param tunedMillis a call by what was measured
 */
public record TunedNetwork(Tiling tiling, List<TunedProduct> products, double ruleMillis, double tunedMillis) {
    /** A candidate that takes more of the rule's time is left aside: the rule holds on other days, too. */
    private static final double CLEARLY = 0.98;

    private static final int[] BANDS = {256, 384, Tiling.USUAL_BAND_KILOBYTES, 768, 1024};
    private static final long WARM_UP_NANOS = 1_500_000_000;
    private static final long TURN_NANOS = 300_000;
    private static final int TURNS = 15;

    /**
     * A product, what the rule computes it by and what was fastest.
     *
     * @param ruleGflops billions of multiplications and additions a second
     */
    public record TunedProduct(Tiling.Choice rule, Tiling.Choice fastest, double ruleGflops, double fastestGflops) {}

    /**
     * Measures for some ten seconds; nothing else should run.
     *
     * @param kernels whose tiles are compared
     * @param threads that share a call
     */
    public static TunedNetwork measure(Parameters parameters, int height, int width, Kernels kernels, int threads) {
        Kernels byRule = kernels.by(Tiling.RULE);
        CompiledNetwork rule = network(parameters, height, width, byRule, threads);
        List<CompiledNetwork> banded = Arrays.stream(BANDS)
                .mapToObj(band -> network(parameters, height, width, kernels.by(new Tiling(List.of(), band)), threads))
                .toList();
        int band = Tiling.USUAL_BAND_KILOBYTES;
        double[] millis = millis(banded);
        double usual = millis[Arrays.binarySearch(BANDS, Tiling.USUAL_BAND_KILOBYTES)];
        double least = usual * CLEARLY;
        for (int i = 0; i < BANDS.length; i++) {
            if (millis[i] < least) {
                least = millis[i];
                band = BANDS[i];
            }
        }

        List<TunedProduct> products = new ArrayList<>();
        List<Tiling.Choice> choices = new ArrayList<>();
        for (Product product : banded.get(Arrays.binarySearch(BANDS, band)).products()) {
            TunedProduct tuned = tuned(product, kernels);
            products.add(tuned);
            if (!tuned.fastest.equals(tuned.rule)) {
                choices.add(tuned.fastest);
            }
        }
        Tiling tiling = new Tiling(choices, band);
        double[] both = millis(List.of(rule, network(parameters, height, width, kernels.by(tiling), threads)));
        if (both[1] > both[0] * CLEARLY && band != Tiling.USUAL_BAND_KILOBYTES) { // one band was lucky
            tiling = new Tiling(choices, Tiling.USUAL_BAND_KILOBYTES);
            both = millis(List.of(rule, network(parameters, height, width, kernels.by(tiling), threads)));
        }
        return new TunedNetwork(tiling, List.copyOf(products), both[0], both[1]);
    }

    private static CompiledNetwork network(Parameters parameters, int height, int width, Kernels kernels, int threads) {
        return Compiler.compile(parameters, height, width, kernels).withThreads(threads);
    }

    /** The median call of each network. */
    private static double[] millis(List<CompiledNetwork> networks) {
        float[] image = new float[networks.getFirst().inputLength()];
        for (int i = 0; i < image.length; i++) {
            image[i] = i % 17 * 0.1f - 0.8f;
        }
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WARM_UP_NANOS) {
            networks.forEach(network -> network.logits(image));
        }
        double[][] nanos = new double[networks.size()][2 * TURNS];
        for (int turn = 0; turn < 2 * TURNS; turn++) {
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                networks.get(i).logits(image);
                nanos[i][turn] = System.nanoTime() - start;
            }
        }
        return Arrays.stream(nanos)
                .mapToDouble(each -> Arrays.stream(each).sorted().toArray()[TURNS] * 1e-6)
                .toArray();
    }

    private static TunedProduct tuned(Product product, Kernels kernels) {
        List<Tiling.Choice> tiles = kernels.tiles(product.rows(), product.inChannels(), product.outChannels());
        List<Kernels> candidates = tiles.stream()
                .map(tile -> kernels.by(new Tiling(List.of(tile), Tiling.USUAL_BAND_KILOBYTES)))
                .toList();
        ProductTimer timer = new ProductTimer(product, kernels.panel());
        double[] nanos = new double[tiles.size()];
        Arrays.fill(nanos, Double.MAX_VALUE);
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < nanos.length; i++) {
                double taken = timer.nanos(candidates.get(i), TURN_NANOS);
                if (turn > 1) { // the first are for the compiler
                    nanos[i] = Math.min(nanos[i], taken);
                }
            }
        }
        int fastest = 0;
        for (int i = 1; i < nanos.length; i++) {
            if (nanos[i] < nanos[fastest] && nanos[i] < nanos[0] * CLEARLY) {
                fastest = i;
            }
        }
        double operations = 2.0 * product.rows() * product.inChannels() * product.outChannels();
        return new TunedProduct(
                tiles.getFirst(), tiles.get(fastest), operations / nanos[0], operations / nanos[fastest]);
    }
}
