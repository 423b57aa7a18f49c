package org.mobilenet4j.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds the release once more, in another folder, and compares what both builds made, byte by byte. */
class ReproducibleBuildIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> NO_SOURCES = Set.of("target", ".git");

    @TempDir
    Path folder;

    @Test
    void makesEqualBytes() throws Exception {
        Path again = folder.resolve("again");
        copySources(again);
        Path log = folder.resolve("log");
        int status = new ProcessBuilder("mvn", "-q", "-B", "-Prelease", "-DskipTests", "package")
                .directory(again.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(status).as(() -> content(log)).isZero();

        Map<String, String> digests = artifacts(ROOT);
        assertThat(digests.keySet())
                .anyMatch(name -> name.endsWith("-javadoc.jar"))
                .anyMatch(name -> name.endsWith("-sources.jar"))
                .anyMatch(name -> name.endsWith("sbom.json"))
                .anyMatch(name -> name.endsWith(".deb"))
                .anyMatch(name -> name.endsWith(".zip"));
        assertThat(artifacts(again)).isEqualTo(digests);
    }

    private static void copySources(Path target) throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (NO_SOURCES.contains(String.valueOf(directory.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(
                        target.resolve(ROOT.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, target.resolve(ROOT.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The digest of each file that is published or downloaded, by its path. */
    private static Map<String, String> artifacts(Path root) throws IOException, NoSuchAlgorithmException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path built : modules.map(module -> module.resolve("target")).toList()) {
                if (Files.isDirectory(built) && !built.startsWith(root.resolve("bench"))) {
                    try (Stream<Path> files = Files.list(built)) {
                        for (Path file :
                                files.filter(ReproducibleBuildIT::isArtifact).toList()) {
                            MessageDigest digest = MessageDigest.getInstance("SHA-256");
                            digests.put(
                                    root.relativize(file).toString(),
                                    HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file))));
                        }
                    }
                }
            }
        }
        return digests;
    }

    private static boolean isArtifact(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith("original-")
                && (name.endsWith(".jar")
                        || name.endsWith(".zip")
                        || name.endsWith(".deb")
                        || name.startsWith("sbom."));
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
