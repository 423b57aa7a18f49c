package org.mobilenet4j.inference;

import static org.mobilenet4j.architecture.ParameterId.Kind.BIAS;
import static org.mobilenet4j.architecture.ParameterId.Kind.WEIGHT;

import java.util.HashMap;
import java.util.Map;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.kernel.NarrowWeights;
import org.mobilenet4j.kernel.WeightPacking;
import org.mobilenet4j.parameters.FoldedConvolution;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.parameters.WeightType;

/**
 * A network's weights as the kernels of this machine want them, batch norm folded in. They do not depend on the size of the
 * input, so that one array serves the network at every size. Each is packed when it is first asked for; matrices of 1 x 1 as
 * narrow as the parameters say.
 */
final class PackedWeights {
    private final Parameters parameters;
    private final Kernels kernels;
    private final Constants constants = new Constants();
    private final Map<ParameterId, PackedMatrix> matrices = new HashMap<>();
    private final Map<Location, PackedFilters> filters = new HashMap<>();

    PackedWeights(Parameters parameters, Kernels kernels) {
        this.parameters = parameters;
        this.kernels = kernels;
    }

    Parameters parameters() {
        return parameters;
    }

    Kernels kernels() {
        return kernels;
    }

    /** All that was packed, but narrow weights. */
    float[] toArray() {
        return constants.trimmed();
    }

    /** The narrow weights that were packed. */
    int[] toWords() {
        return constants.trimmedWords();
    }

    /** The floats that a thread needs for products with narrow weights. */
    int roomFloats() {
        return matrices.values().stream()
                .filter(matrix -> matrix.type().isNarrow())
                .mapToInt(matrix -> kernels.narrowRoom(matrix.inChannels()))
                .max()
                .orElse(0);
    }

    /** A depthwise convolution. */
    PackedFilters filters(Location location, Convolution depthwise) {
        PackedFilters known = filters.get(location);
        if (known == null) {
            FoldedConvolution folded = FoldedConvolution.of(parameters, location, depthwise);
            int weightsAt = constants.reserve(folded.weight().length);
            WeightPacking.depthwise(
                    depthwise.inChannels(), depthwise.kernel(), folded.weight(), constants.floats(), weightsAt);
            known = new PackedFilters(weightsAt, reserveOutputs(folded.bias()), Epilogue.of(depthwise.activation()));
            filters.put(location, known);
        }
        return known;
    }

    /** A dense convolution of any kernel, as the matrix that meets each window of the input. */
    PackedMatrix matrix(Location location, Convolution dense) {
        PackedMatrix known = matrices.get(new ParameterId(location, WEIGHT));
        if (known != null) {
            return known;
        }
        FoldedConvolution folded = FoldedConvolution.of(parameters, location, dense);
        float[] matrix = dense.kernel() == 1
                ? folded.weight()
                : WeightPacking.patchMatrix(dense.outChannels(), dense.inChannels(), dense.kernel(), folded.weight());
        int length = dense.kernel() * dense.kernel() * dense.inChannels();
        return pack(
                new ParameterId(location, WEIGHT),
                length,
                dense.outChannels(),
                dense.kernel() == 1 ? parameters.weightsAs() : WeightType.FLOAT32,
                matrix,
                folded.bias(),
                dense.activation());
    }

    PackedMatrix matrix(Location location, Linear layer) {
        return matrix(location, layer.inFeatures(), layer.outFeatures(), WEIGHT, BIAS, layer.activation());
    }

    /** A matrix and a bias that are parameters of their own. */
    PackedMatrix matrix(
            Location location,
            int inFeatures,
            int outFeatures,
            ParameterId.Kind weight,
            ParameterId.Kind bias,
            Activation activation) {
        ParameterId id = new ParameterId(location, weight);
        PackedMatrix known = matrices.get(id);
        return known != null
                ? known
                : pack(
                        id,
                        inFeatures,
                        outFeatures,
                        parameters.weightsAs(),
                        parameters.get(location, weight).data(),
                        parameters.get(location, bias).data(),
                        activation);
    }

    private PackedMatrix pack(
            ParameterId id, int ins, int outs, WeightType type, float[] weight, float[] bias, Activation activation) {
        int panelsAt;
        int scalesAt = 0;
        if (type.isNarrow()) {
            float[] scales = NarrowWeights.scales(type, ins, outs, weight);
            scalesAt = reserveOutputs(scales);
            panelsAt = constants.reserveWords(NarrowWeights.panelsLength(type, kernels.panel(), ins, outs));
            NarrowWeights.panels(type, kernels.panel(), ins, outs, weight, scales, constants.words(), panelsAt);
        } else {
            panelsAt = constants.reserve(WeightPacking.panelsLength(kernels.panel(), ins, outs));
            WeightPacking.panels(kernels.panel(), ins, outs, weight, constants.floats(), panelsAt);
        }
        PackedMatrix packed =
                new PackedMatrix(ins, outs, type, panelsAt, scalesAt, reserveOutputs(bias), Epilogue.of(activation));
        matrices.put(id, packed);
        return packed;
    }

    /** A number for each output, up to whole panels. */
    private int reserveOutputs(float[] values) {
        int at = constants.reserve(WeightPacking.paddedOut(kernels.panel(), values.length));
        System.arraycopy(values, 0, constants.floats(), at, values.length);
        return at;
    }
}
