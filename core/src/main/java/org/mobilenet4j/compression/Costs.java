package org.mobilenet4j.compression;

import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.latency.LatencyTable;
import org.mobilenet4j.parameters.Parameters;

/**
 * What a network costs for an image of a size.
 *
 * @param millis its predicted latency on this machine
 */
public record Costs(double millis, long multiplyAdds, long parameters) {
    static Costs of(Parameters parameters, MapShape input, LatencyTable latencies) {
        Summary summary = Summary.of(parameters.network(), input.height(), input.width());
        return new Costs(
                latencies.millis(parameters, input.height(), input.width()),
                summary.multiplyAdds(),
                summary.parameters());
    }

    /** One of them, where the others need not be known. */
    static double of(Cost cost, Parameters parameters, MapShape input, LatencyTable latencies) {
        return switch (cost) {
            case LATENCY -> latencies.millis(parameters, input.height(), input.width());
            case MULTIPLY_ADDS ->
                Summary.of(parameters.network(), input.height(), input.width()).multiplyAdds();
            case PARAMETERS ->
                Summary.of(parameters.network(), input.height(), input.width()).parameters();
        };
    }

    /** One of them. */
    public double of(Cost cost) {
        return switch (cost) {
            case LATENCY -> millis;
            case MULTIPLY_ADDS -> multiplyAdds;
            case PARAMETERS -> parameters;
        };
    }
}
