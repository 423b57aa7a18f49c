package org.mobilenet4j.compression;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.pruning.ChannelGroups;
import org.mobilenet4j.pruning.PruneChannels;

/**
 * What a block takes with fewer and fewer expanded channels: does a part of a tile save anything? Run with nothing else. The figures
 * of {@code docs/compression.md}.
 */
final class WidthSteps {
    private static final int SIDE = 224;
    private static final int STEP = 4;
    private static final int ROUNDS = 5;
    private static final int RUNS = 60;

    private WidthSteps() {}

    @SuppressWarnings("SystemOut")
    public static void main(String... args) {
        Network network = MobileNet.MOBILENET_V2.build();
        Parameters whole = Initialization.torchvision(network, 1);
        System.out.println("panel " + KernelSelection.chosen().kernels().panel());
        for (String name : args) {
            ChannelGroup group = ChannelGroups.named(ChannelGroups.of(network), name);
            String block = name.substring(0, name.lastIndexOf('.'));
            int[] widths = IntStream.rangeClosed(0, 8)
                    .map(i -> group.channels() - STEP * i)
                    .toArray();
            CompiledNetwork[] networks = Arrays.stream(widths)
                    .mapToObj(width -> PruneChannels.of(
                            whole, Map.of(group, IntStream.range(0, width).toArray())))
                    .map(smaller -> Compiler.compile(smaller, SIDE, SIDE))
                    .toArray(CompiledNetwork[]::new);
            double[] least = new double[widths.length];
            Arrays.fill(least, Double.POSITIVE_INFINITY);
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < widths.length; i++) {
                    least[i] = Math.min(least[i], lowerQuartileMicros(networks[i], block));
                }
            }
            for (int i = 0; i < widths.length; i++) {
                System.out.printf(Locale.ROOT, "%s %d channels: %.1f us%n", name, widths[i], least[i]);
            }
        }
    }

    private static double lowerQuartileMicros(CompiledNetwork network, String block) {
        float[] image = new float[network.inputLength()];
        double[] micros = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long[] nanos = network.operationNanos(image);
            for (int i = 0; i < nanos.length; i++) {
                micros[run] += network.plan().get(i).place().equals(block) ? nanos[i] * 1e-3 : 0;
            }
        }
        Arrays.sort(micros);
        return micros[RUNS / 4];
    }
}
