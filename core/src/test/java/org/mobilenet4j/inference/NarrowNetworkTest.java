package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.kernel.EveryWidth;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.NarrowWeights;
import org.mobilenet4j.kernel.scalar.ScalarKernels;
import org.mobilenet4j.parameters.FoldNorms;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.parameters.WeightType;
import org.mobilenet4j.tensor.Tensor;

/** A network with narrow weights answers what the same network in float32 answers whose matrices were rounded, to the bit. */
@EveryWidth
class NarrowNetworkTest {
    private static final int SIDE = 65;

    @ParameterizedTest
    @CsvSource({
        "MOBILENET_V1, BFLOAT16",
        "MOBILENET_V1, INT8",
        "MOBILENET_V2, BFLOAT16",
        "MOBILENET_V2, INT8",
        "MOBILENET_V3_LARGE, BFLOAT16",
        "MOBILENET_V3_LARGE, INT8",
        "MOBILENET_V3_SMALL, INT8"
    })
    void answersAsItsRoundedMatricesDo(MobileNet variant, WeightType type) {
        Network network = variant.build(options -> options.withClasses(101));
        Parameters parameters = Initialization.torchvision(network, 7);
        Parameters rounded = rounded(FoldNorms.of(parameters), type);
        SplittableRandom random = new SplittableRandom(20260103);
        float[] image = new float[SIDE * SIDE * 3];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        for (Kernels kernels : new Kernels[] {KernelSelection.chosen().kernels(), new ScalarKernels()}) {
            CompiledNetwork narrow = Compiler.compile(parameters.withWeightsAs(type), SIDE, SIDE, kernels);
            float[] expected = Compiler.compile(rounded, SIDE, SIDE, kernels).logits(image);

            assertThat(narrow.logits(image)).as(kernels.name()).isEqualTo(expected);
            assertThat(narrow.withThreads(3).logits(image))
                    .as("%s, on 3 threads", kernels.name())
                    .isEqualTo(expected);
            assertThat(narrow.weightBytes())
                    .isLessThan(Compiler.compile(rounded, SIDE, SIDE, kernels).weightBytes() * 11 / 10 / type.perWord()
                            + 1_000_000);
        }
    }

    /** All but depthwise filters and the stem. */
    private static Parameters rounded(Parameters folded, WeightType type) {
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>(folded.tensors());
        tensors.replaceAll((id, tensor) -> isMatrix(folded.network(), id)
                ? Tensor.of(
                        tensor.shape(),
                        NarrowWeights.rounded(
                                type,
                                tensor.data().length / tensor.shape().extent(0),
                                tensor.shape().extent(0),
                                tensor.data()))
                : tensor);
        return new Parameters(folded.network(), tensors);
    }

    private static boolean isMatrix(Network network, ParameterId id) {
        return switch (id.kind()) {
            case SQUEEZE_WEIGHT, EXCITE_WEIGHT -> true;
            case WEIGHT ->
                !(network.node(id.location()).layer() instanceof Convolution convolution) || convolution.isPointwise();
            default -> false;
        };
    }
}
