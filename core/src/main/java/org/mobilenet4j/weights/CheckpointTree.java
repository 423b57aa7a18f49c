package org.mobilenet4j.weights;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.PickleValue.Dict;
import org.mobilenet4j.weights.PickleValue.Instance;
import org.mobilenet4j.weights.PickleValue.Sequence;
import org.mobilenet4j.weights.PickleValue.Unreadable;

/**
 * Everything with numbers that was saved, under the keys on the way to it: state dicts within dicts and tuples, and modules
 * that were saved whole, whose tensors get the names of their state dict. What else was saved is passed over.
 */
final class CheckpointTree {
    /** What a module keeps its own under, which is no part of a tensor's name. */
    private static final Set<String> PARTS_OF_A_MODULE = Set.of("_modules", "_parameters", "_buffers");

    /** Of dicts within dicts; a module within a module takes three. */
    private static final int DEEPEST = 96;

    /** What a small file may take; dicts can be shared, so that there are more ways to their tensors than bytes. */
    private static final long FREE_STEPS = 1 << 14;

    private static final int MOST_KEYS_SHOWN = 8;

    private final TensorTable tensors;
    private final StorageBytes storages;

    /** The dicts and objects on the way to where we are. */
    private final Set<PickleValue> above = Collections.newSetFromMap(new IdentityHashMap<>());

    private long stepsLeft;

    private CheckpointTree(TensorTable tensors, StorageBytes storages) {
        this.tensors = tensors;
        this.storages = storages;
        this.stepsLeft = FREE_STEPS + tensors.dataBytes();
    }

    /**
     * Lists the tensors.
     *
     * @param file for messages
     * @param dataBytes the size of the file, which bounds what may be built of it
     * @throws InvalidInputException if there are none
     */
    static TensorTable of(String file, PickleValue saved, long dataBytes, StorageBytes storages) {
        TensorTable tensors = new TensorTable(file, dataBytes);
        // Which of several things in a list is meant nobody can tell.
        if (!(saved instanceof Sequence list && list.isList())) {
            new CheckpointTree(tensors, storages).add("", saved);
        }
        if (tensors.tensors().isEmpty()) {
            throw new InvalidInputException(file
                    + (saved instanceof Dict dict
                            ? ": holds no tensors; its keys are " + shown(dict)
                            : ": holds " + saved.kind() + " where a dict of tensors is expected")
                    + "; in Python, save the weights alone: torch.save(model.state_dict(), ...)");
        }
        return tensors;
    }

    private void add(String path, PickleValue value) {
        spend(1 + path.length() / 8);
        switch (value) {
            case StridedTensor tensor -> put(path, new InStorage(tensor));
            case Unreadable tensor -> put(path, new Refused(tensors.file(), tensor));
            case Dict dict -> enter(path, dict);
            case Instance object -> enter(path, object);
            case Sequence sequence -> enter(path, sequence);
            case PickleValue.Text text -> {}
            case PickleValue.Bytes bytes -> {}
            case PickleValue.Int number -> {}
            case PickleValue.Bool bool -> {}
            case PickleValue.Inert inert -> {}
            case PickleValue.Function function -> {}
            case PickleValue.Foreign foreign -> {}
            case PickleValue.DType type -> {}
            case PickleValue.StorageType type -> {}
            case PickleValue.Storage storage -> {}
        }
    }

    private void put(String path, StoredTensor tensor) {
        if (!path.isEmpty()) {
            tensors.put(path, tensor);
        }
    }

    private void spend(int steps) {
        stepsLeft -= steps;
        if (stepsLeft < 0) {
            throw new InvalidInputException(tensors.file() + ": its dicts hold each other in too many ways; save the"
                    + " weights alone: torch.save(model.state_dict(), ...)");
        }
    }

    private void enter(String path, Dict dict) {
        if (above.size() < DEEPEST && above.add(dict)) {
            dict.entries().forEach((key, value) -> add(below(path, key), value));
            above.remove(dict);
        }
    }

    private void enter(String path, Instance object) {
        NumPyArray array = NumPyArray.of(tensors.file(), object);
        if (array != null) {
            put(path, array);
        } else if (above.size() < DEEPEST && above.add(object)) {
            enter(path, object.items());
            if (object.state() instanceof Dict attributes) {
                enter(path, attributes);
            } else if (object.state() instanceof Sequence dicts) { // a class with slots has them in a second dict
                for (PickleValue part : dicts.items()) {
                    if (part instanceof Dict attributes) {
                        enter(path, attributes);
                    }
                }
            }
            above.remove(object);
        }
    }

    private void enter(String path, Sequence sequence) {
        if (!sequence.isList() && above.size() < DEEPEST) {
            above.add(sequence);
            for (int i = 0; i < sequence.items().size(); i++) {
                add(below(path, Integer.toString(i)), sequence.items().get(i));
            }
            above.remove(sequence);
        }
    }

    private static String below(String path, String key) {
        if (PARTS_OF_A_MODULE.contains(key)) {
            return path;
        }
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String shown(Dict dict) {
        String keys = dict.entries().keySet().stream()
                .limit(MOST_KEYS_SHOWN)
                .map(Quoted::of)
                .collect(Collectors.joining(", ", "[", ""));
        int more = dict.entries().size() - MOST_KEYS_SHOWN;
        return keys + (more > 0 ? " and " + more + " more]" : "]");
    }

    /** A view of one of the file's storages. */
    private final class InStorage implements StoredTensor {
        private final StridedTensor view;

        InStorage(StridedTensor view) {
            this.view = view;
        }

        @Override
        public Shape shape(String name) {
            return view.shape(tensors.file(), name);
        }

        @Override
        public Tensor read(String name) throws IOException {
            return view.toTensor(tensors.file(), name, storages.of(view.storage()));
        }
    }

    private record Refused(String file, Unreadable tensor) implements StoredTensor {
        @Override
        public Shape shape(String name) {
            throw new InvalidInputException(file + ": " + tensor.finding() + " under " + Quoted.of(name)
                    + ", and plain numbers are expected; " + tensor.remedy());
        }

        @Override
        public Tensor read(String name) {
            throw new IllegalStateException("its shape was never asked for");
        }
    }
}
