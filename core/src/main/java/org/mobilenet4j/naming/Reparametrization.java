package org.mobilenet4j.naming;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

/**
 * Weights that a checkpoint keeps as what they are computed from: {@code weight_orig} and {@code weight_mask} of
 * {@code torch.nn.utils.prune} are multiplied; {@code weight_g} and {@code weight_v} of {@code weight_norm}, or the two
 * {@code originals} of its parametrization, are the length and the direction of each filter. And what profilers leave
 * beside the weights is dropped.
 */
public final class Reparametrization {
    /** Buffers of the profilers thop and ptflops, and the counter of AveragedModel. */
    private static final Set<String> NO_WEIGHTS =
            Set.of("total_ops", "total_params", "n_averaged", "__flops__", "__params__");

    private static final String PARAMETRIZED = ".parametrizations.";

    private Reparametrization() {}

    /**
     * The same tensors as the layers compute with them.
     *
     * @param source what to call the file in messages
     * @throws InvalidInputException if a weight is computed in another way
     */
    public static StateDict resolve(StateDict weights, String source) {
        Map<String, Tensor> resolved = new LinkedHashMap<>();
        weights.asMap().forEach((name, tensor) -> {
            String last = name.substring(name.lastIndexOf('.') + 1);
            int at = name.indexOf(PARAMETRIZED);
            if (at >= 0) {
                resolved.computeIfAbsent(parametrizedName(name, at), own -> normed(weights, source, own, name, at));
            } else if (last.endsWith("_orig")) {
                String base = name.substring(0, name.length() - "_orig".length());
                Tensor mask = weights.get(base + "_mask");
                resolved.put(base, product(tensor, mask, source, name));
            } else if (last.endsWith("_v") && weights.get(stem(name) + "_g") != null) {
                String base = stem(name);
                resolved.put(base, weightNorm(Objects.requireNonNull(weights.get(base + "_g")), tensor, source, base));
            } else if (!isPart(weights, name) && !NO_WEIGHTS.contains(last)) {
                resolved.put(name, tensor);
            }
        });
        StateDict.Builder builder = StateDict.builder();
        resolved.forEach(builder::put);
        return builder.build();
    }

    private static String stem(String name) {
        return name.substring(0, Math.max(name.lastIndexOf('_'), 0));
    }

    /** Whether a tensor is used up by another one's computation. */
    private static boolean isPart(StateDict weights, String name) {
        String base = stem(name);
        return (name.endsWith("_mask") && weights.get(base + "_orig") != null)
                || (name.endsWith("_g") && weights.get(base + "_v") != null);
    }

    /** {@code classifier.1.parametrizations.weight.original0} is part of {@code classifier.1.weight}. */
    private static String parametrizedName(String name, int at) {
        String rest = name.substring(at + PARAMETRIZED.length());
        int end = rest.indexOf('.');
        return name.substring(0, at) + "." + (end < 0 ? rest : rest.substring(0, end));
    }

    private static Tensor normed(StateDict weights, String source, String own, String name, int at) {
        String base = name.substring(0, at) + PARAMETRIZED + own.substring(at + 1);
        Tensor length = weights.get(base + ".original0");
        Tensor direction = weights.get(base + ".original1");
        if (length == null || direction == null) {
            throw new InvalidInputException(source + ": " + Quoted.of(own) + " is parametrized otherwise than by weight"
                    + " norm; in Python: torch.nn.utils.parametrize.remove_parametrizations(module, 'weight'), then"
                    + " torch.save(model.state_dict(), ...)");
        }
        return weightNorm(length, direction, source, own);
    }

    private static Tensor product(Tensor weight, @Nullable Tensor mask, String source, String name) {
        if (mask == null || !mask.shape().equals(weight.shape())) {
            throw new InvalidInputException(source + ": has " + Quoted.of(name) + " without a mask of its shape, as"
                    + " spectral norm leaves it; in Python: torch.nn.utils.remove_spectral_norm(module), then"
                    + " torch.save(model.state_dict(), ...)");
        }
        float[] values = weight.data().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= mask.data()[i];
        }
        return Tensor.of(weight.shape(), values);
    }

    /** Each output's weights, {@code length * direction / |direction|}; PyTorch's default, over all but the first axis. */
    private static Tensor weightNorm(Tensor length, Tensor direction, String source, String name) {
        Shape shape = direction.shape();
        int outputs = shape.rank() == 0 ? 0 : shape.extent(0);
        if (outputs == 0 || length.data().length != outputs) {
            throw new InvalidInputException(
                    source + ": the weight norm of " + Quoted.of(name) + " has lengths of shape "
                            + length.shape() + " for directions of shape " + shape
                            + ", and one for each output is expected; in Python: torch.nn.utils.remove_weight_norm(module)");
        }
        float[] values = direction.data().clone();
        int each = values.length / outputs;
        for (int output = 0; output < outputs; output++) {
            double sum = 0;
            for (int i = output * each; i < (output + 1) * each; i++) {
                sum += (double) values[i] * values[i];
            }
            double scale = length.data()[output] / Math.sqrt(sum);
            for (int i = output * each; i < (output + 1) * each; i++) {
                values[i] = (float) (values[i] * scale);
            }
        }
        return Tensor.of(shape, values);
    }
}
