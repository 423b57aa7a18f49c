package org.mobilenet4j.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Whether ONNX Runtime's sums of products of eight bits are exact on this machine (docs/export.md). */
final class EightBitSums {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private EightBitSums() {}

    /** Skips the calling test where they overflow sixteen bits: on x86 without the VNNI instructions. */
    static void requireExact() throws IOException {
        boolean isX86 = System.getProperty("os.arch").equals("amd64");
        String told = isX86 && Files.exists(PROCESSORS) ? Files.readString(PROCESSORS) : "vnni";
        Assumptions.assumeTrue(
                told.contains("vnni"),
                "skipped: this processor has no VNNI instructions, ONNX Runtime's int8 sums overflow on it");
    }
}
