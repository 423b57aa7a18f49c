package org.mobilenet4j.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code -XX} options of this JVM are set to. The JVM itself says so through the module {@code jdk.management};
 * where a runtime lacks that module, the command line and the environment do.
 */
public final class JvmOptions {
    /** In the order in which the JVM takes them; the last setting of an option holds. */
    private static final List<String> VARIABLES_BEFORE = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

    private static final String VARIABLE_AFTER = "_JAVA_OPTIONS";

    private JvmOptions() {}

    /** The value of an option such as {@code TieredStopAtLevel}: empty where there is no such option, or it is not known. */
    public static Optional<String> value(String name) {
        try {
            return FromManagement.value(name);
        } catch (LinkageError e) { // the runtime lacks the module
            return value(name, arguments());
        }
    }

    /** What a command line sets an option to. */
    static Optional<String> value(String name, List<String> arguments) {
        String assignment = "-XX:" + name + "=";
        String found = null;
        for (String argument : arguments) {
            if (argument.startsWith(assignment)) {
                found = argument.substring(assignment.length());
            } else if (argument.equals("-XX:+" + name)) {
                found = "true";
            } else if (argument.equals("-XX:-" + name)) {
                found = "false";
            }
        }
        return Optional.ofNullable(found);
    }

    private static List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        VARIABLES_BEFORE.forEach(variable -> arguments.addAll(words(System.getenv(variable))));
        ProcessHandle.current().info().arguments().ifPresent(own -> arguments.addAll(List.of(own)));
        arguments.addAll(words(System.getenv(VARIABLE_AFTER)));
        return arguments;
    }

    private static List<String> words(@Nullable String options) {
        return Stream.of(Objects.requireNonNullElse(options, "").split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Apart, since it may be loaded only where the module is there. */
    private static final class FromManagement {
        static Optional<String> value(String name) {
            HotSpotDiagnosticMXBean diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            try {
                return diagnostics == null
                        ? Optional.empty()
                        : Optional.of(diagnostics.getVMOption(name).getValue());
            } catch (IllegalArgumentException e) { // this JVM has no such option
                return Optional.empty();
            }
        }
    }
}
