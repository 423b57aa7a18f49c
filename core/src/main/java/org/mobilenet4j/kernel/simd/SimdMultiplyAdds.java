package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Multiply-adds on registers alone. Twelve sums that do not wait for one another hide the latency of the instruction, and
 * with the two factors they fit the sixteen registers of 256-bit machines.
 */
final class SimdMultiplyAdds {
    private static final int SUMS = 12;

    private SimdMultiplyAdds() {}

    static long multiplyAdds(long atLeast) {
        int lanes = MachineVectors.SPECIES.length();
        int rounds = Math.toIntExact(Math.ceilDiv(atLeast, (long) SUMS * lanes));
        FloatVector half = FloatVector.broadcast(MachineVectors.SPECIES, 0.5f);
        FloatVector one = FloatVector.broadcast(MachineVectors.SPECIES, 1);
        FloatVector a = one;
        FloatVector b = one;
        FloatVector c = one;
        FloatVector d = one;
        FloatVector e = one;
        FloatVector f = one;
        FloatVector g = one;
        FloatVector h = one;
        FloatVector i = one;
        FloatVector j = one;
        FloatVector k = one;
        FloatVector l = one;
        for (int round = 0; round < rounds; round++) {
            a = a.fma(half, one);
            b = b.fma(half, one);
            c = c.fma(half, one);
            d = d.fma(half, one);
            e = e.fma(half, one);
            f = f.fma(half, one);
            g = g.fma(half, one);
            h = h.fma(half, one);
            i = i.fma(half, one);
            j = j.fma(half, one);
            k = k.fma(half, one);
            l = l.fma(half, one);
        }
        FloatVector first = a.add(b).add(c.add(d));
        FloatVector second = e.add(f).add(g.add(h));
        FloatVector sum = first.add(second).add(i.add(j).add(k.add(l)));
        // Always positive, which the JIT does not know: it must compute the sum.
        return sum.reduceLanes(VectorOperators.ADD) > 0 ? (long) rounds * SUMS * lanes : 0;
    }
}
