package org.mobilenet4j.latency;

import org.mobilenet4j.inference.PlannedOperation;

/**
 * What a step of a compiled network is, wherever it stands: two steps that are equal take equally long. Activations are not
 * told apart.
 *
 * @param kernel what it runs, with the geometry
 * @param tile rows x channels that are kept in registers, or empty
 * @param input its shape
 * @param output its shape
 * @param multiplyAdds of one image
 * @param bytes that it reads or writes; they tell fused blocks of different expansions apart
 */
public record Step(String kernel, String tile, String input, String output, long multiplyAdds, long bytes) {
    static Step of(PlannedOperation operation) {
        return new Step(
                operation.kernel(),
                operation.tile(),
                operation.input(),
                operation.output(),
                operation.multiplyAdds(),
                operation.bytesTouched());
    }
}
