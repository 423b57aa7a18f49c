package org.mobilenet4j.search;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Location.Part;
import org.mobilenet4j.architecture.MapShape;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.architecture.ParameterShapes;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.training.LabelledInputs;
import org.mobilenet4j.training.LearningRateSchedule;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.OptimizerSettings;
import org.mobilenet4j.training.Steps;
import org.mobilenet4j.training.TrainerOptions;

class SuperNetworkTest {
    private static final SearchSpace SPACE = TinySpace.SPACE;
    private static final MapShape INPUT = new MapShape(16, 16, 3);
    private static final Network SMALL = SPACE.network(SubNetwork.parse("8:k3e2|24:k5e3s|8"));
    private static final TrainerOptions OPTIONS = TrainerOptions.FINE_TUNING.with(change -> change.epochs(3)
            .batchSize(8)
            .threads(1)
            .rates(LearningRates.same(0.1))
            .schedule(new LearningRateSchedule.Constant())
            .optimizer(new OptimizerSettings.Sgd(0.9, true, 5e-4)));
    private static final LabelledInputs EXAMPLES = examples(64);

    @TempDir
    Path folder;

    /** Each class is brighter in one colour. */
    private static LabelledInputs examples(int count) {
        SplittableRandom random = new SplittableRandom(7);
        List<float[]> images = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] image = new float[INPUT.length()];
            for (int at = 0; at < image.length; at++) {
                image[at] = (float) (random.nextDouble(-1, 1) + (at % 3 == i % 3 ? 1 : 0));
            }
            images.add(image);
            labels.add(i % 3);
        }
        return new LabelledInputs(images, labels);
    }

    private static SuperNetwork superNetwork() {
        return new SuperNetwork(SPACE.widest(), OPTIONS, INPUT, EXAMPLES);
    }

    private static Supplier<Network> paths(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return () -> SPACE.network(SPACE.subNetwork(SearchSpace.uniform(SPACE.sizes(), random)));
    }

    private static Map<String, float[]> copyOf(Map<String, float[]> state) {
        Map<String, float[]> copy = new LinkedHashMap<>();
        state.forEach((name, array) -> copy.put(name, array.clone()));
        return copy;
    }

    @Test
    void aPathsWeightsAreThoseCutOutByHand() {
        SuperNetwork shared = superNetwork();
        Map<ParameterId, Shape> whole = ParameterShapes.of(SPACE.widest());
        Map<ParameterId, Tensor> cut = new HashMap<>();
        ParameterShapes.of(SMALL).forEach((id, shape) -> {
            float[] from = requireNonNull(shared.state().get("weights/" + id));
            Shape large = requireNonNull(whole.get(id));
            Tensor tensor = Tensor.zeros(shape);
            int rank = shape.rank();
            int kernel = rank == 4 ? shape.extent(2) : 1;
            int largeKernel = rank == 4 ? large.extent(2) : 1;
            int inputs = rank > 1 ? shape.extent(1) : 1;
            int largeInputs = rank > 1 ? large.extent(1) : 1;
            int edge = (largeKernel - kernel) / 2;
            for (int i = 0; i < tensor.data().length; i++) {
                int x = i % kernel;
                int y = i / kernel % kernel;
                int in = i / (kernel * kernel) % inputs;
                int out = i / (kernel * kernel * inputs);
                tensor.data()[i] = from[((out * largeInputs + in) * largeKernel + y + edge) * largeKernel + x + edge];
            }
            cut.put(id, tensor);
        });
        float[] image = EXAMPLES.inputs().getFirst();

        float[] logits = Compiler.compile(shared.parameters(SMALL), 16, 16).logits(image);

        assertThat(logits)
                .isEqualTo(Compiler.compile(new Parameters(SMALL, cut), 16, 16).logits(image));
        assertThat(SMALL.has(Location.inBlock(1, 1, Part.EXPAND))).isFalse();
    }

    @Test
    void aStepOfAPathIsThatOfTheNetworkAlone() {
        SuperNetwork shared = superNetwork();
        Parameters alone = shared.parameters(SMALL);
        Steps<Integer> steps = Steps.ofClassifier(OPTIONS, alone, INPUT, EXAMPLES);
        steps.take(1, 0, 2, List.of(), each -> {});

        shared.train(1, 0, 2, SMALL, each -> {});

        Parameters trained = shared.parameters(SMALL);
        alone.tensors()
                .forEach((id, tensor) -> assertThat(
                                trained.get(id.location(), id.kind()).data())
                        .as(id.toString())
                        .isEqualTo(tensor.data()));
    }

    @Test
    void aStepMovesThePathsPartAndNothingElse() {
        SuperNetwork shared = superNetwork();
        Map<String, float[]> before = copyOf(shared.state());

        shared.train(1, 0, 1, SMALL, each -> {});

        // 3 x 3 of the widest's 5 x 5, in the first 32 of 48 channels: the block reads 16 and is 2 times as wide.
        String kernels = "weights/" + new ParameterId(Location.inBlock(1, 0, Part.DEPTHWISE), Kind.WEIGHT);
        float[] now = requireNonNull(shared.state().get(kernels));
        float[] then = requireNonNull(before.get(kernels));
        for (int channel = 0; channel < 48; channel++) {
            for (int tap = 0; tap < 25; tap++) {
                boolean isMiddle = tap / 5 >= 1 && tap / 5 <= 3 && tap % 5 >= 1 && tap % 5 <= 3;
                boolean hasMoved = now[channel * 25 + tap] != then[channel * 25 + tap];
                assertThat(hasMoved).isEqualTo(channel < 32 && isMiddle);
            }
        }
        String absent = "weights/" + new ParameterId(Location.inBlock(1, 1, Part.EXPAND), Kind.WEIGHT);
        assertThat(shared.state().get(absent)).isEqualTo(before.get(absent));
        String velocity = "optimizer/" + new ParameterId(Location.inBlock(1, 1, Part.EXPAND), Kind.WEIGHT) + "/0";
        assertThat(shared.state().get(velocity)).containsOnly(0);
    }

    @Test
    void momentumGoesOnFromPathToPath() {
        SuperNetwork twice = superNetwork();
        twice.train(1, 0, 1, SMALL, each -> {});
        twice.train(1, 1, 1, SMALL, each -> {});
        SuperNetwork once = superNetwork();
        once.train(1, 0, 2, SMALL, each -> {});

        once.state()
                .forEach((name, array) ->
                        assertThat(twice.state().get(name)).as(name).isEqualTo(array));
    }

    @Test
    void resumesToTheSameBits() throws IOException {
        Path file = folder.resolve("supernetwork.safetensors");
        SuperNetwork through = superNetwork();
        through.train(1, paths(1), each -> {});
        through.write(file, 1);
        through.train(2, paths(2), each -> {});

        SuperNetwork resumed = superNetwork();
        assertThat(resumed.read(file)).isEqualTo(1);
        resumed.train(2, paths(2), each -> {});

        through.state()
                .forEach((name, array) ->
                        assertThat(resumed.state().get(name)).as(name).isEqualTo(array));
    }

    @Test
    void refusesAnotherSpacesFile() throws IOException {
        Path file = folder.resolve("supernetwork.safetensors");
        new SuperNetwork(SMALL, OPTIONS, INPUT, EXAMPLES).write(file, 1);

        assertThatThrownBy(() -> superNetwork().read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is no super-network of this search space");
    }
}
