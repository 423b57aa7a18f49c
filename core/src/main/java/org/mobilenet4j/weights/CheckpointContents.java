package org.mobilenet4j.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.weights.PickleValue.Dict;

/**
 * Finds the weights among what a training script saved: the state dict itself, or a dict that holds it beside optimizer
 * and epoch. The choice is timm's ({@code load_state_dict} with {@code use_ema}), so that a checkpoint gives the same
 * weights here as there.
 */
final class CheckpointContents {
    private static final List<String> WRAPPERS = List.of("state_dict_ema", "model_ema", "state_dict", "model");

    /** What DistributedDataParallel and torch.compile put before every name. */
    private static final List<String> PREFIXES = List.of("module.", "_orig_mod.");

    /** What torch's AveragedModel keeps beside the weights it averages. */
    private static final String AVERAGING_COUNTER = "n_averaged";

    private static final int MOST_KEYS_SHOWN = 8;

    /**
     * Tensors may share a storage or step along it by zero, so that a small file could ask for any amount of memory.
     * Honest files have at most one value for each byte, ties between layers included.
     */
    private static final long MOST_VALUES_PER_BYTE = 4;

    private CheckpointContents() {}

    /**
     * The state dict, its tensors read.
     *
     * @param file for messages
     * @param fileBytes the size of the file, which bounds what may be built of it
     */
    static StateDict read(String file, PickleValue saved, long fileBytes, StorageBytes bytes) throws IOException {
        SequencedMap<String, StridedTensor> views = tensors(file, weights(file, saved));
        long budget = MOST_VALUES_PER_BYTE * fileBytes;
        StateDict.Builder tensors = StateDict.builder();
        for (Map.Entry<String, StridedTensor> view : views.entrySet()) {
            budget -= view.getValue().shape(file, view.getKey()).elements();
            if (budget < 0) {
                throw new InvalidInputException(file + ": its tensors have more than " + MOST_VALUES_PER_BYTE
                        + " values for each byte of the file; save them as their own: {name: tensor.clone()}");
            }
            tensors.put(
                    view.getKey(),
                    view.getValue()
                            .toTensor(
                                    file,
                                    view.getKey(),
                                    bytes.of(view.getValue().storage())));
        }
        return tensors.build();
    }

    private static Dict weights(String file, PickleValue saved) {
        if (!(saved instanceof Dict root)) {
            throw new InvalidInputException(file + ": holds " + saved.kind()
                    + " where a dict of tensors is expected; in Python: torch.save(model.state_dict(), ...)");
        }
        for (String wrapper : WRAPPERS) {
            if (root.entries().get(wrapper) instanceof Dict wrapped && hasTensors(wrapped)) {
                return wrapped;
            }
        }
        if (hasTensors(root)) {
            return root;
        }
        throw new InvalidInputException(file + ": holds no tensors, neither at its top nor under "
                + String.join(", ", WRAPPERS) + "; its keys are " + shown(root)
                + "; in Python, save the weights alone: torch.save(model.state_dict(), ...)");
    }

    private static boolean hasTensors(Dict dict) {
        return dict.entries().values().stream().anyMatch(StridedTensor.class::isInstance);
    }

    private static String shown(Dict dict) {
        String keys = dict.entries().keySet().stream()
                .limit(MOST_KEYS_SHOWN)
                .map(Quoted::of)
                .collect(Collectors.joining(", ", "[", ""));
        int more = dict.entries().size() - MOST_KEYS_SHOWN;
        return keys + (more > 0 ? " and " + more + " more]" : "]");
    }

    private static SequencedMap<String, StridedTensor> tensors(String file, Dict weights) {
        SequencedMap<String, StridedTensor> tensors = new LinkedHashMap<>();
        weights.entries().forEach((key, value) -> {
            if (key.equals(AVERAGING_COUNTER)) {
                return;
            }
            if (!(value instanceof StridedTensor tensor)) {
                throw new InvalidInputException(file + ": holds " + value.kind() + " under " + Quoted.of(key)
                        + " where a tensor is expected; in Python: torch.save(model.state_dict(), ...)");
            }
            String name = withoutPrefixes(key);
            if (tensors.putIfAbsent(name, tensor) != null) {
                throw new InvalidInputException(file + ": holds " + Quoted.of(name)
                        + " twice, with and without the prefix of a wrapper; save the weights of one model");
            }
        });
        return tensors;
    }

    private static String withoutPrefixes(String key) {
        String name = key;
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                name = name.substring(prefix.length());
            }
        }
        return name;
    }
}
