package org.mobilenet4j.pruning;

import java.util.List;
import org.mobilenet4j.architecture.Location;

/**
 * Channels that stand or fall together: those of all values that a depthwise convolution, squeeze-excite or a shortcut ties to
 * each other.
 *
 * @param name the location of the first layer that computes one of the values
 * @param channels how many each value has
 * @param values in the order of computation
 * @param gates the convolutions and matrices whose output other layers than the group's own depthwise convolutions read: a
 *     channel is gone when these give zero
 * @param isExpansion whether all the values are of one block and read there only: the channels between its first and
 *     its last convolution
 */
public record ChannelGroup(
        String name, int channels, List<Location> values, List<Location> gates, boolean isExpansion) {
    public ChannelGroup {
        values = List.copyOf(values);
        gates = List.copyOf(gates);
    }

    @Override
    public String toString() {
        return name;
    }
}
