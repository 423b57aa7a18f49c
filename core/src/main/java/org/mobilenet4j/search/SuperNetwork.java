package org.mobilenet4j.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.OptimizerSettings;
import org.mobilenet4j.training.Steps;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.TrainingExamples;
import org.mobilenet4j.training.TrainingListener;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;

/**
 * The weights that all networks of a space share: those of the widest, of which each has a {@link Slice}. Trained by one path
 * at a time (Guo et al. 2020, "Single Path One-Shot Neural Architecture Search with Uniform Sampling", arXiv 1904.00420,
 * section 3.2): a network is drawn, its weights and their velocities are copied out, it takes a few steps as any network
 * does, and they are copied back. What a step does not reach stays as it was, its velocity too.
 *
 * <p>A few steps, not one, since a network in training takes its memory when it is made. Not thread-safe.
 */
final class SuperNetwork {
    /** Of one network before the next is drawn. */
    static final int STEPS_PER_PATH = 4;

    private static final String EPOCHS = "epochs";
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
     * @param paths the networks, one for each {@link #STEPS_PER_PATH} steps
     * @return the mean loss
     */
    double train(int epoch, Supplier<Network> paths, TrainingListener listener) {
        int end = stepsPerEpoch();
        double sum = 0;
        for (int first = 0; first < end; first += STEPS_PER_PATH) {
            int count = Math.min(STEPS_PER_PATH, end - first);
            sum += count * train(epoch, first, count, paths.get(), listener);
        }
        return sum / end;
    }

    /**
     * Takes some steps of an epoch with one network.
     *
     * @return the mean loss
     */
    double train(int epoch, int first, int count, Network path, TrainingListener listener) {
        Steps<Integer> steps = steps(parameters(path));
        Map<String, float[]> own = steps.state();
        Map<String, Slice> slices = slices(path);
        slices.forEach((name, slice) -> slice.read(get(state, name), get(own, name)));
        double loss =
                steps.take(epoch, first, first + count, List.of(), listener).loss();
        slices.forEach((name, slice) -> slice.write(get(own, name), get(state, name)));
        return loss;
    }

    /** Writes all that training changes, whole or not at all. */
    void write(Path file, int epochs) throws IOException {
        StateDict.Builder tensors = StateDict.builder();
        state.forEach((name, array) -> tensors.put(name, Tensor.of(Shape.of(array.length), array)));
        Safetensors.write(file, tensors.build(), Map.of(EPOCHS, Integer.toString(epochs)));
    }

    /**
     * Goes on from what {@link #write} wrote.
     *
     * @return how many epochs were done
     * @throws InvalidInputException if the file is damaged or another network's
     */
    int read(Path file) throws IOException {
        StateDict tensors = Safetensors.read(file);
        String epochs = Safetensors.readMetadata(file).getOrDefault(EPOCHS, "");
        boolean isOurs = epochs.matches("\\d{1,9}")
                && state.entrySet().stream().allMatch(each -> {
                    Tensor tensor = tensors.get(each.getKey());
                    return tensor != null && tensor.data().length == each.getValue().length;
                });
        if (!isOurs) {
            throw new InvalidInputException(
                    file + ": is no super-network of this search space; begin anew, without --resume");
        }
        state.forEach((name, array) ->
                System.arraycopy(Objects.requireNonNull(tensors.get(name)).data(), 0, array, 0, array.length));
        return Integer.parseInt(epochs);
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
