package org.mobilenet4j.formats.tflite;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A TensorFlow Lite file as tables of the schema, version 3. The numbers of fields are those of the schema.
 *
 * @param inputs indices of tensors, likewise the outputs
 */
record LiteFile(String source, List<LiteTensor> tensors, List<Operator> operators, int[] inputs, int[] outputs) {
    private static final int MOST_LABELS = 16 << 20;

    /**
     * One operator.
     *
     * @param code of {@code BuiltinOperator}; of a custom one {@link #CUSTOM}
     * @param customName empty but for a custom one
     * @param inputs indices of tensors; -1 for an optional one that is left out
     * @param options what it was told, or a table without fields
     */
    record Operator(int code, String customName, int[] inputs, int[] outputs, Table options) {
        static final int CUSTOM = 32;
    }

    /**
     * Reads the tables.
     *
     * @throws InvalidInputException if an offset leads out of the file, or it has more than one graph
     */
    static LiteFile read(byte[] content, String source) {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (content.length < 8) {
            throw new InvalidInputException(source + ": ends after " + content.length + " bytes; copy it again");
        }
        Table model = Table.root(bytes, source);
        List<Table> graphs = model.tables(8);
        if (graphs.size() != 1) {
            throw new InvalidInputException(
                    source + ": has " + graphs.size() + " graphs, expected one; is it a model of images?");
        }
        List<Table> buffers = model.tables(12);
        Table graph = graphs.getFirst();
        List<LiteTensor> tensors = new ArrayList<>();
        for (Table tensor : graph.tables(4)) {
            tensors.add(tensor(tensor, buffers, source));
        }
        List<Table> codes = model.tables(6);
        List<Operator> operators = new ArrayList<>();
        for (Table operator : graph.tables(10)) {
            Table code = codes.get(index(operator.intAt(4, 0), codes.size(), source));
            Operator read = new Operator(
                    Math.max(code.byteAt(4, 0), code.intAt(10, 0)),
                    code.text(6),
                    operator.ints(6),
                    operator.ints(8),
                    operator.table(12).orElse(operator));
            for (int input : read.inputs) {
                index(input == -1 ? 0 : input, tensors.size(), source);
            }
            for (int output : read.outputs) {
                index(output, tensors.size(), source);
            }
            operators.add(read);
        }
        int[] inputs = graph.ints(6);
        int[] outputs = graph.ints(8);
        for (int end : inputs) {
            index(end, tensors.size(), source);
        }
        for (int end : outputs) {
            index(end, tensors.size(), source);
        }
        return new LiteFile(source, tensors, operators, inputs, outputs);
    }

    private static int index(int index, int count, String source) {
        if (index < 0 || index >= count) {
            throw new InvalidInputException(source + ": is a damaged TensorFlow Lite model: it names " + index + " of "
                    + count + " parts; copy it again");
        }
        return index;
    }

    private static LiteTensor tensor(Table tensor, List<Table> buffers, String source) {
        Table quantization = tensor.table(12).orElse(null);
        int buffer = tensor.intAt(8, 0);
        ByteBuffer data = tensor.bytes(0, 0);
        if (buffer > 0) {
            Table found = buffers.get(index(buffer, buffers.size(), source));
            data = found.bytes(4);
            if (data.remaining() == 0 && found.longAt(6, 0) > 1) {
                data = found.bytes(found.longAt(6, 0), found.longAt(8, 0));
            }
        }
        return new LiteTensor(
                tensor.text(10),
                source,
                tensor.ints(4),
                tensor.byteAt(6, 0),
                data,
                quantization == null ? new float[0] : quantization.floats(8),
                quantization == null ? new long[0] : quantization.longs(10),
                quantization == null ? 0 : quantization.intAt(16, 0));
    }

    /**
     * The text of the labels in the file's metadata, which is a zip archive behind the model; empty where there is none. Of
     * several files that is the one called so, else the first text.
     */
    static byte[] labels(byte[] content) {
        int archive = archive(content);
        if (archive < 0) {
            return new byte[0];
        }
        byte[] labels = new byte[0];
        try (ZipInputStream zip =
                new ZipInputStream(new ByteArrayInputStream(content, archive, content.length - archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().toLowerCase(Locale.ROOT);
                boolean isCalledSo = name.contains("label");
                if (name.endsWith(".txt") && (isCalledSo || labels.length == 0)) {
                    labels = zip.readNBytes(MOST_LABELS);
                    if (isCalledSo) {
                        break;
                    }
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return labels; // a model without labels is a model
        }
        return labels;
    }

    /** Where the first entry of an archive at the file's end begins, or -1. */
    private static int archive(byte[] content) {
        byte[] end = {'P', 'K', 5, 6};
        byte[] entry = {'P', 'K', 3, 4};
        for (int i = content.length - 22; i >= Math.max(0, content.length - (1 << 16)); i--) {
            if (Arrays.equals(content, i, i + 4, end, 0, 4)) {
                for (int j = 0; j < i; j++) {
                    if (content[j] == 'P' && Arrays.equals(content, j, j + 4, entry, 0, 4)) {
                        return j;
                    }
                }
            }
        }
        return -1;
    }
}
