package org.mobilenet4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.mobilenet4j.image.JpegSelection;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.Gate;
import org.mobilenet4j.kernel.KernelSelection;

/** What the doctor looks at: the Java runtime, the machine, the decoders of images, the folder for downloads. */
final class MachineChecks {
    private static final int JAVA_NEEDED = 25;
    private static final Runtime.Version FIRST_SOUND_JAVA = Runtime.Version.parse("25.0.3");
    private static final long HEAP_WANTED = 1L << 30;
    private static final List<String> FORMATS_NEEDED = List.of("jpg", "png", "bmp", "gif");
    private static final String WEBP = "webp";

    private MachineChecks() {}

    static Check java(Runtime.Version version, String vendor) {
        String found = version + ", " + vendor;
        if (version.feature() < JAVA_NEEDED) {
            return Check.fail("java", found, "Install a JDK " + JAVA_NEEDED + " or later and set JAVA_HOME to it.");
        }
        return version.compareTo(FIRST_SOUND_JAVA) >= 0
                ? Check.ok("java", found)
                : Check.warn(
                        "java",
                        found,
                        "Update to " + FIRST_SOUND_JAVA + " or later: before, the collector G1 may move arrays that"
                                + " native code is reading (JDK-8377811).");
    }

    /** Whether objects have the short headers with which the C2 of JDK 25 makes wrong strings. */
    static Check objectHeaders(Runtime.Version version, boolean isCompact) {
        String name = "object headers";
        if (!isCompact) {
            return Check.ok(name, "as usual");
        }
        return version.feature() == JAVA_NEEDED
                ? Check.warn(
                        name,
                        "compact",
                        "Start Java without -XX:+UseCompactObjectHeaders: on JDK " + JAVA_NEEDED
                                + " it corrupts strings silently (JDK-8380060).")
                : Check.ok(name, "compact");
    }

    /** Which kernels run; a property that asks for what cannot be had is a failure. */
    static Check kernels(Supplier<KernelSelection> selection) {
        String name = "kernels";
        try {
            KernelSelection chosen = selection.get();
            return chosen.remedy()
                    .map(remedy -> Check.warn(name, chosen.reason(), asSentence(remedy)))
                    .orElse(Check.ok(name, chosen.reason()));
        } catch (InvalidInputException impossible) {
            return Check.fail(
                    name,
                    Objects.requireNonNullElse(impossible.getMessage(), "cannot be chosen"),
                    "Set " + KernelSelection.PROPERTY + " to auto or leave it out.");
        }
    }

    /** What the vector kernels need, one check a gate: the first that is missed is why the kernels are scalar. */
    static List<Check> gates(List<Gate> gates) {
        return gates.stream()
                .map(gate -> {
                    String name = "gate: " + gate.name();
                    return gate.isPassed()
                            ? Check.ok(name, "passed")
                            : Check.warn(name, gate.reason(), asSentence(gate.remedy()));
                })
                .toList();
    }

    private static String asSentence(String remedy) {
        return remedy.substring(0, 1).toUpperCase(Locale.ROOT) + remedy.substring(1) + ".";
    }

    /** Which decoder reads JPEG files; a property that asks for what cannot be had is a failure. */
    static Check jpegs(Supplier<JpegSelection> selection) {
        String name = "JPEG decoder";
        try {
            JpegSelection chosen = selection.get();
            return chosen.remedy()
                    .map(remedy -> Check.warn(name, chosen.reason(), "For faster decoding, " + remedy + "."))
                    .orElse(Check.ok(name, chosen.reason()));
        } catch (InvalidInputException impossible) {
            return Check.fail(
                    name,
                    Objects.requireNonNullElse(impossible.getMessage(), "cannot be chosen"),
                    "Set " + JpegSelection.PROPERTY + " to auto or leave it out.");
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

    static Check imageFormats(String... suffixes) {
        String name = "image formats";
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
