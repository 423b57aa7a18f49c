package org.mobilenet4j.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.weights.PickleValue.Bool;
import org.mobilenet4j.weights.PickleValue.Bytes;
import org.mobilenet4j.weights.PickleValue.Dict;
import org.mobilenet4j.weights.PickleValue.Foreign;
import org.mobilenet4j.weights.PickleValue.Function;
import org.mobilenet4j.weights.PickleValue.Inert;
import org.mobilenet4j.weights.PickleValue.Instance;
import org.mobilenet4j.weights.PickleValue.Int;
import org.mobilenet4j.weights.PickleValue.Sequence;
import org.mobilenet4j.weights.PickleValue.Storage;
import org.mobilenet4j.weights.PickleValue.Text;
import org.mobilenet4j.weights.PickleValue.Unreadable;

/**
 * Runs one pickle: the part of Python's stack machine that {@code torch.save} uses. What it can build is closed
 * ({@link PickleValue}, {@link TorchGlobals}): of an object of any other class only what the pickle says of it is kept. Nothing in it recurses, and each step takes a bounded amount of memory, so
 * that a hostile pickle ends in an error after a bounded number of steps. For one run on one thread.
 */
final class PickleMachine {
    /** A MobileNet's checkpoint takes some ten thousand; with its optimizer's state three times that. */
    private static final int MOST_STEPS = 1 << 20;

    private static final int LONGEST_NAME = 1 << 10;

    private static final PickleValue NONE = new Inert("None");
    private static final PickleValue FLOAT = new Inert("a float");
    private static final PickleValue SET = new Inert("a set");
    private static final PickleValue LARGE_NUMBER = new Inert("a number beyond 64 bits");

    private final ByteCursor in;
    private final TorchGlobals globals;
    private final List<PickleValue> stack = new ArrayList<>();

    /** The heights of the stack at which marks stand. */
    private final List<Integer> marks = new ArrayList<>();

    private final Map<Integer, PickleValue> memo = new HashMap<>();
    private final Map<String, Storage> storages = new HashMap<>();
    private long steps;

    PickleMachine(ByteCursor in) {
        this.in = in;
        this.globals = new TorchGlobals(in.file());
    }

    /** The storages that the pickle mentioned, by key. */
    Map<String, Storage> storages() {
        return storages;
    }

    /**
     * Runs to the pickle's end; the cursor then stands behind it.
     *
     * @throws InvalidInputException if the pickle is not one of weights
     */
    PickleValue run() {
        while (true) {
            spend(1);
            long at = in.position();
            int opcode = in.unsignedByte();
            if (opcode == PickleOpcode.STOP) {
                return pop();
            }
            execute(opcode, at);
        }
    }

    private void execute(int opcode, long at) {
        switch (opcode) {
            case PickleOpcode.PROTO -> in.unsignedByte(); // the instructions say what is meant
            case PickleOpcode.FRAME -> in.littleEndianLong(); // a hint for reading ahead
            case PickleOpcode.MARK -> marks.add(stack.size());

            case PickleOpcode.NONE -> push(NONE);
            case PickleOpcode.NEWTRUE -> push(new Bool(true));
            case PickleOpcode.NEWFALSE -> push(new Bool(false));
            case PickleOpcode.BINFLOAT -> {
                in.take(Double.BYTES);
                push(FLOAT);
            }
            case PickleOpcode.BININT -> push(new Int(in.littleEndianInt()));
            case PickleOpcode.BININT1 -> push(new Int(in.unsignedByte()));
            case PickleOpcode.BININT2 -> push(new Int(in.unsignedShort()));
            case PickleOpcode.LONG1 -> pushLong(in.unsignedByte());
            case PickleOpcode.LONG4 -> {
                in.take(Integer.toUnsignedLong(in.littleEndianInt()));
                push(LARGE_NUMBER);
            }

            case PickleOpcode.BINUNICODE, PickleOpcode.BINSTRING ->
                pushText(Integer.toUnsignedLong(in.littleEndianInt()));
            case PickleOpcode.SHORT_BINUNICODE, PickleOpcode.SHORT_BINSTRING -> pushText(in.unsignedByte());
            case PickleOpcode.BINUNICODE8 -> pushText(in.littleEndianLong());
            case PickleOpcode.BINBYTES -> pushBytes(Integer.toUnsignedLong(in.littleEndianInt()));
            case PickleOpcode.SHORT_BINBYTES -> pushBytes(in.unsignedByte());
            case PickleOpcode.BINBYTES8, PickleOpcode.BYTEARRAY8 -> pushBytes(in.littleEndianLong());

            case PickleOpcode.EMPTY_TUPLE -> push(Sequence.tuple(List.of()));
            case PickleOpcode.TUPLE1 -> pushTuple(stack.size() - 1);
            case PickleOpcode.TUPLE2 -> pushTuple(stack.size() - 2);
            case PickleOpcode.TUPLE3 -> pushTuple(stack.size() - 3);
            case PickleOpcode.TUPLE -> pushTuple(popMark());
            case PickleOpcode.EMPTY_LIST -> push(Sequence.list());
            case PickleOpcode.LIST -> pushList(popFrom(popMark()));
            case PickleOpcode.APPEND -> append(stack.size() - 1);
            case PickleOpcode.APPENDS -> append(popMark());
            case PickleOpcode.EMPTY_DICT -> push(new Dict());
            case PickleOpcode.DICT -> pushDict(popFrom(popMark()));
            case PickleOpcode.SETITEM -> setItems(stack.size() - 2);
            case PickleOpcode.SETITEMS -> setItems(popMark());
            case PickleOpcode.EMPTY_SET -> push(SET);
            case PickleOpcode.ADDITEMS -> popFrom(popMark()); // into a set, which nobody asks for
            case PickleOpcode.FROZENSET -> {
                popFrom(popMark());
                push(SET);
            }

            case PickleOpcode.POP -> discard();
            case PickleOpcode.POP_MARK -> popFrom(popMark());
            case PickleOpcode.DUP -> push(peek());

            case PickleOpcode.BINPUT -> memo.put(in.unsignedByte(), peek());
            case PickleOpcode.LONG_BINPUT -> memo.put(in.littleEndianInt(), peek());
            case PickleOpcode.MEMOIZE -> memo.put(memo.size(), peek());
            case PickleOpcode.BINGET -> pushMemo(in.unsignedByte());
            case PickleOpcode.LONG_BINGET -> pushMemo(in.littleEndianInt());

            case PickleOpcode.GLOBAL -> push(globals.resolve(in.line(LONGEST_NAME), in.line(LONGEST_NAME)));
            case PickleOpcode.STACK_GLOBAL -> pushStackGlobal();
            case PickleOpcode.REDUCE -> call();
            case PickleOpcode.NEWOBJ -> newObject();
            case PickleOpcode.NEWOBJ_EX -> {
                pop(); // arguments by name, which the classes that are known here do not have
                newObject();
            }
            case PickleOpcode.BUILD -> build();
            case PickleOpcode.BINPERSID -> pushStorage();

            default ->
                throw new InvalidInputException(in.file() + ": has the pickle instruction 0x"
                        + Integer.toHexString(opcode) + " at byte " + at
                        + ", which torch.save does not write for weights; in Python, load it and save it again:"
                        + " torch.save(model.state_dict(), ...)");
        }
    }

    private void spend(int count) {
        steps += count;
        if (steps > MOST_STEPS) {
            throw new InvalidInputException(in.file() + ": its pickle takes more than " + MOST_STEPS
                    + " steps; save the weights alone: torch.save(model.state_dict(), ...), or as safetensors");
        }
    }

    private void push(PickleValue value) {
        stack.add(value);
    }

    private PickleValue pop() {
        PickleValue top = peek();
        stack.removeLast();
        return top;
    }

    private PickleValue peek() {
        if (stack.size() <= floor()) {
            throw damaged("takes more values than it has");
        }
        return stack.getLast();
    }

    /** What lies below the last mark is out of reach. */
    private int floor() {
        return marks.isEmpty() ? 0 : marks.getLast();
    }

    private int popMark() {
        if (marks.isEmpty()) {
            throw damaged("lacks a mark");
        }
        return marks.removeLast();
    }

    /** Takes the values from that height of the stack on. */
    private List<PickleValue> popFrom(int height) {
        if (height < floor()) {
            throw damaged("takes more values than it has");
        }
        List<PickleValue> top = stack.subList(height, stack.size());
        List<PickleValue> taken = List.copyOf(top);
        top.clear();
        return taken;
    }

    /** Takes the value on top, or a mark that nothing was put on. */
    private void discard() {
        if (!marks.isEmpty() && marks.getLast() == stack.size()) {
            marks.removeLast();
        } else {
            pop();
        }
    }

    private void pushBytes(long count) {
        push(new Bytes.Plain(in.take(count)));
    }

    private void pushList(List<PickleValue> items) {
        Sequence list = Sequence.list();
        list.items().addAll(items);
        push(list);
    }

    private void pushDict(List<PickleValue> items) {
        push(new Dict());
        putAll(items);
    }

    private void pushLong(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            long next = in.unsignedByte();
            value |= i < Long.BYTES ? next << (8 * i) : 0;
        }
        if (bytes > Long.BYTES) {
            push(LARGE_NUMBER);
        } else if (bytes == 0) {
            push(new Int(0));
        } else {
            int unused = Long.SIZE - 8 * bytes;
            push(new Int(value << unused >> unused));
        }
    }

    private void pushText(long bytes) {
        push(new Text(in.text(bytes)));
    }

    private void pushTuple(int height) {
        push(Sequence.tuple(popFrom(height)));
    }

    private void append(int height) {
        List<PickleValue> items = popFrom(height);
        if (peek() instanceof Sequence list && list.isList()) {
            list.items().addAll(items);
        } else if (!(peek() instanceof Instance)) { // else a kind of list
            throw damaged("appends to " + peek().kind());
        }
    }

    private void setItems(int height) {
        putAll(popFrom(height));
    }

    private void putAll(List<PickleValue> items) {
        Dict dict = switch (peek()) {
            case Dict plain -> plain;
            case Instance object -> object.items();
            default -> throw damaged("puts " + items.size() + " keys and values into " + peek().kind());
        };
        if (items.size() % 2 != 0) {
            throw damaged("puts a key without a value into a dict");
        }
        for (int i = 0; i < items.size(); i += 2) {
            dict.put(items.get(i), items.get(i + 1));
        }
    }

    private void pushMemo(int index) {
        PickleValue value = memo.get(index);
        if (value == null) {
            throw damaged(
                    "asks for value " + Integer.toUnsignedString(index) + " of its memo, which it never put there");
        }
        push(value);
    }

    private void pushStackGlobal() {
        String name = globals.text(pop());
        String module = globals.text(pop());
        push(globals.resolve(module, name));
    }

    private void call() {
        List<PickleValue> arguments = globals.sequence(pop()).items();
        PickleValue callee = pop();
        // What is made may copy its arguments, which the memo can bring back any number of times.
        spend(arguments.size());
        for (PickleValue argument : arguments) {
            if (argument instanceof Sequence sequence) {
                spend(sequence.items().size());
            }
        }
        push(
                switch (callee) {
                    case Function function -> globals.call(function, arguments);
                    case Foreign foreign -> globals.describe(foreign, arguments);
                    case Instance object -> new Instance(object.global(), List.of());
                    default -> throw damaged("calls " + callee.kind());
                });
    }

    private void newObject() {
        List<PickleValue> arguments = globals.sequence(pop()).items();
        PickleValue type = pop();
        spend(arguments.size());
        push(
                switch (type) {
                    case Function function -> globals.call(function, arguments);
                    case Foreign foreign -> globals.describe(foreign, arguments);
                    default -> throw damaged("makes an object of " + type.kind());
                });
    }

    /** An OrderedDict's attributes are passed over, as PyTorch keeps versions of modules there; so are a tensor's. */
    private void build() {
        PickleValue state = pop();
        switch (peek()) {
            case Instance object -> object.setState(state);
            case Dict dict -> {}
            case StridedTensor tensor -> {}
            case Unreadable tensor -> {}
            default -> throw damaged("sets the attributes of " + peek().kind());
        }
    }

    private void pushStorage() {
        PickleValue found = globals.storage(pop());
        if (found instanceof Storage storage) {
            Storage known = storages.putIfAbsent(storage.key(), storage);
            if (known != null && (known.type() != storage.type() || known.stored() != storage.stored())) {
                throw damaged("describes the storage " + Quoted.of(storage.key()) + " in two ways");
            }
        }
        push(found);
    }

    private InvalidInputException damaged(String finding) {
        return new InvalidInputException(in.file() + ": its pickle " + finding + ", at byte " + in.position()
                + "; the file is damaged: download it or copy it again");
    }
}
