package org.mobilenet4j.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.io.InvalidInputException;

/** The verb {@code bench} in a fresh JVM of this one's kind: same Java, class path and flags. */
final class JavaProcess {
    private static final int MISTAKE = 2;

    private JavaProcess() {}

    /**
     * Runs it to its end.
     *
     * @param flags more flags for the JVM
     * @param arguments of the verb
     * @return what it printed
     */
    static String run(List<String> flags, List<String> arguments) throws IOException {
        Path errors = Files.createTempFile("mobilenet-bench", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(flags, arguments)).redirectError(errors.toFile());
            // Not in the command, where a long one makes ONNX Runtime 1.29 overflow its stack as it starts.
            builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = waitFor(process);
            if (status != 0) {
                List<String> lines = Files.readAllLines(errors);
                String last = lines.isEmpty() ? "exit status " + status : lines.getLast();
                if (status == MISTAKE) {
                    throw new InvalidInputException(last);
                }
                throw new IOException("a JVM failed: " + last);
            }
            return output;
        } finally {
            Files.delete(errors);
        }
    }

    private static List<String> command(List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The launcher's descriptor for messages is not passed on.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Dmobilenet.stderr="))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of(Bench.class.getName(), "bench"));
        command.addAll(arguments);
        return command;
    }

    private static int waitFor(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a JVM ran", e);
        }
    }
}
