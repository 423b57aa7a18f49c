package org.mobilenet4j.kernel;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.kernel.simd.MachineVectors;
import org.mobilenet4j.kernel.simd.SimdKernels;

/**
 * Which kernels run, and why. Chosen once for the JVM from the machine and the system property {@code
 * mobilenet.kernels}: {@code auto} (the default), {@code scalar}, {@code 128}, {@code 256} or {@code 512}. Anything but
 * {@code auto} fails where it cannot be had; {@code auto} falls back to the scalar kernels and says what is missing.
 *
 * @param kernels what runs
 * @param reason why, in one sentence for people
 * @param remedy what to do for faster kernels, or empty where nothing is amiss
 */
public record KernelSelection(Kernels kernels, String reason, Optional<String> remedy) {
    /** The system property that asks for other kernels than the machine's best. */
    public static final String PROPERTY = "mobilenet.kernels";

    private static final int WIDEST = 512;

    /** Chosen on first use; a constant, so that the compiler sees through every call. */
    private static final class Holder {
        static final @Nullable KernelSelection CHOSEN;
        static final @Nullable String REFUSAL;

        static {
            KernelSelection chosen = null;
            String refusal = null;
            try {
                chosen = select(System.getProperty(PROPERTY, "auto"));
            } catch (InvalidInputException e) { // thrown from here, it would reach only the first caller
                refusal = e.getMessage();
            }
            CHOSEN = chosen;
            REFUSAL = refusal;
            if (chosen != null && chosen.remedy.isPresent()) {
                System.getLogger(KernelSelection.class.getName())
                        .log(System.Logger.Level.WARNING, chosen.reason + ": " + chosen.remedy.get());
            }
        }
    }

    /**
     * The selection of this JVM.
     *
     * @throws InvalidInputException if {@code mobilenet.kernels} asks for what this JVM or machine does not have
     */
    public static KernelSelection chosen() {
        KernelSelection chosen = Holder.CHOSEN;
        if (chosen == null) {
            throw new InvalidInputException(String.valueOf(Holder.REFUSAL));
        }
        return chosen;
    }

    /**
     * Kernels for a program that ends after a single image: the scalar ones, unless the property asks for others. The
     * JVM needs a second to compile vector code, and until then it runs far slower than plain loops.
     */
    public static Kernels forOneImage() {
        boolean isFree = System.getProperty(PROPERTY, "auto").equals("auto");
        return isFree ? new ScalarKernels() : chosen().kernels();
    }

    static KernelSelection select(String wanted) {
        return switch (wanted) {
            case "scalar" ->
                new KernelSelection(
                        new ScalarKernels(),
                        "scalar kernels, because " + PROPERTY + "=scalar asks for them",
                        Optional.empty());
            case "auto" -> automatic();
            case "128", "256", "512" -> forced(wanted);
            default ->
                throw new InvalidInputException(
                        "system property " + PROPERTY + " is '" + wanted + "', expected auto, scalar, 128, 256 or 512");
        };
    }

    /** What vectors need of the JVM and the machine; {@code auto} takes them where all of it is there. */
    public static List<Gate> gates() {
        return VectorGates.ofThisJvm();
    }

    private static KernelSelection automatic() {
        Optional<Gate> missed =
                gates().stream().filter(gate -> !gate.isPassed()).findFirst();
        return missed.map(gate -> new KernelSelection(
                        new ScalarKernels(), "scalar kernels, because " + gate.reason(), Optional.of(gate.remedy())))
                .orElseGet(() -> new KernelSelection(
                        new SimdKernels(MachineTiling.chosen(Math.min(MachineVectors.preferredBits(), WIDEST))),
                        "vectors of " + Math.min(MachineVectors.preferredBits(), WIDEST)
                                + " bits, the widest of this machine",
                        Optional.empty()));
    }

    private static KernelSelection forced(String wanted) {
        if (!VectorGates.isVectorModuleReadable()) {
            throw new InvalidInputException(PROPERTY + "=" + wanted + " needs the module " + VectorGates.VECTOR_MODULE
                    + ": start Java with --add-modules " + VectorGates.VECTOR_MODULE);
        }
        int bits = Integer.parseInt(wanted);
        if (bits > MachineVectors.preferredBits()) {
            throw new InvalidInputException(PROPERTY + "=" + wanted + " is more than this machine's vectors of "
                    + MachineVectors.preferredBits() + " bits; use auto");
        }
        return new KernelSelection(
                new SimdKernels(MachineTiling.chosen(bits)),
                "vectors of " + wanted + " bits, because " + PROPERTY + " asks for them",
                Optional.empty());
    }
}
