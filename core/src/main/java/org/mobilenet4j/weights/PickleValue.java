package org.mobilenet4j.weights;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.Quoted;

/**
 * What a pickle written by {@code torch.save} is made of. Containers may contain themselves: nothing may walk them
 * without a bound, so they have neither {@code equals} nor a text.
 */
sealed interface PickleValue
        permits PickleValue.Text,
                PickleValue.Bytes,
                PickleValue.Int,
                PickleValue.Bool,
                PickleValue.Inert,
                PickleValue.Sequence,
                PickleValue.Dict,
                PickleValue.Function,
                PickleValue.Foreign,
                PickleValue.Instance,
                PickleValue.DType,
                PickleValue.StorageType,
                PickleValue.Storage,
                PickleValue.Unreadable,
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

    /** True or False. */
    record Bool(boolean value) implements PickleValue {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** Bytes that stand in the pickle itself; as protocol 2 writes them, a string with a character for each byte. */
    sealed interface Bytes extends PickleValue {
        MemorySegment segment();

        @Override
        default String kind() {
            return "bytes";
        }

        /** As the newer protocols have them. */
        record Plain(MemorySegment segment) implements Bytes {}

        /** Decoded only when somebody asks: the same string can be given any number of times. */
        record Latin1(String text) implements Bytes {
            @Override
            public MemorySegment segment() {
                return MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** A value that checkpoints have and nothing here asks for: None, a float, a set. */
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
        ENCODE,
        FIRST_ARGUMENT,
        REBUILD_TENSOR,
        REBUILD_TENSOR_V3,
        REBUILD_FROM_TYPE;

        @Override
        public String kind() {
            return "a function";
        }
    }

    /** A class or function that nothing here knows: only its name is kept, and nothing of it is ever run. */
    record Foreign(String global) implements PickleValue {
        @Override
        public String kind() {
            return "the Python object " + Quoted.of(global);
        }
    }

    /**
     * What a pickle says an object is made of, of a class that nothing here knows. The object itself is never made: this is
     * its description, in which the tensors of a module can be found.
     */
    final class Instance implements PickleValue {
        private final String global;
        private final List<PickleValue> arguments;
        private final Dict items = new Dict();
        private @Nullable PickleValue state;

        Instance(String global, List<PickleValue> arguments) {
            this.global = global;
            this.arguments = arguments;
        }

        /** The class or function, with its module. */
        String global() {
            return global;
        }

        List<PickleValue> arguments() {
            return arguments;
        }

        /** What was put into it, where it is a kind of dict. */
        Dict items() {
            return items;
        }

        /** Its attributes, mostly a dict. */
        @Nullable
        PickleValue state() {
            return state;
        }

        void setState(PickleValue value) {
            state = value;
        }

        @Override
        public String kind() {
            return "the Python object " + Quoted.of(global);
        }
    }

    /** A tensor that has no plain numbers; told only where it is asked for. */
    record Unreadable(String finding, String remedy) implements PickleValue {
        @Override
        public String kind() {
            return finding;
        }
    }

    /** One of torch's types of elements. */
    record DType(ElementType type) implements PickleValue {
        @Override
        public String kind() {
            return "a dtype";
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
        /** The same bytes as elements of another type; bytes that are left over belong to none. */
        Storage as(ElementType other) {
            long perElement = other.bytes();
            long own = type.bytes();
            return new Storage(
                    other, key, stored * own / perElement, begin * own / perElement, length * own / perElement);
        }

        @Override
        public String kind() {
            return "a storage";
        }
    }
}
