package org.mobilenet4j.weights;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.weights.PickleValue.Dict;
import org.mobilenet4j.weights.PickleValue.Function;
import org.mobilenet4j.weights.PickleValue.Inert;
import org.mobilenet4j.weights.PickleValue.Int;
import org.mobilenet4j.weights.PickleValue.Sequence;
import org.mobilenet4j.weights.PickleValue.Storage;
import org.mobilenet4j.weights.PickleValue.StorageType;

/**
 * The Python names a checkpoint may mention, and what calling them makes. A pickle can name anything Python can import;
 * whatever is not in this table is refused by name, as {@code torch.load(weights_only=True)} does.
 *
 * @param file for messages
 */
record TorchGlobals(String file) {
    private static final String REMEDY =
            "; in Python, load it and save the weights alone: torch.save(model.state_dict(), ...), or as safetensors";

    /** What a name stands for. */
    PickleValue resolve(String module, String name) {
        String global = module + "." + name;
        return switch (global) {
            case "collections.OrderedDict", "collections.Counter" -> Function.NEW_DICT;
            case "torch.Size" -> Function.NEW_SIZE;
            case "torch.device",
                    "builtins.set",
                    "__builtin__.set",
                    "builtins.bytearray",
                    "__builtin__.bytearray",
                    "_codecs.encode" -> Function.NEW_INERT;
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> Function.REBUILD_TENSOR;
            case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
                Function.REBUILD_PARAMETER;
            case "torch.FloatStorage" -> new StorageType(ElementType.F32);
            case "torch.DoubleStorage" -> new StorageType(ElementType.F64);
            case "torch.HalfStorage" -> new StorageType(ElementType.F16);
            case "torch.BFloat16Storage" -> new StorageType(ElementType.BF16);
            case "torch.LongStorage" -> new StorageType(ElementType.I64);
            case "torch.IntStorage" -> new StorageType(ElementType.I32);
            case "torch.ShortStorage" -> new StorageType(ElementType.I16);
            case "torch.CharStorage" -> new StorageType(ElementType.I8);
            case "torch.ByteStorage", "torch.UntypedStorage", "torch.storage.UntypedStorage" ->
                new StorageType(ElementType.U8);
            case "torch.BoolStorage" -> new StorageType(ElementType.BOOL);
            case "torch.float32",
                    "torch.float64",
                    "torch.float16",
                    "torch.bfloat16",
                    "torch.int64",
                    "torch.int32",
                    "torch.int16",
                    "torch.int8",
                    "torch.uint8",
                    "torch.bool" -> new Inert("a dtype");
            case "torch._utils._rebuild_qtensor", "torch.QInt8Storage", "torch.QUInt8Storage", "torch.QInt32Storage" ->
                throw new InvalidInputException(
                        file + ": holds quantised tensors, and floats are expected; save the model as it was before"
                                + " quantisation, or its tensors after .dequantize()");
            default -> throw refused(global);
        };
    }

    private InvalidInputException refused(String global) {
        if (global.startsWith("__torch__")) {
            return program(file);
        }
        return new InvalidInputException(file + ": holds the Python object " + Quoted.of(global)
                + ", and only tensors, dicts, lists, strings and numbers are ever built" + REMEDY);
    }

    /** The error for what {@code torch.jit.save} wrote. */
    static InvalidInputException program(String file) {
        return new InvalidInputException(file + ": is a TorchScript program, and plain weights are expected"
                + "; in Python: torch.save(torch.jit.load(...).state_dict(), ...)");
    }

    /** What a call makes. */
    PickleValue call(Function function, List<PickleValue> arguments) {
        return switch (function) {
            case NEW_DICT -> newDict(arguments);
            case NEW_SIZE -> sequence(argument(arguments, 0));
            case NEW_INERT -> new Inert("an object");
            case REBUILD_TENSOR -> rebuildTensor(arguments);
            case REBUILD_PARAMETER -> tensor(argument(arguments, 0));
        };
    }

    /** Empty, around a dict, or, as Python 2 wrote it, of a list of pairs. */
    private Dict newDict(List<PickleValue> arguments) {
        if (arguments.isEmpty()) {
            return new Dict();
        }
        if (arguments.get(0) instanceof Dict other) {
            return other;
        }
        Dict dict = new Dict();
        for (PickleValue item : sequence(arguments.get(0)).items()) {
            List<PickleValue> pair = sequence(item).items();
            dict.put(argument(pair, 0), argument(pair, 1));
        }
        return dict;
    }

    private StridedTensor rebuildTensor(List<PickleValue> arguments) {
        if (!(argument(arguments, 0) instanceof Storage storage)) {
            throw unexpected(arguments.get(0), "a storage");
        }
        // After storage, offset, sizes, strides, requires_grad and hooks comes what makes a tensor lazily negated.
        if (arguments.size() > 6
                && arguments.get(6) instanceof Dict metadata
                && !metadata.entries().isEmpty()) {
            throw new InvalidInputException(
                    file + ": holds a lazily conjugated or negated tensor; save it after .resolve_neg()");
        }
        return new StridedTensor(
                storage,
                integer(argument(arguments, 1)),
                integers(argument(arguments, 2)),
                integers(argument(arguments, 3)));
    }

    /**
     * The elements a persistent id stands for: {@code ("storage", class, key, device, elements)}, in old files followed by
     * None or by {@code (name, first element, elements)} of a part of it.
     */
    Storage storage(PickleValue id) {
        List<PickleValue> parts = sequence(id).items();
        if (!text(argument(parts, 0)).equals("storage")) {
            throw new InvalidInputException(
                    file + ": refers to " + Quoted.of(text(parts.get(0))) + " where a storage is expected" + REMEDY);
        }
        if (!(argument(parts, 1) instanceof StorageType storageType)) {
            throw unexpected(parts.get(1), "a storage class");
        }
        String key = text(argument(parts, 2));
        long stored = integer(argument(parts, 4));
        if (parts.size() > 5 && parts.get(5) instanceof Sequence part) {
            return new Storage(
                    storageType.type(),
                    key,
                    stored,
                    integer(argument(part.items(), 1)),
                    integer(argument(part.items(), 2)));
        }
        return new Storage(storageType.type(), key, stored, 0, stored);
    }

    private PickleValue argument(List<PickleValue> arguments, int index) {
        if (index >= arguments.size()) {
            throw new InvalidInputException(file + ": calls a function with " + arguments.size()
                    + " arguments where more are expected" + REMEDY);
        }
        return arguments.get(index);
    }

    Sequence sequence(PickleValue value) {
        if (value instanceof Sequence sequence) {
            return sequence;
        }
        throw unexpected(value, "a tuple");
    }

    String text(PickleValue value) {
        if (value instanceof PickleValue.Text text) {
            return text.value();
        }
        throw unexpected(value, "a string");
    }

    private long integer(PickleValue value) {
        if (value instanceof Int integer) {
            return integer.value();
        }
        throw unexpected(value, "a number");
    }

    private List<Long> integers(PickleValue value) {
        List<Long> integers = new ArrayList<>();
        for (PickleValue item : sequence(value).items()) {
            integers.add(integer(item));
        }
        return integers;
    }

    private StridedTensor tensor(PickleValue value) {
        if (value instanceof StridedTensor tensor) {
            return tensor;
        }
        throw unexpected(value, "a tensor");
    }

    private InvalidInputException unexpected(PickleValue found, String expected) {
        return new InvalidInputException(file + ": has " + found.kind() + " where " + expected
                + " is expected; the file is damaged or not written by torch.save: download it or copy it again");
    }
}
