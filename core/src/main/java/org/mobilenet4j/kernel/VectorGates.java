package org.mobilenet4j.kernel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.mobilenet4j.kernel.simd.MachineVectors;

/**
 * What the vector kernels need. Only HotSpot's C2 turns the Vector API into instructions; under any other compiler every
 * vector is an object, 50 to 150 times slower.
 */
final class VectorGates {
    static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** The levels of tiered compilation that are C1's. */
    private static final Set<String> LEVELS_OF_C1 = Set.of("1", "2", "3");

    private static final int NARROWEST = 128;

    private VectorGates() {}

    /** The gates of this JVM, in the order in which they are to be passed. */
    static List<Gate> ofThisJvm() {
        return of(name -> Optional.ofNullable(System.getProperty(name)), JvmOptions::value);
    }

    /**
     * The gates of a JVM.
     *
     * @param properties its system properties
     * @param options its {@code -XX} options
     */
    static List<Gate> of(Function<String, Optional<String>> properties, Function<String, Optional<String>> options) {
        String vm = properties.apply("java.vm.name").orElse("");
        String mode = properties.apply("java.vm.info").orElse("");
        return List.of(
                new Gate(
                        "vector module",
                        VectorGates::isVectorModuleReadable,
                        "the module " + VECTOR_MODULE + " is not loaded",
                        "start Java with --add-modules " + VECTOR_MODULE),
                new Gate(
                        "HotSpot",
                        () -> vm.contains("HotSpot") || vm.contains("OpenJDK"),
                        "this JVM is " + vm + ", not HotSpot",
                        "run on a JDK with HotSpot and its compiler C2, such as Temurin"),
                new Gate(
                        "compiled code",
                        () -> !mode.contains("interpreted") && !isOff(options, "UseCompiler") && !isLevel(options, "0"),
                        "this JVM interprets all code (" + mode + ")",
                        "start Java without -Xint, -XX:-UseCompiler and -XX:TieredStopAtLevel=0"),
                new Gate(
                        "C2",
                        () -> hasC2(vm, mode, options),
                        "this JVM compiles with C1 alone (" + mode + ")",
                        "start Java without -XX:TieredStopAtLevel, -XX:CompilationMode=quick-only"
                                + " and -XX:+NeverActAsServerClassMachine"),
                new Gate(
                        "no Graal",
                        () -> !isCompiledThroughJvmci(properties, options),
                        "this JVM compiles with Graal, or another compiler behind JVMCI, in the place of C2",
                        "start Java with -XX:-UseJVMCICompiler, or run on a JDK with C2, such as Temurin"),
                new Gate(
                        "vector width",
                        // a class that can be loaded only with the module
                        () -> !isVectorModuleReadable() || MachineVectors.preferredBits() >= NARROWEST,
                        "this machine's vectors hold fewer than " + NARROWEST + " bits",
                        "run on a machine with vectors of " + NARROWEST + " bits or more"));
    }

    static boolean isVectorModuleReadable() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    }

    /** Whether the JVM was built with C2 and has not been told to stop at C1. */
    private static boolean hasC2(String vm, String mode, Function<String, Optional<String>> options) {
        boolean isBuiltWithout = vm.contains("Client VM") || vm.contains("Minimal VM");
        boolean stopsBefore =
                options.apply("TieredStopAtLevel").map(LEVELS_OF_C1::contains).orElse(false)
                        || options.apply("CompilationMode").equals(Optional.of("quick-only"));
        return !isBuiltWithout && !mode.contains("emulated-client") && !stopsBefore;
    }

    /** GraalVM turns its compiler on without an option. */
    private static boolean isCompiledThroughJvmci(
            Function<String, Optional<String>> properties, Function<String, Optional<String>> options) {
        return options.apply("UseJVMCICompiler")
                .map(Boolean::parseBoolean)
                .orElseGet(
                        () -> properties.apply("java.vendor.version").orElse("").contains("GraalVM"));
    }

    private static boolean isOff(Function<String, Optional<String>> options, String name) {
        return options.apply(name).equals(Optional.of("false"));
    }

    private static boolean isLevel(Function<String, Optional<String>> options, String level) {
        return options.apply("TieredStopAtLevel").equals(Optional.of(level));
    }
}
