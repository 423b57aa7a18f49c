package org.mobilenet4j.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.naming.LoadPolicy;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.parameters.WeightType;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;
import tools.jackson.databind.JsonNode;

/** Every model of another framework answers what its own framework answered, in double precision where that is known. */
class ForeignGoldensTest {
    private static final double TOLERANCE = 1e-4;

    static Stream<String> models() {
        List<String> models = ForeignGoldens.find().map(ForeignGoldens::models).orElse(List.of());
        return models.isEmpty() ? Stream.of("none") : models.stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersAsItsFrameworkDoes(String name) throws IOException {
        ForeignGoldens goldens = goldens();
        Model model = Models.open(goldens.folder().resolve(name));
        assertAnswers(goldens, name, model, KernelSelection.chosen().kernels());
        assertAnswers(goldens, name, model, new ScalarKernels());
        boolean isPyTorch = name.startsWith("mobilenet_");
        if (!isPyTorch) {
            assertThat(model.preprocessing().mean())
                    .allSatisfy(mean -> assertThat(mean).isCloseTo(0.5f, within(1e-4f)));
            assertThat(model.preprocessing().std())
                    .allSatisfy(std -> assertThat(std).isCloseTo(0.5f, within(1e-4f)));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void isTheSameModelOnceItIsSaved(String name, @TempDir Path folder) throws IOException {
        ForeignGoldens goldens = goldens();
        Models.open(goldens.folder().resolve(name)).save(folder.resolve("model"));
        Model read = Models.open(folder.resolve("model"));
        assertAnswers(goldens, name, read, KernelSelection.chosen().kernels());
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasTheNamesOfTorchvisionsOrTimmsNetwork(String name, @TempDir Path folder) throws IOException {
        ForeignGoldens goldens = goldens();
        Model model = Models.open(goldens.folder().resolve(name));
        NameLayout layout = NameLayout.nativeOf(model.network());
        boolean isClassifierOfTheTables = model.network().classifier().isPresent()
                && (model.network().has(Location.LAST) || !model.network().has(Location.HIDDEN));
        if (isClassifierOfTheTables) {
            assertThat(layout).as(name).isNotEqualTo(NameLayout.NATIVE);
            assertThat(model.variant() != null || name.startsWith("mobilenet_v3"))
                    .as(name)
                    .isTrue();
        }
        Path file = folder.resolve("model.safetensors");
        StateDict written = LoadedParameters.toStateDict(model.parameters(), layout);
        Safetensors.write(file, written, Map.of());
        LoadedParameters read =
                LoadedParameters.from(Safetensors.read(file), name, model.network(), LoadPolicy.STRICT, 0);
        assertThat(read.report().isClean()).as(name).isTrue();
    }

    static Stream<String> int8Models() {
        List<String> int8 =
                models().filter(name -> name.endsWith(".int8.tflite")).toList();
        return int8.isEmpty() ? Stream.of("none") : int8.stream();
    }

    /** Kept as int8, their matrices are the levels of the file again, or something would differ. */
    @ParameterizedTest
    @MethodSource("int8Models")
    void int8FilesRunWithTheirOwnLevels(String name) throws IOException {
        ForeignGoldens goldens = goldens();
        Parameters floats = Models.open(goldens.folder().resolve(name)).parameters();
        CompiledNetwork narrow =
                Compiler.compile(floats.withWeightsAs(WeightType.INT8), ForeignGoldens.SIDE, ForeignGoldens.SIDE);
        CompiledNetwork wide = Compiler.compile(floats, ForeignGoldens.SIDE, ForeignGoldens.SIDE);
        assertThat(narrow.weightBytes()).isLessThan(wide.weightBytes());
        for (int which = 0; which < 2; which++) {
            assertThat(narrow.run(goldens.image(which)).firstEntry().getValue().values())
                    .as(name)
                    .isEqualTo(wide.run(goldens.image(which))
                            .firstEntry()
                            .getValue()
                            .values());
        }
    }

    private static ForeignGoldens goldens() {
        ForeignGoldens goldens = ForeignGoldens.find().orElse(null);
        Assumptions.assumeTrue(goldens != null, "skipped: there is no shared/goldens/foreign beside the project");
        return Objects.requireNonNull(goldens);
    }

    private static void assertAnswers(ForeignGoldens goldens, String name, Model model, Kernels kernels)
            throws IOException {
        for (int which = 0; which < 2; which++) {
            FeatureMap output = Compiler.compile(model.parameters(), ForeignGoldens.SIDE, ForeignGoldens.SIDE, kernels)
                    .run(goldens.image(which))
                    .firstEntry()
                    .getValue();
            // Bare weights of a trunk do not say whether it was pooled.
            boolean isPooled = goldens.network(name).path("shape").size() == 2;
            assertAnswers(goldens, name, which, isPooled ? output.channelMeans() : output.values());
        }
    }

    private static void assertAnswers(ForeignGoldens goldens, String name, int which, float[] found) {
        JsonNode file = goldens.file(name);
        JsonNode network = goldens.network(name);
        JsonNode dequantized = file.path("io").path("weights_dequantised_float64");
        if (dequantized.path(which).isArray() && network.has("logits_float64")) {
            assertClose(name, softmax(found), dequantized.get(which));
        } else if (file.has("logits_float64")) {
            assertClose(name, doubles(found), file.get("logits_float64").get(which));
        } else if (network.has("logits_float64")) {
            // Of ONNX' eight-bit files it is known how far their own integers are from the floats they were made of.
            boolean isQuantized = name.contains(".qdq.") || name.contains(".qoperator.");
            double tolerance = isQuantized ? file.get("max_abs_from_float64").asDouble() : 0;
            assertClose(name, doubles(found), network.get("logits_float64").get(which), tolerance);
        } else {
            JsonNode first = network.get("first16_float64").get(which);
            assertClose(
                    name, DoubleStream.of(doubles(found)).limit(first.size()).toArray(), first);
            double sum = network.get("sum_float64").get(which).asDouble();
            assertThat(DoubleStream.of(doubles(found)).sum()).as(name).isCloseTo(sum, within(TOLERANCE * sum));
        }
    }

    private static void assertClose(String name, double[] found, JsonNode expected) {
        assertClose(name, found, expected, 0);
    }

    private static void assertClose(String name, double[] found, JsonNode expected, double atLeast) {
        assertThat(found).as(name).hasSize(expected.size());
        double largest = 1;
        for (JsonNode value : expected) {
            largest = Math.max(largest, Math.abs(value.asDouble()));
        }
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i])
                    .as(name + " output " + i)
                    .isCloseTo(expected.get(i).asDouble(), within(Math.max(atLeast, TOLERANCE * largest)));
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static double[] softmax(float[] logits) {
        double[] values = doubles(logits);
        double largest = DoubleStream.of(values).max().orElseThrow();
        double sum =
                DoubleStream.of(values).map(value -> Math.exp(value - largest)).sum();
        return DoubleStream.of(values)
                .map(value -> Math.exp(value - largest) / sum)
                .toArray();
    }
}
