package org.mobilenet4j.workflow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.Csv;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;

/** How vectors are written for other programs. */
public enum VectorFormat {
    /**
     * A matrix of float32 as {@code numpy.load} reads it: NumPy's format 1.0, little-endian, a row for each image. Its rows
     * have no names, so a {@code .txt} of the same name lists the images.
     */
    NPY,
    /** A line for each image: its name, then its vector. */
    CSV,
    /** One object, whose members are the vectors under the images' names. */
    JSON;

    private static final int ALIGNMENT = 64;

    /** The magic, the version and the length of what follows. */
    private static final int PREAMBLE = 10;

    /**
     * The format that a file's name ends in.
     *
     * @throws InvalidInputException if there is none
     */
    public static VectorFormat of(Path file) {
        for (VectorFormat format : values()) {
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(format.suffix())) {
                return format;
            }
        }
        throw new InvalidInputException(file + ": ends in none of .npy, .csv and .json; rename it");
    }

    private String suffix() {
        return "." + name().toLowerCase(Locale.ROOT);
    }

    /** The file of names beside one of vectors. */
    public Path namesFile(Path file) {
        String name = file.toString();
        return Path.of(name.substring(0, name.length() - suffix().length()) + ".txt");
    }

    /** Writes vectors, whole or not at all. */
    public void write(Embeddings embeddings, Path file) throws IOException {
        List<String> names = embeddings.names();
        switch (this) {
            case NPY -> {
                byte[] lines = (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
                AtomicFile.write(namesFile(file), out -> out.write(lines));
                writeNpy(file, embeddings.vectors());
            }
            case CSV -> {
                Csv csv = new Csv(Stream.concat(
                                Stream.of("file"),
                                IntStream.range(0, embeddings.length()).mapToObj(i -> "f" + i))
                        .toArray());
                for (int i = 0; i < embeddings.vectors().size(); i++) {
                    csv.row(Stream.concat(
                                    Stream.of(names.get(i)),
                                    floats(embeddings.vectors().get(i)).stream())
                            .toArray());
                }
                csv.write(file);
            }
            case JSON -> {
                Map<String, List<Float>> vectors = new LinkedHashMap<>();
                for (int i = 0; i < embeddings.vectors().size(); i++) {
                    vectors.put(names.get(i), floats(embeddings.vectors().get(i)));
                }
                AtomicFile.write(file, out -> Json.write(out, vectors));
            }
        }
    }

    private static List<Float> floats(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }

    private static void writeNpy(Path file, List<float[]> rows) throws IOException {
        int columns = rows.getFirst().length;
        AtomicFile.write(file, out -> {
            out.write(npyHeader(rows.size(), columns));
            ByteBuffer row = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (float[] values : rows) {
                row.clear().asFloatBuffer().put(values);
                out.write(row.array());
            }
        });
    }

    private static byte[] npyHeader(int rows, int columns) {
        String description = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        int length = Math.ceilDiv(PREAMBLE + description.length() + 1, ALIGNMENT) * ALIGNMENT - PREAMBLE;
        String padded = description + " ".repeat(length - description.length() - 1) + "\n";
        return ByteBuffer.allocate(PREAMBLE + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) length)
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
