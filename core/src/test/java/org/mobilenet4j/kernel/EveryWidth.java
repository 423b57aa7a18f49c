package org.mobilenet4j.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.mobilenet4j.kernel.simd.MachineVectors;

/**
 * A test class that the build runs again in a JVM of its own for each vector width ({@code -Dmobilenet.kernels}), beside
 * the run with the machine's widest; skipped where the machine has no such vectors.
 */
@Tag("kernels")
@EnabledIf(
        value = "org.mobilenet4j.kernel.EveryWidth$Width#isHere",
        disabledReason = "this machine has no vectors of the width that -Dmobilenet.kernels asks for")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EveryWidth {
    /** The width under test. */
    final class Width {
        private Width() {}

        static boolean isHere() {
            String wanted = System.getProperty(KernelSelection.PROPERTY, "auto");
            return !wanted.matches("\\d+") || Integer.parseInt(wanted) <= MachineVectors.preferredBits();
        }
    }
}
