package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the verb refuses; the search itself is tested in core. */
class NasVerbTest {
    @TempDir
    Path folder;

    @Test
    void namesWhatIsWrong() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 2, "red", "green");
        Path out = folder.resolve("nas");

        Run.of("nas", "--data", photos, "--out", out, "--minutes", 0)
                .refused("mobilenet nas: --minutes is 0.0, expected above 0");
        Run.of("nas", "--data", photos, "--out", out, "--seeds", 0)
                .refused("mobilenet nas: --seeds is 0, expected at least 1");
        Run.of("nas", "--data", photos, "--out", out, "--finalists", 0)
                .refused("mobilenet nas: --finalists is 0, expected at least 1");
        Run.of("nas", "--data", photos, "--out", out, "--latency-ms", -1)
                .refused("mobilenet nas: --latency-ms is -1.0, expected above 0");
        Run.of("nas", "--data", photos, "--out", out, "--reward", "steep")
                .refused("mobilenet nas: --reward is 'steep', expected one of soft, hard");
        Run.of("nas", "--data", folder.resolve("none"), "--out", out)
                .refused("mobilenet nas: " + folder.resolve("none"));
        Path file = Files.createFile(folder.resolve("file"));
        Run.of("nas", "--data", photos, "--out", file).refused("mobilenet nas: --out: " + file + " is a file");
    }
}
