package org.mobilenet4j.formats.onnx;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.formats.graph.ForeignModel;
import org.mobilenet4j.formats.graph.InputRange;
import org.mobilenet4j.formats.graph.Value;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/** Reads ONNX files: this library's own by what their metadata says, others by what they compute. */
public final class OnnxModel {
    private static final String QUANTIZED = "its weights of eight bits are read as float32: images are classified more"
            + " slowly than eight bits allow, and a little otherwise than the file's own integers do";

    private OnnxModel() {}

    /**
     * Reads a model.
     *
     * @param path for messages, and for data that lies beside the file
     * @param labels the class names, or none; a file's own come first
     * @throws InvalidInputException if it is damaged, or no classifier of the family
     */
    public static Model read(byte[] content, Path path, List<String> labels) {
        OnnxFile file = OnnxFile.read(path, content);
        String config = file.metadata().get(OwnNames.CONFIG);
        return config == null ? foreign(file, labels) : own(file, config);
    }

    private static Model foreign(OnnxFile file, List<String> labels) {
        OnnxGraph onnx = new OnnxGraph(file);
        OnnxGraph.Input input = onnx.input();
        Value output = onnx.output(input);
        ForeignModel model = ForeignModel.of(onnx.graph(), output, input.channels(), onnx.isQuantized());
        if (onnx.isQuantized()) {
            model = model.withNotes(List.of(QUANTIZED));
        }
        String inside = file.metadata().get(OwnNames.LABELS);
        return model.toModel(new ForeignModel.Origin(
                onnx.isQuantized() ? "ONNX, quantised" : "ONNX",
                input.height(),
                input.width(),
                range(file, input),
                inside == null ? labels : inside.lines().toList(),
                null));
    }

    /** PyTorch's models take ImageNet's mean and deviation, TensorFlow's take samples from -1 to 1. */
    private static InputRange range(OnnxFile file, OnnxGraph.Input input) {
        String producer = file.producer().toLowerCase(Locale.ROOT);
        boolean isTensorFlow = input.isChannelsLast() || producer.contains("tf2onnx") || producer.contains("keras");
        return isTensorFlow ? InputRange.SIGNED : InputRange.IMAGENET;
    }

    private static Model own(OnnxFile file, String config) {
        Constants constants = new Constants(file, new OnnxGraph(file).graph());
        file.nodes().stream()
                .filter(node -> node.inputs().stream().allMatch(input -> constants.find(input) != null))
                .forEach(constants::evaluate);
        Model model = Model.of(
                Json.readObject(config.getBytes(StandardCharsets.UTF_8), file.source() + ": " + OwnNames.CONFIG),
                network -> parameters(file, constants, network));
        return constants.isQuantized() ? model.withRun(Map.of(Model.NOTES, List.of(QUANTIZED))) : model;
    }

    private static Parameters parameters(OnnxFile file, Constants constants, Network network) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        Map<ParameterId, Shape> shapes = ParameterShapes.of(network);
        shapes.forEach((id, shape) -> {
            if (constants.find(OwnNames.parameter(id.location(), id.kind())) != null) {
                tensors.put(id, tensor(file, constants, id, shape));
            }
        });
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Convolution convolution && convolution.norm() != null) {
                addNorm(file, constants, tensors, node, convolution.norm());
            }
        }
        for (ParameterId id : shapes.keySet()) {
            if (!tensors.containsKey(id)) {
                throw new InvalidInputException(
                        file.source() + ": has no " + id + ", which the network that it names needs");
            }
        }
        return new Parameters(network, tensors);
    }

    /** Puts an identity, but for the bias, in the place of a norm that was folded; counters are not in any file. */
    private static void addNorm(
            OnnxFile file, Constants constants, Map<ParameterId, Tensor> tensors, Node node, BatchNorm norm) {
        tensors.put(new ParameterId(node.location(), Kind.NORM_BATCHES), Tensor.zeros(Shape.of()));
        if (constants.find(OwnNames.parameter(node.location(), Kind.BIAS)) == null) {
            return;
        }
        Shape shape = Shape.of(((Convolution) node.layer()).outChannels());
        ParameterId bias = new ParameterId(node.location(), Kind.BIAS);
        tensors.put(new ParameterId(node.location(), Kind.NORM_SHIFT), tensor(file, constants, bias, shape));
        tensors.put(new ParameterId(node.location(), Kind.NORM_SCALE), filled(shape, 1));
        tensors.put(new ParameterId(node.location(), Kind.NORM_MEAN), Tensor.zeros(shape));
        tensors.put(new ParameterId(node.location(), Kind.NORM_VARIANCE), filled(shape, (float) (1 - norm.eps())));
    }

    private static Tensor filled(Shape shape, float value) {
        Tensor tensor = Tensor.zeros(shape);
        Arrays.fill(tensor.data(), value);
        return tensor;
    }

    private static Tensor tensor(OnnxFile file, Constants constants, ParameterId id, Shape shape) {
        Constant constant = constants.find(OwnNames.parameter(id.location(), id.kind()));
        if (constant == null || constant.values().length != shape.elements()) {
            throw new InvalidInputException(file.source() + ": "
                    + OwnNames.parameter(id.location(), id.kind()) + " is not the tensor " + shape
                    + " that the network which it names needs");
        }
        return Tensor.of(shape, constant.values());
    }
}
