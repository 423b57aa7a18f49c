package org.mobilenet4j.report;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A page as the browser shows it.
 *
 * @param dom the page's tree, written out
 * @param console what the browser had to say of the page's faults
 */
public record Chromium(String dom, List<String> console) {
    private static final int PATIENCE_SECONDS = 60;

    /** Opens a page without a window; skips the calling test where there is no Chromium. */
    public static Chromium open(Path page, Path scratch) throws IOException, InterruptedException {
        Path dom = scratch.resolve("dom.html");
        Path log = scratch.resolve("chromium.log");
        Process browser = new ProcessBuilder(
                        program(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--user-data-dir=" + scratch.resolve("chromium"),
                        "--enable-logging=stderr",
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            if (!browser.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("Chromium did not end within " + PATIENCE_SECONDS + " s");
            }
        } finally {
            browser.destroyForcibly();
        }
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return new Chromium(
                    Files.readString(dom),
                    lines.filter(line -> line.contains("CONSOLE")).toList());
        }
    }

    private static String program() {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
            for (String folder : path.split(File.pathSeparator, -1)) {
                if (Files.isExecutable(Path.of(folder, name))) {
                    return Path.of(folder, name).toString();
                }
            }
        }
        Assumptions.abort("skipped: there is no Chromium on the PATH; install Debian's chromium");
        throw new IllegalStateException("not reached");
    }
}
