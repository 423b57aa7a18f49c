package org.mobilenet4j.image;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * libjpeg-turbo, the decoder that Pillow carries, as the system has it: bound through its TurboJPEG interface, with
 * Pillow's settings (the accurate integer transform, interpolated chroma), so that pixels are Pillow's to the last bit.
 *
 * <p>It decodes what is in order and nothing else. Of a file that it refuses, or only warns of, it gives no image, and
 * the caller asks ImageIO, which has the last word on damaged files on every machine alike. The native code sees copies
 * whose lengths go with them, and writes into memory of the size that {@link JpegHeader} told and it confirmed. Immutable;
 * each call has a native instance and memory of its own, so any number of threads may share one.
 */
final class TurboJpeg {
    /** What the library is called: Debian and most of Linux, its own installers, Homebrew, MacPorts, Windows. */
    private static final List<String> NAMES = List.of(
            "libturbojpeg.so.0",
            "libturbojpeg.so",
            "/opt/libjpeg-turbo/lib64/libturbojpeg.so",
            "libturbojpeg.dylib",
            "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib",
            "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib",
            "/opt/local/lib/libturbojpeg.dylib",
            "/opt/libjpeg-turbo/lib/libturbojpeg.dylib",
            "turbojpeg.dll",
            "C:\\libjpeg-turbo64\\bin\\turbojpeg.dll");

    // From turbojpeg.h; the numbers are part of its binary interface.
    private static final int PIXELS_RGB = 0;
    private static final int PIXELS_CMYK = 11;
    private static final int COLORS_CMYK = 3;
    private static final int ACCURATE_DCT = 4096;
    private static final int STOP_ON_WARNING = 8192;
    private static final int LIMIT_SCANS = 32768;

    private final String name;
    private final MethodHandle create;
    private final MethodHandle destroy;
    private final MethodHandle readHeader;
    private final MethodHandle decompress;

    @SuppressWarnings("restricted")
    private TurboJpeg(String name, SymbolLookup library) {
        Linker linker = Linker.nativeLinker();
        this.name = name;
        // C's unsigned long has 32 bits on Windows. There, too, an argument has a slot of 64, whose upper half is not
        // read.
        create = linker.downcallHandle(library.findOrThrow("tjInitDecompress"), FunctionDescriptor.of(ADDRESS));
        destroy = linker.downcallHandle(library.findOrThrow("tjDestroy"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
        readHeader = linker.downcallHandle(
                library.findOrThrow("tjDecompressHeader3"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        decompress = linker.downcallHandle(
                library.findOrThrow("tjDecompress2"),
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                        JAVA_INT));
    }

    /**
     * The system's library, or empty where it has none, or one from before 2013.
     *
     * @throws IllegalCallerException if this JVM denies native access
     */
    static Optional<TurboJpeg> find() {
        return NAMES.stream().flatMap(name -> open(name).stream()).findFirst();
    }

    @SuppressWarnings("restricted")
    private static Optional<TurboJpeg> open(String name) {
        try {
            return Optional.of(new TurboJpeg(name, SymbolLookup.libraryLookup(name, Arena.global())));
        } catch (IllegalArgumentException | NoSuchElementException e) { // there is none, or it lacks a function
            return Optional.empty();
        }
    }

    /** As {@code libturbojpeg.so.0}. */
    String name() {
        return name;
    }

    /**
     * The pixels of a JPEG, or null where the library finds any fault with it.
     *
     * @param header of the same file, its size within the limits
     */
    @Nullable
    RgbImage decode(byte[] jpeg, JpegHeader header) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instance = (MemorySegment) create.invokeExact();
            if (instance.equals(MemorySegment.NULL)) {
                throw new OutOfMemoryError("native memory for a JPEG");
            }
            try {
                return decode(instance, arena.allocateFrom(JAVA_BYTE, jpeg), header, arena);
            } finally {
                int ignored = (int) destroy.invokeExact(instance);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private @Nullable RgbImage decode(MemorySegment instance, MemorySegment jpeg, JpegHeader header, Arena arena)
            throws Throwable {
        int width = header.width();
        int height = header.height();
        MemorySegment facts = arena.allocate(JAVA_INT, 4); // width, height, subsampling, colours
        MemorySegment colors = facts.asSlice(12);
        int status = (int) readHeader.invokeExact(
                instance, jpeg, jpeg.byteSize(), facts, facts.asSlice(4), facts.asSlice(8), colors);
        // Given another size than the file's, the library would scale.
        if (status != 0 || facts.get(JAVA_INT, 0) != width || facts.get(JAVA_INT, 4) != height) {
            return null;
        }
        boolean isCmyk = colors.get(JAVA_INT, 0) >= COLORS_CMYK; // or YCCK, which comes after it
        int samples = isCmyk ? 4 : 3;
        MemorySegment pixels = arena.allocate((long) width * height * samples);
        status = (int) decompress.invokeExact(
                instance,
                jpeg,
                jpeg.byteSize(),
                pixels,
                width,
                width * samples,
                height,
                isCmyk ? PIXELS_CMYK : PIXELS_RGB,
                ACCURATE_DCT | STOP_ON_WARNING | LIMIT_SCANS);
        if (status != 0) {
            return null;
        }
        byte[] decoded = pixels.toArray(JAVA_BYTE);
        return RgbImage.of(width, height, isCmyk ? JpegColors.cmykToRgb(decoded, true) : decoded);
    }
}
