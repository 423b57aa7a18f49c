package org.mobilenet4j.formats.keras;

import io.jhdf.api.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weights of {@code .weights.h5}, which {@code .keras} archives hold too: groups named by class and counted, {@code
 * layers/conv2d_3/vars/0}, so that the number of a convolution says nothing of the norm behind it.
 */
final class Keras3Weights implements KerasWeights {
    /** Where Keras 2.13 to 2.15, which first wrote this format, kept the layers. */
    private static final String OLD_LAYERS = "_layer_checkpoint_dependencies/";

    private static final Pattern NUMBERED = Pattern.compile("(.*?)(?:_(\\d+))?");

    private final HdfReader file;
    private final boolean isOld;

    Keras3Weights(HdfReader file) {
        this.file = file;
        this.isOld = file.find(file.root(), OLD_LAYERS.substring(0, OLD_LAYERS.length() - 1))
                .isPresent();
    }

    /** Whether a file has this layout. */
    static boolean isIn(HdfReader file) {
        return file.group(file.root(), "layers").isPresent()
                || file.group(file.root(), OLD_LAYERS.substring(0, OLD_LAYERS.length() - 1))
                        .isPresent();
    }

    @Override
    public Map<String, Array> of(List<String> models, KerasLayer layer, List<String> variables) {
        String container = layer.container();
        String path = (isOld ? container.replaceFirst("^layers/", OLD_LAYERS) : container) + "vars/";
        Map<String, Array> found = new HashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            Optional<Array> array = file.array(file.root(), path + i);
            if (array.isPresent()) {
                found.put(variables.get(i), array.get());
            }
        }
        return found;
    }

    /** The weights of every layer by kind and number, those of nested models first: heads come after trunks. */
    List<NamedWeights> inOrder() {
        List<NamedWeights> weights = new ArrayList<>();
        file.group(file.root(), isOld ? OLD_LAYERS.substring(0, OLD_LAYERS.length() - 1) : "layers")
                .ifPresent(layers -> collect(layers, weights, 0));
        return weights;
    }

    private void collect(Group layers, List<NamedWeights> weights, int depth) {
        List<Group> own = file.groups(layers);
        for (Group group : own) {
            if (depth < 8) {
                file.group(group, "layers").ifPresent(nested -> collect(nested, weights, depth + 1));
            }
        }
        own.stream()
                .sorted(Comparator.comparing((Group group) -> kind(group.getName()))
                        .thenComparingInt(group -> number(group.getName())))
                .forEach(group -> {
                    Map<String, Array> arrays = arrays(group, kind(group.getName()));
                    if (!arrays.isEmpty()) {
                        weights.add(new NamedWeights(group.getName(), arrays));
                    }
                });
    }

    private Map<String, Array> arrays(Group layer, String kind) {
        List<String> variables = switch (kind) {
            case "conv2d", "dense" -> List.of("kernel", "bias");
            case "depthwise_conv2d" -> List.of("depthwise_kernel", "bias");
            case "batch_normalization" -> List.of("gamma", "beta", "moving_mean", "moving_variance");
            default -> List.of();
        };
        Map<String, Array> arrays = new HashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            Optional<Array> array = file.array(layer, "vars/" + i);
            if (array.isPresent()) {
                arrays.put(variables.get(i), array.get());
            }
        }
        return arrays;
    }

    private static Matcher numbered(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        matcher.matches();
        return matcher;
    }

    /** {@code conv2d_12} is the layer 12 of {@code conv2d}. */
    private static String kind(String name) {
        String kind = numbered(name).group(1);
        return kind == null ? name : kind;
    }

    private static int number(String name) {
        String number = numbered(name).group(2);
        return number == null || number.length() > 8 ? 0 : Integer.parseInt(number);
    }
}
