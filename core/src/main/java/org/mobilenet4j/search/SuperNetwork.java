package org.mobilenet4j.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.OptimizerSettings;
import org.mobilenet4j.training.Steps;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.training.TrainingListener;

/**
 * The weights that all networks of a space share: those of the widest, of which each has a {@link Slice}. Trained by one path
 * at a time (Guo et al. 2020, "Single Path One-Shot Neural Architecture Search with Uniform Sampling", arXiv 1904.00420,
 * section 3.2): a network is drawn, its weights and their velocities are copied out, it takes a few steps as any network
 * does, and they are copied back. What a step does not reach stays as it was, its velocity too.
 *
 * <p>A few steps, not one, since a network in training takes its memory when it is made. Not thread-safe.
 */
final class SuperNetwork {
    private static final String WEIGHTS = "weights/";
    private static final String VELOCITIES = "optimizer/";

    private final TrainerOptions options;
    private final MapShape input;
    private final TrainingExamples<Integer> examples;
    private final Map<ParameterId, Shape> shapes;
    private final Map<String, float[]> state;

    /**
     * A super-network of fresh weights.
     *
     * @param widest of which all others are parts
     * @param options of the whole run; gradient descent with momentum, without an average of the weights
     */
    SuperNetwork(Network widest, TrainerOptions options, MapShape input, TrainingExamples<Integer> examples) {
        if (!(options.optimizer() instanceof OptimizerSettings.Sgd) || options.averageDecay() != 0) {
            throw new IllegalArgumentException("a super-network learns by " + options.optimizer()
                    + " and an average of " + options.averageDecay() + ", expected gradient descent and none");
        }
        this.options = options;
        this.input = input;
        this.examples = examples;
        this.shapes = ParameterShapes.of(widest);
        this.state = steps(Initialization.torchvision(widest, options.seed())).state();
    }

    private Steps<Integer> steps(Parameters parameters) {
        return Steps.ofClassifier(options, parameters, input, examples);
    }

    /** How many steps an epoch has. */
    int stepsPerEpoch() {
        return Steps.perEpoch(options, examples.size());
    }

    /** Every array that training changes, as it is now and will be changed. */
    Map<String, float[]> state() {
        return state;
    }

    /**
     * Takes an epoch's steps.
     *
     * @param epoch counted from 1
     * @param stepsPerPath that each network takes
     * @param paths the networks
     */
    void train(int epoch, int stepsPerPath, Supplier<Network> paths, TrainingListener listener) {
        int end = stepsPerEpoch();
        for (int first = 0; first < end; first += stepsPerPath) {
            train(paths.get(), epoch, first, Math.min(first + stepsPerPath, end), listener);
        }
    }

    /** Takes some steps of an epoch with one network. */
    void train(Network path, int epoch, int first, int end, TrainingListener listener) {
        Steps<Integer> steps = steps(parameters(path));
        Map<String, float[]> own = steps.state();
        Map<String, Slice> slices = slices(path);
        slices.forEach((name, slice) -> slice.read(get(state, name), get(own, name)));
        steps.take(epoch, first, end, List.of(), listener);
        slices.forEach((name, slice) -> slice.write(get(own, name), get(state, name)));
    }

    /** The shared weights of a network, in arrays of its own. The statistics of its norms are another's: estimate them anew. */
    Parameters parameters(Network path) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        ParameterShapes.of(path).forEach((id, shape) -> {
            Tensor tensor = Tensor.zeros(shape);
            slice(id, shape).read(get(state, WEIGHTS + id), tensor.data());
            tensors.put(id, tensor);
        });
        return new Parameters(path, tensors);
    }

    private Map<String, Slice> slices(Network path) {
        Map<String, Slice> slices = new LinkedHashMap<>();
        ParameterShapes.of(path).forEach((id, shape) -> {
            slices.put(WEIGHTS + id, slice(id, shape));
            if (id.kind().isTrained()) {
                slices.put(VELOCITIES + id + "/0", slice(id, shape));
            }
        });
        return slices;
    }

    private Slice slice(ParameterId id, Shape shape) {
        return new Slice(Objects.requireNonNull(shapes.get(id), id::toString), shape);
    }

    private static float[] get(Map<String, float[]> arrays, String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }
}
