package org.mobilenet4j.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JVM for a program of the tests alone, with the kernels of this one: what C2 makes of a method depends on what has run
 * before, which in the tests' own JVM is every other test.
 */
public final class OwnJvm {
    private OwnJvm() {}

    /**
     * Runs a program to its end.
     *
     * @return the lines it printed
     */
    public static List<String> run(Class<?> program, List<String> arguments) throws IOException, InterruptedException {
        return run(List.of(), program, arguments);
    }

    /** The same with more flags for the JVM, which take precedence. */
    public static List<String> run(List<String> flags, Class<?> program, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = Stream.of(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--add-modules=jdk.incubator.vector",
                                "-D" + KernelSelection.PROPERTY + "="
                                        + System.getProperty(KernelSelection.PROPERTY, "auto")),
                        flags,
                        List.of("-cp", System.getProperty("java.class.path"), program.getName()),
                        arguments)
                .flatMap(List::stream)
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(program.getName() + " ended with " + status + " after printing " + lines);
        }
        return lines;
    }
}
