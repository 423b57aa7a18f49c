package org.mobilenet4j.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.mobilenet4j.kernel.KernelSelection;

/** The vectors of this machine, and the one species that all kernels of this JVM use. */
public final class MachineVectors {
    private static final int WIDEST = 512;

    /** A constant of the JVM, not a field of a kernel: only so does C2 turn vector operations into instructions. */
    static final VectorSpecies<Float> SPECIES = species(System.getProperty(KernelSelection.PROPERTY, "auto"));

    /** How many vectors a core holds: 32 of 512 bits on x86 and of 128 on ARM, else sixteen. */
    static final boolean HAS_32_REGISTERS =
            SPECIES.length() == 16 || System.getProperty("os.arch").equals("aarch64");

    private MachineVectors() {}

    /** The bits of the widest vector that this machine computes with. */
    public static int preferredBits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }

    private static VectorSpecies<Float> species(String wanted) {
        int bits = wanted.matches("\\d+") ? Integer.parseInt(wanted) : Math.min(preferredBits(), WIDEST);
        return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
    }
}
