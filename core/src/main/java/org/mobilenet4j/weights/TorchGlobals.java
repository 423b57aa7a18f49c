package org.mobilenet4j.weights;

import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.weights.PickleValue.Bytes;
import org.mobilenet4j.weights.PickleValue.DType;
import org.mobilenet4j.weights.PickleValue.Dict;
import org.mobilenet4j.weights.PickleValue.Foreign;
import org.mobilenet4j.weights.PickleValue.Function;
import org.mobilenet4j.weights.PickleValue.Instance;
import org.mobilenet4j.weights.PickleValue.Int;
import org.mobilenet4j.weights.PickleValue.Sequence;
import org.mobilenet4j.weights.PickleValue.Storage;
import org.mobilenet4j.weights.PickleValue.StorageType;
import org.mobilenet4j.weights.PickleValue.Unreadable;

/**
 * The Python names that tensors are made with, and what calling them makes. A pickle can name anything Python can import:
 * of a name that is not in this table nothing but the name is kept, and what it is called with. No code of a file is ever
 * run. What would run code in Python is refused all the same ({@link RunnableModules}): such a file is an attack.
 *
 * @param file for messages
 */
record TorchGlobals(String file) {
    private static final String REMEDY =
            "; in Python, load it and save the weights alone: torch.save(model.state_dict(), ...), or as safetensors";

    /** What a name stands for. */
    PickleValue resolve(String module, String name) {
        String global = module + "." + name;
        if (RunnableModules.canRunCode(module, name)) {
            throw new InvalidInputException(file + ": holds the Python object " + Quoted.of(global)
                    + ", which runs code when Python loads the file; it is refused: do not load it in Python either, and"
                    + " get the weights from a source that you trust");
        }
        return switch (global) {
            case "collections.OrderedDict", "collections.Counter" -> Function.NEW_DICT;
            case "torch.Size" -> Function.NEW_SIZE;
            case "_codecs.encode" -> Function.ENCODE;
            case "torch._utils._rebuild_parameter",
                    "torch._utils._rebuild_parameter_with_state",
                    "torch.jit._pickle.build_intlist",
                    "torch.jit._pickle.build_doublelist",
                    "torch.jit._pickle.build_boollist",
                    "torch.jit._pickle.build_tensorlist",
                    "torch.jit._pickle.restore_type_tag" -> Function.FIRST_ARGUMENT;
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> Function.REBUILD_TENSOR;
            case "torch._utils._rebuild_tensor_v3" -> Function.REBUILD_TENSOR_V3;
            case "torch._tensor._rebuild_from_type_v2" -> Function.REBUILD_FROM_TYPE;
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
            case "torch.float32" -> new DType(ElementType.F32);
            case "torch.float64" -> new DType(ElementType.F64);
            case "torch.float16" -> new DType(ElementType.F16);
            case "torch.bfloat16" -> new DType(ElementType.BF16);
            case "torch.int64" -> new DType(ElementType.I64);
            case "torch.int32" -> new DType(ElementType.I32);
            case "torch.int16" -> new DType(ElementType.I16);
            case "torch.int8" -> new DType(ElementType.I8);
            case "torch.uint8" -> new DType(ElementType.U8);
            case "torch.uint16" -> new DType(ElementType.U16);
            case "torch.uint32" -> new DType(ElementType.U32);
            case "torch.uint64" -> new DType(ElementType.U64);
            case "torch.bool" -> new DType(ElementType.BOOL);
            default -> new Foreign(global);
        };
    }

    /** The error for a TorchScript program whose tensors have no names. */
    static InvalidInputException frozen(String file) {
        return new InvalidInputException(file + ": is a TorchScript program without named weights, as torch.jit.freeze"
                + " leaves it; save the weights before it is frozen: torch.save(model.state_dict(), ...)");
    }

    /** What a call makes. */
    PickleValue call(Function function, List<PickleValue> arguments) {
        return switch (function) {
            case NEW_DICT -> newDict(arguments);
            case NEW_SIZE -> sequence(argument(arguments, 0));
            case ENCODE -> new Bytes.Latin1(text(argument(arguments, 0)));
            case FIRST_ARGUMENT -> argument(arguments, 0);
            case REBUILD_TENSOR -> rebuildTensor(arguments);
            case REBUILD_TENSOR_V3 -> rebuildTyped(arguments);
            case REBUILD_FROM_TYPE -> rebuildFromType(arguments);
        };
    }

    /** What is known of the result of a call that is never made. */
    PickleValue describe(Foreign callee, List<PickleValue> arguments) {
        return switch (callee.global()) {
            case "torch._utils._rebuild_qtensor" ->
                new Unreadable(
                        "holds quantised tensors",
                        "save the model as it was before quantisation, or its tensors after .dequantize()");
            case "torch._utils._rebuild_sparse_tensor" ->
                new Unreadable("holds a sparse tensor", "save it after .to_dense()");
            case "torch._utils._rebuild_meta_tensor_no_storage" ->
                new Unreadable(
                        "holds a tensor without values, on the device 'meta',",
                        "save the model after its weights are loaded");
            default ->
                callee.global().startsWith("torch._utils._rebuild")
                        ? unknownTensor(callee.global())
                        : new Instance(callee.global(), arguments);
        };
    }

    private static Unreadable unknownTensor(String of) {
        return new Unreadable("holds a tensor of " + Quoted.of(of), "save it as float32: tensor.float()");
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

    private PickleValue rebuildTensor(List<PickleValue> arguments) {
        if (argument(arguments, 0) instanceof Unreadable unreadable) {
            return unreadable;
        }
        // After storage, offset, sizes, strides, requires_grad and hooks comes what makes a tensor lazily negated.
        return rebuilt(storageOf(arguments), arguments, 6);
    }

    /** The same with the type of the elements behind the hooks, for types that have no storage class. */
    private PickleValue rebuildTyped(List<PickleValue> arguments) {
        if (argument(arguments, 6) instanceof Foreign type) {
            return unknownTensor(type.global());
        }
        if (!(argument(arguments, 6) instanceof DType type)) {
            throw unexpected(arguments.get(6), "a dtype");
        }
        Storage untyped = storageOf(arguments);
        return rebuilt(untyped.as(type.type()), arguments, 7);
    }

    private PickleValue rebuilt(Storage storage, List<PickleValue> arguments, int metadataIndex) {
        if (arguments.size() > metadataIndex
                && arguments.get(metadataIndex) instanceof Dict metadata
                && !metadata.entries().isEmpty()) {
            return new Unreadable(
                    "holds a lazily conjugated or negated tensor", "save it after .resolve_conj().resolve_neg()");
        }
        return new StridedTensor(
                storage,
                integer(argument(arguments, 1)),
                integers(argument(arguments, 2)),
                integers(argument(arguments, 3)));
    }

    private Storage storageOf(List<PickleValue> arguments) {
        if (argument(arguments, 0) instanceof Storage storage) {
            return storage;
        }
        throw unexpected(arguments.get(0), "a storage");
    }

    /** A kind of tensor, such as torch.nn.Buffer: the function that makes it, the kind, that function's arguments. */
    private PickleValue rebuildFromType(List<PickleValue> arguments) {
        List<PickleValue> inner = sequence(argument(arguments, 2)).items();
        return switch (argument(arguments, 0)) {
            case Function function ->
                function == Function.REBUILD_FROM_TYPE // nothing that torch.save writes, and it could nest without end
                        ? unknownTensor("torch._tensor._rebuild_from_type_v2")
                        : call(function, inner);
            case Foreign foreign -> describe(foreign, inner);
            default -> throw unexpected(arguments.get(0), "a function");
        };
    }

    /**
     * The elements a persistent id stands for: {@code ("storage", class, key, device, elements)}, in old files followed by
     * None or by {@code (name, first element, elements)} of a part of it. Unreadable where the class is none of floats or
     * whole numbers.
     */
    PickleValue storage(PickleValue id) {
        List<PickleValue> parts = sequence(id).items();
        if (text(argument(parts, 0)).equals("module")) {
            return argument(parts, 1); // a class with its source code, which old files have beside whole modules
        }
        if (!text(parts.get(0)).equals("storage")) {
            throw new InvalidInputException(
                    file + ": refers to " + Quoted.of(text(parts.get(0))) + " where a storage is expected" + REMEDY);
        }
        if (argument(parts, 1) instanceof Foreign type) {
            return unknownTensor(type.global());
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

    long integer(PickleValue value) {
        if (value instanceof Int integer) {
            return integer.value();
        }
        throw unexpected(value, "a number");
    }

    List<Long> integers(PickleValue value) {
        List<Long> integers = new ArrayList<>();
        for (PickleValue item : sequence(value).items()) {
            integers.add(integer(item));
        }
        return integers;
    }

    private InvalidInputException unexpected(PickleValue found, String expected) {
        return new InvalidInputException(file + ": has " + found.kind() + " where " + expected
                + " is expected; the file is damaged or not written by torch.save: download it or copy it again");
    }
}
