package org.mobilenet4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.mobilenet4j.kernel.KernelSelection;

/** What the doctor looks at: the Java runtime, the machine, the decoders of pictures, the folder for downloads. */
final class MachineChecks {
    private static final int JAVA_NEEDED = 25;
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final long HEAP_WANTED = 1L << 30;
    private static final List<String> FORMATS_NEEDED = List.of("jpg", "png", "bmp", "gif");
    private static final String WEBP = "webp";

    private MachineChecks() {}

    static Check java(Runtime.Version version, String vendor) {
        String found = version + ", " + vendor;
        return version.feature() >= JAVA_NEEDED
                ? Check.ok("java", found)
                : Check.fail("java", found, "Install a JDK " + JAVA_NEEDED + " or later and set JAVA_HOME to it.");
    }

    static Check vectorModule(ModuleLayer boot) {
        String name = "vector module";
        return boot.findModule(VECTOR_MODULE).isPresent()
                ? Check.ok(name, VECTOR_MODULE)
                : Check.warn(
                        name,
                        VECTOR_MODULE + " is not loaded: the slow scalar kernels run",
                        "Start java with --add-modules " + VECTOR_MODULE + ", or use the launcher ./mobilenet.");
    }

    static Check kernels(Supplier<KernelSelection> selection) {
        String name = "kernels";
        try {
            KernelSelection chosen = selection.get();
            return chosen.remedy()
                    .map(remedy -> Check.warn(name, chosen.reason(), remedy))
                    .orElseGet(() -> Check.ok(name, chosen.reason()));
        } catch (IllegalStateException e) {
            return Check.fail(
                    name,
                    String.valueOf(e.getMessage()),
                    "Leave out -D" + KernelSelection.PROPERTY + ", or give it a value that this machine has.");
        }
    }

    static Check processors(int count) {
        return Check.ok("processors", Integer.toString(count));
    }

    static Check heap(long bytes) {
        String found = String.format(Locale.ROOT, "%,d MB at most", bytes >> 20);
        return bytes >= HEAP_WANTED
                ? Check.ok("heap", found)
                : Check.warn("heap", found, "Training may need more: set MOBILENET_OPTS=-Xmx2g.");
    }

    static Check pictures(String... suffixes) {
        String name = "picture formats";
        Set<String> readable = new TreeSet<>();
        for (String suffix : suffixes) {
            readable.add(suffix.toLowerCase(Locale.ROOT));
        }
        readable.remove("");
        String found = String.join(" ", readable);
        if (!readable.containsAll(FORMATS_NEEDED)) {
            return Check.fail(name, found, "The JDK lacks its module java.desktop: install a full JDK.");
        }
        return readable.contains(WEBP)
                ? Check.ok(name, found)
                : Check.warn(
                        name,
                        found,
                        "WebP cannot be read: add com.twelvemonkeys.imageio:imageio-webp to the class path.");
    }

    /** Looks whether files could be written to the folder, or to the nearest folder above it that is there. */
    static Check cache(Path folder) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return Files.isDirectory(existing) && Files.isWritable(existing)
                ? Check.ok("cache", folder.toString())
                : Check.warn(
                        "cache",
                        folder + " cannot be written to",
                        "Set MOBILENET_CACHE to a folder that you may write to; downloaded weights are kept there.");
    }
}
