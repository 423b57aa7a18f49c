package org.mobilenet4j.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a pickle written by {@code torch.save} is made of. Containers may contain themselves: nothing may walk them
 * without a bound, so they have neither {@code equals} nor a text.
 */
sealed interface PickleValue
        permits PickleValue.Text,
                PickleValue.Int,
                PickleValue.Inert,
                PickleValue.Sequence,
                PickleValue.Dict,
                PickleValue.Function,
                PickleValue.StorageType,
                PickleValue.Storage,
                StridedTensor {
    /** What it is in Python's words, for messages. */
    String kind();

    /** A string. */
    record Text(String value) implements PickleValue {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /** A whole number. */
    record Int(long value) implements PickleValue {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /** A value that checkpoints have and nothing here asks for: None, True, a float, bytes, a set, a device, a dtype. */
    record Inert(String kind) implements PickleValue {}

    /** A tuple or a list; only the latter can grow. */
    final class Sequence implements PickleValue {
        private final List<PickleValue> items;
        private final boolean isList;

        private Sequence(List<PickleValue> items, boolean isList) {
            this.items = items;
            this.isList = isList;
        }

        static Sequence tuple(List<PickleValue> items) {
            return new Sequence(items, false);
        }

        static Sequence list() {
            return new Sequence(new ArrayList<>(0), true);
        }

        List<PickleValue> items() {
            return items;
        }

        boolean isList() {
            return isList;
        }

        @Override
        public String kind() {
            return isList ? "a list" : "a tuple";
        }
    }

    /** A dict in the order of its file. Only what stands under a string is kept: nothing else is ever looked up. */
    final class Dict implements PickleValue {
        private final SequencedMap<String, PickleValue> entries = new LinkedHashMap<>();

        void put(PickleValue key, PickleValue value) {
            if (key instanceof Text text) {
                entries.put(text.value(), value);
            }
        }

        Map<String, PickleValue> entries() {
            return entries;
        }

        @Override
        public String kind() {
            return "a dict";
        }
    }

    /** Something a pickle may call. */
    enum Function implements PickleValue {
        NEW_DICT,
        NEW_SIZE,
        NEW_INERT,
        REBUILD_TENSOR,
        REBUILD_PARAMETER;

        @Override
        public String kind() {
            return "a function";
        }
    }

    /** One of torch's storage classes: what type its elements have. */
    record StorageType(ElementType type) implements PickleValue {
        @Override
        public String kind() {
            return "a storage class";
        }
    }

    /**
     * A run of elements within the bytes that a checkpoint keeps under a key.
     *
     * @param stored the number of elements under the key
     * @param begin the first element of the run
     * @param length the number of elements of the run
     */
    record Storage(ElementType type, String key, long stored, long begin, long length) implements PickleValue {
        @Override
        public String kind() {
            return "a storage";
        }
    }
}
