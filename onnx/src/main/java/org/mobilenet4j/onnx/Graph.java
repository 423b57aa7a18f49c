package org.mobilenet4j.onnx;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.tensor.Shape;

/**
 * An ONNX model in the making: operators, in the order of computation, over values that have names. The numbers of the
 * fields are those of {@code onnx.proto}; their order in the file is free.
 */
final class Graph {
    /** The file format's version 8 came with operator set 17 and is enough for the later ones, too. */
    private static final int FORMAT_VERSION = 8;

    private static final String BATCH = "batch";

    private final ProtoMessage graph = new ProtoMessage().text(2, "mobilenet");
    private final boolean hasDynamicBatch;

    /**
     * An empty graph.
     *
     * @param hasDynamicBatch whether the first extent of inputs and outputs is open; else it is 1
     */
    Graph(boolean hasDynamicBatch) {
        this.hasDynamicBatch = hasDynamicBatch;
    }

    /** Adds an operator without attributes; returns the name of its output. */
    String node(String operator, String output, String... operands) {
        return node(operator, output, operands, new Attribute[0]);
    }

    /** Adds an operator of one operand; returns the name of its output. */
    String node(String operator, String output, String operand, Attribute attribute) {
        return node(operator, output, new String[] {operand}, attribute);
    }

    /** Adds an operator; returns the name of its output. */
    String node(String operator, String output, String[] operands, Attribute... attributes) {
        node(operator, List.of(output), operands, attributes);
        return output;
    }

    /** Adds an operator of several outputs. */
    void node(String operator, List<String> outputs, String[] operands, Attribute... attributes) {
        ProtoMessage node = new ProtoMessage();
        for (String operand : operands) {
            node.text(1, operand);
        }
        outputs.forEach(output -> node.text(2, output));
        node.text(3, outputs.getFirst() + "/" + operator).text(4, operator);
        for (Attribute attribute : attributes) {
            node.message(5, attribute.message());
        }
        graph.message(1, node);
    }

    /** Adds a constant; returns its name. */
    String constant(String name, Initializer constant) {
        ProtoMessage tensor = new ProtoMessage();
        for (int axis = 0; axis < constant.shape().rank(); axis++) {
            tensor.number(1, constant.shape().extent(axis));
        }
        graph.message(5, tensor.number(2, constant.type().code()).text(8, name).bytes(9, constant.data()));
        return name;
    }

    /** Declares what the model takes; returns its name. The shape is that of one image, without the batch. */
    String input(String name, TensorType type, Shape shape) {
        graph.message(11, declared(name, type, batch(), shape));
        return name;
    }

    /** Declares what the model gives. The shape is that of one image's result, without the batch. */
    void output(String name, TensorType type, Shape shape) {
        graph.message(12, declared(name, type, batch(), shape));
    }

    /**
     * Declares what the model gives of which there is any number.
     *
     * @param number what to call it
     * @param shape of one
     */
    void outputs(String name, TensorType type, String number, Shape shape) {
        graph.message(12, declared(name, type, new ProtoMessage().text(2, number), shape));
    }

    private ProtoMessage batch() {
        return hasDynamicBatch ? new ProtoMessage().text(2, BATCH) : new ProtoMessage().number(1, 1);
    }

    private static ProtoMessage declared(String name, TensorType type, ProtoMessage first, Shape shape) {
        ProtoMessage extents = new ProtoMessage().message(1, first);
        for (int axis = 0; axis < shape.rank(); axis++) {
            extents.message(1, new ProtoMessage().number(1, shape.extent(axis)));
        }
        ProtoMessage tensor = new ProtoMessage().number(1, type.code()).message(2, extents);
        return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
    }

    /**
     * Writes the model's file.
     *
     * @param opset the version of the operators' set
     * @param metadata what the file says of itself, beside the computation
     */
    void writeTo(OutputStream out, int opset, Map<String, String> metadata) throws IOException {
        ProtoMessage model = new ProtoMessage()
                .number(1, FORMAT_VERSION)
                .text(2, "mobilenet4j")
                .message(8, new ProtoMessage().text(1, "").number(2, opset))
                .message(7, graph);
        metadata.forEach((key, value) ->
                model.message(14, new ProtoMessage().text(1, key).text(2, value)));
        model.writeTo(out);
    }
}
