package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processes of a server, which those that they start belong to.
 *
 * @param roots none where they are not known
 */
record ServerProcesses(List<ProcessHandle> roots) {
    private static final Path PROC = Path.of("/proc");

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** How the kernel's table of sockets calls one that listens. */
    private static final String LISTENING = "0A";

    /** The processes of this machine that listen at a port: Linux tells them, of this user's. */
    static ServerProcesses listeningAt(Endpoint endpoint) {
        if (!endpoint.address().getAddress().isLoopbackAddress()) {
            return new ServerProcesses(List.of());
        }
        Set<String> sockets = sockets(endpoint.address().getPort());
        return new ServerProcesses(ProcessHandle.allProcesses()
                .filter(process -> holdsAny(process, sockets))
                .toList());
    }

    /** Processor time that they have used up to now; NaN where they are not known. */
    double cpuSeconds() {
        return sum(process ->
                process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() * 1e-9);
    }

    /** Memory that they hold, in 10^6 bytes, what they share counted for each; NaN where Linux does not tell. */
    double residentMegabytes() {
        double megabytes = sum(ServerProcesses::residentMegabytes);
        return megabytes == 0 ? Double.NaN : megabytes;
    }

    private double sum(ToDoubleFunction<ProcessHandle> figure) {
        Set<ProcessHandle> all = new HashSet<>(roots);
        roots.forEach(root -> root.descendants().forEach(all::add));
        return all.isEmpty() ? Double.NaN : all.stream().mapToDouble(figure).sum();
    }

    private static double residentMegabytes(ProcessHandle process) {
        return lines(PROC.resolve(Long.toString(process.pid())).resolve("status")).stream()
                .map(RESIDENT::matcher)
                .filter(Matcher::matches)
                .mapToDouble(matcher -> Long.parseLong(matcher.group(1)) * 1024 * 1e-6)
                .sum();
    }

    private static Set<String> sockets(int port) {
        Set<String> links = new HashSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            String local = String.format(Locale.ROOT, ":%04X", port);
            for (String line : lines(PROC.resolve(table))) {
                List<String> columns = List.of(line.strip().split("\\s+", -1));
                if (columns.size() > 9
                        && columns.get(1).endsWith(local)
                        && columns.get(3).equals(LISTENING)) {
                    links.add("socket:[" + columns.get(9) + "]");
                }
            }
        }
        return links;
    }

    private static List<String> lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // another system, no IPv6, or the process has just ended
        }
    }

    private static boolean holdsAny(ProcessHandle process, Set<String> sockets) {
        if (sockets.isEmpty()) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                PROC.resolve(Long.toString(process.pid())).resolve("fd"))) {
            for (Path file : files) {
                if (sockets.contains(link(file))) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Another user's, or it has just ended.
        }
        return false;
    }

    private static String link(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return ""; // just closed
        }
    }
}
