package org.mobilenet4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The gates of JVMs that are not here. */
class VectorGatesTest {
    private static final String HOTSPOT = "OpenJDK 64-Bit Server VM";

    @Test
    void hotSpotWithC2PassesAll() {
        assertThat(missed(vm(HOTSPOT, "mixed mode, sharing"), Map.of())).isEmpty();
        assertThat(missed(
                        vm("Java HotSpot(TM) 64-Bit Server VM", "compiled mode"),
                        Map.of("TieredStopAtLevel", "4", "CompilationMode", "high-only", "UseJVMCICompiler", "false")))
                .isEmpty();
    }

    @Test
    void whatIsNotKnownIsPassed() {
        assertThat(missed(vm(HOTSPOT, ""), Map.of())).isEmpty();
    }

    @Test
    void anotherJvmIsNamed() {
        assertThat(missed(vm("Eclipse OpenJ9 VM", "JRE 25 Linux amd64"), Map.of()))
                .containsExactly("HotSpot");
        assertThat(VectorGates.of(
                                name -> Optional.ofNullable(
                                        vm("Eclipse OpenJ9 VM", "").get(name)),
                                name -> Optional.empty())
                        .get(1)
                        .reason())
                .isEqualTo("this JVM is Eclipse OpenJ9 VM, not HotSpot");
    }

    @Test
    void interpretersAreMissed() {
        assertThat(missed(vm("OpenJDK 64-Bit Zero VM", "interpreted mode"), Map.of()))
                .containsExactly("compiled code");
        assertThat(missed(vm(HOTSPOT, "mixed mode"), Map.of("UseCompiler", "false")))
                .containsExactly("compiled code");
    }

    @Test
    void jvmsWithC1AloneAreMissed() {
        assertThat(missed(vm("OpenJDK Client VM", "mixed mode"), Map.of())).containsExactly("C2");
        assertThat(missed(vm(HOTSPOT, "mixed mode, emulated-client, sharing"), Map.of()))
                .containsExactly("C2");
        assertThat(missed(vm(HOTSPOT, "mixed mode"), Map.of("TieredStopAtLevel", "2")))
                .containsExactly("C2");
    }

    @Test
    void graalIsMissedUnlessItIsTurnedOff() {
        Map<String, String> graal = Map.of(
                "java.vm.name", HOTSPOT, "java.vm.info", "mixed mode", "java.vendor.version", "GraalVM CE 25+37.1");

        assertThat(missed(vm(HOTSPOT, "mixed mode"), Map.of("UseJVMCICompiler", "true")))
                .containsExactly("no Graal");
        assertThat(missed(graal, Map.of())).containsExactly("no Graal");
        assertThat(missed(graal, Map.of("UseJVMCICompiler", "false"))).isEmpty();
    }

    @Test
    void theLastSettingOfAnOptionHolds() {
        List<String> line = List.of("-XX:+A", "-XX:B=1", "-cp", "x", "-XX:-A", "-XX:B=2", "-XX:BC=3");

        assertThat(JvmOptions.value("A", line)).contains("false");
        assertThat(JvmOptions.value("B", line)).contains("2");
        assertThat(JvmOptions.value("C", line)).isEmpty();
    }

    @Test
    void theJvmTellsItsOptions() {
        assertThat(JvmOptions.value("UseCompiler")).contains("true");
        assertThat(JvmOptions.value("NoSuchOption")).isEmpty();
    }

    private static Map<String, String> vm(String name, String info) {
        return Map.of("java.vm.name", name, "java.vm.info", info);
    }

    private static List<String> missed(Map<String, String> properties, Map<String, String> options) {
        return VectorGates.of(
                        name -> Optional.ofNullable(properties.get(name)),
                        name -> Optional.ofNullable(options.get(name)))
                .stream()
                .filter(gate -> !gate.isPassed())
                .map(Gate::name)
                .toList();
    }
}
