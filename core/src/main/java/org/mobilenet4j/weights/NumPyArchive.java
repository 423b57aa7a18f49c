package org.mobilenet4j.weights;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * What {@code numpy.savez} writes: a zip with an entry {@code NAME.npy} for each array. An array begins with the bytes
 * {@code 93 NUMPY}, a version, the length of a header, and the header, a dict in Python's notation.
 */
final class NumPyArchive {
    static final String SUFFIX = ".npy";

    private static final int LONGEST_HEADER = 1 << 12;

    private static final Pattern HEADER = Pattern.compile("\\{ ?'descr': ?'([^']{1,16})', ?'fortran_order':"
            + " ?(True|False), ?'shape': ?\\(([0-9, ]{0,400})\\),? ?\\}\\s*");

    private NumPyArchive() {}

    /** The arrays of an archive, which are read while it is open. */
    static TensorTable of(WeightsArchive archive) {
        TensorTable tensors = new TensorTable(archive.file(), archive.dataBytes());
        archive.endingWith(SUFFIX)
                .forEach(entry ->
                        tensors.put(entry.substring(0, entry.length() - SUFFIX.length()), new Entry(archive, entry)));
        return tensors;
    }

    private record Entry(WeightsArchive archive, String entry) implements StoredTensor {
        @Override
        public Shape shape(String name) {
            try (InputStream in = archive.open(entry)) {
                byte[] start = in.readNBytes((int) Math.min(LONGEST_HEADER, archive.size(entry)));
                return parse(MemorySegment.ofArray(start)).shape(name);
            } catch (IOException e) {
                throw damaged("cannot be unpacked: " + e.getMessage());
            }
        }

        @Override
        public Tensor read(String name) throws IOException {
            return parse(archive.bytes(entry)).read(name);
        }

        /** The array that the bytes begin with; its elements are what follows the header. */
        private NumPyArray parse(MemorySegment bytes) {
            ByteCursor in = new ByteCursor(archive.file(), bytes);
            String magic = new String(in.take(6).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
            if (!magic.equals("\u0093NUMPY")) {
                throw damaged("does not begin as an array of NumPy does");
            }
            int version = in.unsignedByte();
            in.unsignedByte();
            long length = version == 1 ? in.unsignedShort() : Integer.toUnsignedLong(in.littleEndianInt());
            if (length > LONGEST_HEADER) {
                throw damaged("has a header of " + length + " bytes");
            }
            String header = in.text(length);
            Matcher matcher = HEADER.matcher(header);
            if (!matcher.matches()) {
                throw damaged("has the header " + Quoted.of(header.strip()));
            }
            NumPyType elements = NumPyType.of(matcher.group(1), "");
            if (elements == null) {
                throw new InvalidInputException(archive.file() + ": the array " + Quoted.of(entry) + " has elements of "
                        + Quoted.of(matcher.group(1)) + ", and floats or whole numbers are expected; leave it out:"
                        + " numpy.savez(file, **weights)");
            }
            MemorySegment data = bytes.asSlice(in.position());
            return new NumPyArray(
                    archive.file(),
                    elements,
                    extents(matcher.group(3)),
                    matcher.group(2).equals("True"),
                    () -> data);
        }

        private List<Long> extents(String text) {
            try {
                return Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(extent -> !extent.isEmpty())
                        .map(Long::valueOf)
                        .toList();
            } catch (NumberFormatException e) {
                throw damaged("has the shape " + Quoted.of(text));
            }
        }

        private InvalidInputException damaged(String finding) {
            return new InvalidInputException(archive.file() + ": the entry " + Quoted.of(entry) + " " + finding
                    + "; the file is damaged or not written by numpy.savez: copy it again");
        }
    }
}
