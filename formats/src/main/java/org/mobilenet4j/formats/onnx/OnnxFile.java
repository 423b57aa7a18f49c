package org.mobilenet4j.formats.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.formats.onnx.OnnxNode.Attribute;
import org.mobilenet4j.io.InvalidInputException;

/**
 * An ONNX file as its messages have it. The numbers of the fields are those of {@code onnx.proto}. Numbers of any type become
 * floats; data outside of the file is read from beside it and from nowhere else.
 */
final class OnnxFile {
    private static final int MOST_NODES = 20_000;
    private static final int MOST_AXES = 8;
    private static final int MOST_NUMBERS = 1 << 24;
    private static final long MOST_BYTES = 1L << 28;

    private final String source;
    private final Path path;
    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Constant> constants = new HashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, List<Integer>> inputs = new LinkedHashMap<>();
    private final List<String> outputs = new ArrayList<>();
    private String producer = "";
    private long bytesOutside;

    private OnnxFile(Path path) {
        this.path = path;
        this.source = path.toString();
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException if it is damaged, or names data that does not lie beside it
     */
    static OnnxFile read(Path path, byte[] content) {
        OnnxFile file = new OnnxFile(path);
        try {
            file.readModel(CodedInputStream.newInstance(content));
        } catch (IOException e) {
            throw new InvalidInputException(path + ": is no ONNX file, or damaged: " + e.getMessage(), e);
        }
        return file;
    }

    String source() {
        return source;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    Map<String, Constant> constants() {
        return constants;
    }

    List<OnnxNode> nodes() {
        return nodes;
    }

    /** The shapes of what the graph takes, constants aside, by name; -1 for an extent that is open. */
    Map<String, List<Integer>> inputs() {
        Map<String, List<Integer>> real = new LinkedHashMap<>(inputs);
        real.keySet().removeAll(constants.keySet());
        return real;
    }

    List<String> outputs() {
        return outputs;
    }

    /** The program that wrote the file. */
    String producer() {
        return producer;
    }

    private InvalidInputException damaged(String finding) {
        return new InvalidInputException(source + ": " + finding + "; the file is damaged: copy it again");
    }

    private void readModel(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 2 -> producer = in.readString();
                case 7 -> readGraph(within(in));
                case 14 -> readMetadata(within(in));
                default -> in.skipField(tag);
            }
        }
    }

    private void readGraph(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> nodes.add(readNode(within(in)));
                case 5 -> {
                    NamedConstant constant = readTensor(within(in));
                    constants.put(constant.name, constant.constant);
                }
                case 11 -> readInput(within(in));
                case 12 -> outputs.add(readName(within(in)));
                default -> in.skipField(tag);
            }
            if (nodes.size() > MOST_NODES) {
                throw damaged("has more than " + MOST_NODES + " operators");
            }
        }
    }

    private OnnxNode readNode(CodedInputStream in) throws IOException {
        List<String> read = new ArrayList<>();
        List<String> written = new ArrayList<>();
        Map<String, Attribute> attributes = new HashMap<>();
        String name = "";
        String operator = "";
        String domain = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> read.add(in.readString());
                case 2 -> written.add(in.readString());
                case 3 -> name = in.readString();
                case 4 -> operator = in.readString();
                case 5 -> readAttribute(within(in), attributes);
                case 7 -> domain = in.readString();
                default -> in.skipField(tag);
            }
        }
        return new OnnxNode(operator, domain, name, read, written, attributes);
    }

    private void readAttribute(CodedInputStream in, Map<String, Attribute> attributes) throws IOException {
        String name = "";
        float real = 0;
        long number = 0;
        String text = "";
        Constant tensor = null;
        Numbers numbers = new Numbers();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> name = in.readString();
                case 2 -> real = in.readFloat();
                case 3 -> number = in.readInt64();
                case 4 -> text = in.readString();
                case 5 -> tensor = readTensor(within(in)).constant;
                case 8 -> numbers.read(in, tag);
                default -> in.skipField(tag);
            }
        }
        attributes.put(name, new Attribute(real, number, text, tensor, numbers.all()));
    }

    private record NamedConstant(String name, Constant constant) {}

    private NamedConstant readTensor(CodedInputStream in) throws IOException {
        Numbers extents = new Numbers();
        int type = 0;
        String name = "";
        ByteBuffer raw = null;
        Numbers numbers = new Numbers();
        Map<String, String> outside = new HashMap<>();
        boolean isOutside = false;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> extents.read(in, tag);
                case 2 -> type = in.readInt32();
                case 4 -> numbers.readFloats(in, tag);
                case 5, 7 -> numbers.read(in, tag);
                case 8 -> name = in.readString();
                case 9 -> raw = in.readByteBuffer();
                case 13 -> readEntry(within(in), outside);
                case 14 -> isOutside = in.readInt32() == 1;
                default -> in.skipField(tag);
            }
        }
        long elements = 1;
        for (long extent : extents.all()) {
            boolean isUsable = extent >= 0 && extent <= MOST_BYTES && elements <= MOST_BYTES;
            elements = isUsable ? elements * extent : Long.MAX_VALUE;
        }
        if (extents.all().length > MOST_AXES || elements > MOST_BYTES) {
            throw damaged("the tensor " + name + " has the shape " + Arrays.toString(extents.all()));
        }
        int[] shape = Arrays.stream(extents.all()).mapToInt(Math::toIntExact).toArray();
        ByteBuffer data = isOutside ? outside(name, outside) : raw;
        float[] values = data != null
                ? fromBytes(name, type, data.order(ByteOrder.LITTLE_ENDIAN), (int) elements)
                : fromNumbers(name, type, numbers.all(), (int) elements);
        Constant.Type kind = switch (type) {
            case 2, 3 -> Constant.Type.LEVELS;
            case 6, 7, 9 -> Constant.Type.WHOLE;
            default -> Constant.Type.REAL;
        };
        return new NamedConstant(name, new Constant(shape, values, kind));
    }

    private float[] fromBytes(String name, int type, ByteBuffer data, int elements) {
        int bytes = bytes(name, type);
        if (data.remaining() != (long) bytes * elements) {
            throw damaged(
                    "the tensor " + name + " has " + data.remaining() + " bytes, expected " + (long) bytes * elements);
        }
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = switch (type) {
                case 1 -> data.getFloat(4 * i);
                case 2 -> Byte.toUnsignedInt(data.get(i));
                case 3, 9 -> data.get(i);
                case 6 -> data.getInt(4 * i);
                case 7 -> data.getLong(8 * i);
                case 10 -> Float.float16ToFloat(data.getShort(2 * i));
                case 16 -> Float.intBitsToFloat(data.getShort(2 * i) << 16);
                default -> (float) data.getDouble(8 * i);
            };
        }
        return values;
    }

    private int bytes(String name, int type) {
        return switch (type) {
            case 2, 3, 9 -> 1;
            case 10, 16 -> 2;
            case 1, 6 -> 4;
            case 7, 11 -> 8;
            default ->
                throw new InvalidInputException(source + ": the tensor " + name + " is of type " + type
                        + ", expected float32, float16, int8 or uint8; export the model in float32");
        };
    }

    /** @param numbers whole ones, or the bits of floats */
    private float[] fromNumbers(String name, int type, long[] numbers, int elements) {
        bytes(name, type);
        if (numbers.length != elements) {
            throw damaged("the tensor " + name + " has " + numbers.length + " numbers, expected " + elements);
        }
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = switch (type) {
                case 1 -> Float.intBitsToFloat((int) numbers[i]);
                case 10 -> Float.float16ToFloat((short) numbers[i]);
                case 16 -> Float.intBitsToFloat((int) numbers[i] << 16);
                default -> numbers[i];
            };
        }
        return values;
    }

    /** Repeated numbers: packed in one field, or one a field. Old writers do the one, new ones the other. */
    private final class Numbers {
        private long[] values = new long[8];
        private int count;

        private void add(long value) {
            if (count == MOST_NUMBERS) {
                throw damaged("has more than " + MOST_NUMBERS + " numbers in a list");
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        void read(CodedInputStream in, int tag) throws IOException {
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                add(in.readInt64());
                return;
            }
            CodedInputStream packed = within(in);
            while (!packed.isAtEnd()) {
                add(packed.readInt64());
            }
        }

        void readFloats(CodedInputStream in, int tag) throws IOException {
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                add(in.readRawLittleEndian32());
                return;
            }
            CodedInputStream packed = within(in);
            while (!packed.isAtEnd()) {
                add(packed.readRawLittleEndian32());
            }
        }

        long[] all() {
            return Arrays.copyOf(values, count);
        }
    }

    /** Data that lies in another file, which must be beside this one. */
    private ByteBuffer outside(String tensor, Map<String, String> entries) throws IOException {
        String location = entries.getOrDefault("location", "");
        boolean isPlain = !location.isEmpty()
                && location.indexOf('/') < 0
                && location.indexOf('\\') < 0
                && location.indexOf('\0') < 0
                && !location.equals("..")
                && !location.equals(".");
        Path file = isPlain ? path.resolveSibling(location) : path;
        if (!isPlain || !Files.isRegularFile(file)) {
            throw new InvalidInputException(source + ": the data of " + tensor + " is in '" + location
                    + "', which is no file beside it; copy that file into the same folder");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long offset = whole(entries.get("offset"), 0);
            long length = whole(entries.get("length"), channel.size() - offset);
            bytesOutside += Math.max(0, length);
            boolean isWithin = offset >= 0 && length >= 0 && offset + length <= channel.size();
            if (!isWithin || bytesOutside > MOST_BYTES) {
                throw damaged("the data of " + tensor + " is said to be " + length + " bytes from byte " + offset
                        + " of " + location + ", which has " + channel.size());
            }
            ByteBuffer data = ByteBuffer.allocate((int) length);
            while (data.hasRemaining() && channel.read(data, offset + data.position()) >= 0) {
                // until all is read
            }
            return data.flip();
        }
    }

    private long whole(@Nullable String text, long usual) {
        try {
            return text == null ? usual : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw damaged("a place in another file is said to be '" + text + "'");
        }
    }

    private void readInput(CodedInputStream in) throws IOException {
        String name = "";
        List<Integer> shape = List.of();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> name = in.readString();
                case 2 -> shape = readShape(within(in), 0);
                default -> in.skipField(tag);
            }
        }
        inputs.put(name, shape);
    }

    /** TypeProto.tensor_type.shape.dim.dim_value, each but the last the only field that counts. */
    private List<Integer> readShape(CodedInputStream in, int depth) throws IOException {
        List<Integer> shape = new ArrayList<>();
        int[] fields = {1, 2, 1};
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (depth < fields.length && WireFormat.getTagFieldNumber(tag) == fields[depth]) {
                if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    in.skipField(tag); // the type of the elements has the same number one level up
                    continue;
                }
                CodedInputStream inner = within(in);
                if (depth == 2) {
                    shape.add(readExtent(inner));
                } else {
                    shape.addAll(readShape(inner, depth + 1));
                }
            } else {
                in.skipField(tag);
            }
        }
        return shape;
    }

    private static int readExtent(CodedInputStream in) throws IOException {
        long extent = -1;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                extent = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        return extent > 0 && extent < 1 << 20 ? (int) extent : -1;
    }

    private static String readName(CodedInputStream in) throws IOException {
        String name = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                name = in.readString();
            } else {
                in.skipField(tag);
            }
        }
        return name;
    }

    private void readMetadata(CodedInputStream in) throws IOException {
        readEntry(in, metadata);
    }

    private static void readEntry(CodedInputStream in, Map<String, String> entries) throws IOException {
        String key = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = in.readString();
                case 2 -> value = in.readString();
                default -> in.skipField(tag);
            }
        }
        entries.put(key, value);
    }

    /** The message that comes next. */
    private static CodedInputStream within(CodedInputStream in) throws IOException {
        return CodedInputStream.newInstance(in.readByteArray());
    }
}
