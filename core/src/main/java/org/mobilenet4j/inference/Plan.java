package org.mobilenet4j.inference;

import java.util.List;
import java.util.SequencedMap;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.kernel.Kernels;

/**
 * What the compiler makes of a network.
 *
 * @param words narrow weights
 * @param roomFloats that a thread needs to widen them in
 * @param places where in the network each operation belongs
 * @param outputs to be read after the last operation
 * @param taps by the number of operations that are done before them
 */
record Plan(
        Network network,
        Shapes shapes,
        Kernels kernels,
        float[] constants,
        int[] words,
        int roomFloats,
        List<Operation> operations,
        List<String> places,
        ArenaPlan arena,
        Value input,
        SequencedMap<String, Tap> outputs,
        List<Tap> taps) {
    Plan {
        operations = List.copyOf(operations);
        places = List.copyOf(places);
        taps = List.copyOf(taps);
    }
}
