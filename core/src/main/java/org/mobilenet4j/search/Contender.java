package org.mobilenet4j.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network that was trained from scratch, once for each seed, as long as every other.
 *
 * @param name of the search that found it, or of the paper's network
 * @param found what the search chose; null for a network of the papers
 * @param width the width multiplier; 1 for what was found
 * @param predictedMillis latency of an image by the table
 * @param processorSecondsPerImage that training costs one thread, the mean over all epochs; how long a run is follows from it
 * @param measuredMillis latency of an image, measured whole, in turns with the others
 */
public record Contender(
        String name,
        @Nullable SubNetwork found,
        double width,
        double predictedMillis,
        double measuredMillis,
        long multiplyAdds,
        long parameters,
        double processorSecondsPerImage,
        List<Run> runs) {
    /**
     * One training.
     *
     * @param heldOut top-1 of the kept epoch on the images held out, 0 to 1
     * @param top1 of the kept epoch on the test images, 0 to 1
     * @param images that it was shown, over all epochs
     * @param seconds on the clock that training took, whatever else the machine did
     */
    public record Run(long seed, double heldOut, double top1, long images, double seconds) {}

    public Contender {
        runs = List.copyOf(runs);
    }

    /** The processor time that each training was given: of all contenders the same, but for rounding. */
    public double processorSeconds() {
        return processorSecondsPerImage * runs.getFirst().images();
    }

    /** Mean top-1 on the test images over the seeds. */
    public double top1() {
        return runs.stream().mapToDouble(Run::top1).average().orElse(Double.NaN);
    }

    /** Sample standard deviation of top-1 over the seeds; NaN of one. */
    public double deviation() {
        double mean = top1();
        double squares = runs.stream()
                .mapToDouble(run -> (run.top1 - mean) * (run.top1 - mean))
                .sum();
        return Math.sqrt(squares / (runs.size() - 1));
    }
}
