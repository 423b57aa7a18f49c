package org.mobilenet4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelSelectionTest {
    @Test
    void scalarCanAlwaysBeHad() {
        assertThat(KernelSelection.select("scalar").kernels().name()).isEqualTo("scalar");
    }

    @Test
    void autoTakesVectorsWhereTheModuleIsLoaded() {
        assertThat(KernelSelection.select("auto").remedy()).isEmpty();
    }

    @Test
    void anythingElseFailsLoudly() {
        assertThatThrownBy(() -> KernelSelection.select("avx512"))
                .hasMessage("system property mobilenet.kernels is 'avx512', expected auto, scalar, 128, 256 or 512");
    }

    @Test
    void allGatesArePassedHere() {
        assertThat(KernelSelection.gates()).allMatch(Gate::isPassed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -Xint | this JVM interprets all code
            -XX:TieredStopAtLevel=0 | this JVM interprets all code
            -XX:TieredStopAtLevel=1 | this JVM compiles with C1 alone
            -XX:TieredStopAtLevel=3 | this JVM compiles with C1 alone
            -XX:CompilationMode=quick-only | this JVM compiles with C1 alone
            """)
    void autoIsScalarWhereTheJvmDoesNotCompileWithC2(String flag, String reason)
            throws IOException, InterruptedException {
        List<String> chosen = chosenWith(flag);

        assertThat(chosen.getFirst()).startsWith("scalar kernels, because " + reason);
        assertThat(chosen.getLast()).startsWith("start Java without ").contains(flag.replaceFirst("=[1-3]", ""));
    }

    /** A runtime may be linked without the management of the JVM; then the command line tells. */
    @Test
    void knowsTheFlagsWithoutManagement() throws IOException, InterruptedException {
        String without = "--limit-modules=java.base,jdk.incubator.vector";

        assertThat(chosenWith(without, "-XX:TieredStopAtLevel=2").getFirst())
                .startsWith("scalar kernels, because this JVM compiles with C1 alone");
        assertThat(chosenWith(without).getFirst()).startsWith("vectors of ");
    }

    @Test
    void autoIsScalarUnderAnotherCompilerThanC2() throws InterruptedException {
        List<String> chosen;
        try {
            chosen = chosenWith("-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI", "-XX:+UseJVMCICompiler");
        } catch (IOException e) {
            Assumptions.abort("skipped: this JDK has no compiler behind JVMCI");
            return;
        }

        assertThat(chosen.getFirst()).startsWith("scalar kernels, because this JVM compiles with Graal");
    }

    private static List<String> chosenWith(String... flags) throws IOException, InterruptedException {
        List<String> allFlags = new ArrayList<>(List.of("-D" + KernelSelection.PROPERTY + "=auto"));
        allFlags.addAll(List.of(flags));
        return OwnJvm.run(allFlags, ChosenKernels.class, List.of());
    }

    /** A program for a JVM of its own: prints why it got its kernels, and the remedy. */
    static final class ChosenKernels {
        private ChosenKernels() {}

        public static void main(String[] arguments) {
            KernelSelection chosen = KernelSelection.select("auto");
            System.out.println(chosen.reason());
            System.out.println(chosen.remedy().orElse("nothing is amiss"));
        }
    }
}
