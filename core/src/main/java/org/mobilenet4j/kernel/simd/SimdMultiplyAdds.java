package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Multiply-adds on registers alone. Twelve sums that do not wait for one another hide the latency of the instruction, and
 * with the factor they fit the sixteen registers of 256-bit machines. They are what is added to, as in the kernels: C2 writes the
 * result of a multiply-add over its addend, and would copy one that is used again.
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
            a = half.fma(half, a);
            b = half.fma(half, b);
            c = half.fma(half, c);
            d = half.fma(half, d);
            e = half.fma(half, e);
            f = half.fma(half, f);
            g = half.fma(half, g);
            h = half.fma(half, h);
            i = half.fma(half, i);
            j = half.fma(half, j);
            k = half.fma(half, k);
            l = half.fma(half, l);
        }
        FloatVector first = a.add(b).add(c.add(d));
        FloatVector second = e.add(f).add(g.add(h));
        FloatVector sum = first.add(second).add(i.add(j).add(k.add(l)));
        // Always positive, which the JIT does not know: it must compute the sum.
        return sum.reduceLanes(VectorOperators.ADD) > 0 ? (long) rounds * SUMS * lanes : 0;
    }
}
