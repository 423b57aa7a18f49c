package org.mobilenet4j.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Reads a model back from a file of {@link OnnxExport}: its metadata says which network it is, its constants are the
 * parameters. Where batch norm was folded, each becomes one that only adds the bias.
 */
public final class OnnxImport {
    private static final long MAX_BYTES = 1L << 30;

    private final String source;
    private final Map<String, String> metadata = new HashMap<>();
    private final Map<String, Stored> constants = new HashMap<>();

    private OnnxImport(String source) {
        this.source = source;
    }

    /** A constant as the file has it: nothing is checked yet. */
    private record Stored(long elements, int type, byte[] data) {}

    /**
     * Reads a model.
     *
     * @throws InvalidInputException if it is no ONNX file, not one of this library's, or of eight bits
     * @throws IOException if the disk fails
     */
    public static Model read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new InvalidInputException(
                    file + ": has " + Files.size(file) + " bytes, expected at most " + MAX_BYTES);
        }
        OnnxImport onnx = new OnnxImport(file.toString());
        try {
            onnx.readModel(CodedInputStream.newInstance(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new InvalidInputException(file + ": is no ONNX file, or damaged: " + e.getMessage(), e);
        }
        String config = onnx.metadata.get(OnnxExport.CONFIG);
        if (config == null) {
            throw new InvalidInputException(
                    file
                            + ": does not say which network it is; expected an ONNX file that mobilenet4j exported from a model");
        }
        return Model.of(
                Json.readObject(config.getBytes(StandardCharsets.UTF_8), file + ": " + OnnxExport.CONFIG),
                onnx::parameters);
    }

    private Parameters parameters(Network network) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        Map<ParameterId, Shape> shapes = ParameterShapes.of(network);
        shapes.forEach((id, shape) -> {
            if (constants.containsKey(GraphWriter.name(id.location(), id.kind()) + "/quantized")) {
                throw new InvalidInputException(source + ": holds weights of eight bits, which lead back to no others;"
                        + " give the model that it was made from");
            }
            if (has(id)) {
                tensors.put(id, tensor(id, shape));
            }
        });
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Convolution convolution && convolution.norm() != null) {
                addNorm(tensors, node.location(), convolution.outChannels(), convolution.norm());
            }
        }
        for (ParameterId id : shapes.keySet()) {
            if (!tensors.containsKey(id)) {
                throw new InvalidInputException(source + ": has no " + id + ", which the network that it names needs");
            }
        }
        return new Parameters(network, tensors);
    }

    /** Puts an identity, but for the bias, in the place of a norm that was folded; counters are not in any file. */
    private void addNorm(Map<ParameterId, Tensor> tensors, Location location, int channels, BatchNorm norm) {
        tensors.put(new ParameterId(location, Kind.NORM_BATCHES), Tensor.zeros(Shape.of()));
        ParameterId bias = new ParameterId(location, Kind.BIAS);
        if (has(bias)) {
            Shape shape = Shape.of(channels);
            tensors.put(new ParameterId(location, Kind.NORM_SHIFT), tensor(bias, shape));
            tensors.put(new ParameterId(location, Kind.NORM_SCALE), filled(shape, 1));
            tensors.put(new ParameterId(location, Kind.NORM_MEAN), Tensor.zeros(shape));
            tensors.put(new ParameterId(location, Kind.NORM_VARIANCE), filled(shape, (float) (1 - norm.eps())));
        }
    }

    private static Tensor filled(Shape shape, float value) {
        Tensor tensor = Tensor.zeros(shape);
        Arrays.fill(tensor.data(), value);
        return tensor;
    }

    private boolean has(ParameterId id) {
        String name = GraphWriter.name(id.location(), id.kind());
        return constants.containsKey(name) || constants.containsKey(name + FloatNumbers.HALF);
    }

    private Tensor tensor(ParameterId id, Shape shape) {
        String name = GraphWriter.name(id.location(), id.kind());
        Stored half = constants.get(name + FloatNumbers.HALF);
        Stored constant = half == null ? constants.get(name) : half;
        TensorType type = half == null ? TensorType.FLOAT32 : TensorType.FLOAT16;
        int bytes = half == null ? Float.BYTES : Short.BYTES;
        if (constant == null
                || constant.type != type.code()
                || constant.elements != shape.elements()
                || constant.data.length != (long) shape.elements() * bytes) {
            throw new InvalidInputException(source + ": " + name + " is not the tensor " + shape + " of " + type
                    + " that the network which it names needs");
        }
        ByteBuffer data = ByteBuffer.wrap(constant.data).order(ByteOrder.LITTLE_ENDIAN);
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = half == null ? data.getFloat() : Float.float16ToFloat(data.getShort());
        }
        return tensor;
    }

    private void readModel(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 7 -> readGraph(within(in));
                case 14 -> readMetadata(within(in));
                default -> in.skipField(tag);
            }
        }
    }

    private void readGraph(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 5) {
                readConstant(within(in));
            } else {
                in.skipField(tag);
            }
        }
    }

    private void readConstant(CodedInputStream in) throws IOException {
        long elements = 1;
        int type = 0;
        String name = "";
        byte[] data = new byte[0];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> elements *= in.readInt64();
                case 2 -> type = in.readInt32();
                case 8 -> name = in.readString();
                case 9 -> data = in.readByteArray();
                default -> in.skipField(tag);
            }
        }
        constants.put(name, new Stored(elements, type, data));
    }

    private void readMetadata(CodedInputStream in) throws IOException {
        String key = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = in.readString();
                case 2 -> value = in.readString();
                default -> in.skipField(tag);
            }
        }
        metadata.put(key, value);
    }

    /** The message that comes next. */
    private static CodedInputStream within(CodedInputStream in) throws IOException {
        return CodedInputStream.newInstance(in.readByteArray());
    }
}
