package org.mobilenet4j.inference;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Architecture.Located;
import org.mobilenet4j.architecture.Architecture.Stage;
import org.mobilenet4j.architecture.Layer.Block;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.Parameters;

/**
 * A network whose batch norms are made part of the convolutions before them: the same function, with fewer operations
 * and no statistics. What is written for other runtimes, and quantised, starts from it.
 */
public final class FoldedParameters {
    private FoldedParameters() {}

    /** The folded network; the given one's tensors are not touched. */
    public static Parameters of(Parameters parameters) {
        Architecture normed = parameters.architecture();
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        parameters.tensors().forEach((id, tensor) -> {
            switch (id.kind()) {
                case WEIGHT, BIAS, SQUEEZE_WEIGHT, SQUEEZE_BIAS, EXCITE_WEIGHT, EXCITE_BIAS -> tensors.put(id, tensor);
                case NORM_SCALE, NORM_SHIFT, NORM_MEAN, NORM_VARIANCE, NORM_BATCHES -> {}
            }
        });
        for (Located located : normed.parameterLayers()) {
            if (located.layer() instanceof Convolution convolution) {
                Location location = located.location();
                FoldedConvolution folded = FoldedConvolution.of(parameters, location, convolution);
                ParameterId weight = new ParameterId(location, ParameterId.Kind.WEIGHT);
                Shape shape = parameters.get(location, ParameterId.Kind.WEIGHT).shape();
                tensors.put(weight, Tensor.of(shape, folded.weight()));
                tensors.put(
                        new ParameterId(location, ParameterId.Kind.BIAS),
                        Tensor.of(Shape.of(convolution.outChannels()), folded.bias()));
            }
        }
        return new Parameters(withoutNorms(normed), tensors);
    }

    private static Architecture withoutNorms(Architecture normed) {
        return new Architecture(
                normed.family(),
                normed.options(),
                withoutNorm(normed.stem()),
                normed.stages().stream()
                        .map(stage -> new Stage(stage.blocks().stream()
                                .map(FoldedParameters::withoutNorms)
                                .toList()))
                        .toList(),
                orNull(normed.last()),
                normed.hidden(),
                normed.dropout(),
                normed.classifier());
    }

    private static Block withoutNorms(Block block) {
        return new Block(
                orNull(block.expand()),
                withoutNorm(block.depthwise()),
                block.squeezeExcite(),
                withoutNorm(block.project()),
                block.hasShortcut());
    }

    private static @Nullable Convolution orNull(@Nullable Convolution convolution) {
        return convolution == null ? null : withoutNorm(convolution);
    }

    private static Convolution withoutNorm(Convolution convolution) {
        return new Convolution(
                convolution.inChannels(),
                convolution.outChannels(),
                convolution.kernel(),
                convolution.stride(),
                convolution.dilation(),
                convolution.groups(),
                convolution.padding(),
                null,
                convolution.activation());
    }
}
