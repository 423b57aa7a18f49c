package org.mobilenet4j.weights;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.weights.PickleValue.Int;
import org.mobilenet4j.weights.PickleValue.Storage;

/**
 * The format of {@code torch.save} before PyTorch 1.6: five pickles (a magic number, the protocol's version, facts of the
 * system, what was saved, the list of storage keys), then for each key the number of elements as an int64 and the
 * elements, little-endian on every system.
 *
 * @param saved what was saved
 * @param storages the bytes under each key
 */
record LegacyCheckpoint(String file, PickleValue saved, Map<String, MemorySegment> storages) implements StorageBytes {
    /** How a pickle of 0x1950a86a20f9469cfc6c ends: a ten-byte number, then STOP. */
    private static final byte[] MAGIC = {
        (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19, '.'
    };

    private static final long PROTOCOL = 1001;

    /**
     * The tensors of a file: of a checkpoint, or of a plain pickle, which can only hold arrays of NumPy.
     *
     * @param file for messages
     * @param bytes the whole file
     */
    static TensorTable table(String file, MemorySegment bytes) {
        ByteCursor in = new ByteCursor(file, bytes);
        PickleValue first = new PickleMachine(in).run();
        if (!endsWithMagic(bytes.asSlice(0, in.position()))) {
            return CheckpointTree.of(file, first, bytes.byteSize(), storage -> {
                throw new InvalidInputException(file + ": is a pickle of " + first.kind()
                        + ", not a file of torch.save; in Python: torch.save(model.state_dict(), ...)");
            });
        }
        LegacyCheckpoint checkpoint = parse(file, in);
        return CheckpointTree.of(file, checkpoint.saved, bytes.byteSize(), checkpoint);
    }

    /** Runs the pickles behind the first and finds the storages. */
    private static LegacyCheckpoint parse(String file, ByteCursor in) {
        if (!(new PickleMachine(in).run() instanceof Int version) || version.value() != PROTOCOL) {
            throw new InvalidInputException(file + ": is a checkpoint of another protocol than " + PROTOCOL
                    + "; load it in Python and save it again: torch.save(model.state_dict(), ...)");
        }
        new PickleMachine(in).run();
        PickleMachine machine = new PickleMachine(in);
        PickleValue saved = machine.run();
        PickleValue keys = new PickleMachine(in).run();
        TorchGlobals globals = new TorchGlobals(file);
        Map<String, MemorySegment> storages = new HashMap<>();
        for (PickleValue key : globals.sequence(keys).items()) {
            Storage storage = machine.storages().get(globals.text(key));
            if (storage == null || storages.containsKey(storage.key())) {
                throw new InvalidInputException(file + ": lists the storage " + Quoted.of(globals.text(key))
                        + (storage == null ? ", which no tensor of floats or whole numbers uses" : " twice")
                        + "; the file is damaged: download it or copy it again");
            }
            storages.put(storage.key(), take(in, storage));
        }
        return new LegacyCheckpoint(file, saved, storages);
    }

    private static boolean endsWithMagic(MemorySegment pickle) {
        return pickle.byteSize() >= MAGIC.length
                && pickle.asSlice(pickle.byteSize() - MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) == -1;
    }

    private static MemorySegment take(ByteCursor in, Storage storage) {
        long elements = in.littleEndianLong();
        if (elements != storage.stored() || elements < 0 || elements > Long.MAX_VALUE / Long.BYTES) {
            throw new InvalidInputException(in.file() + ": storage " + Quoted.of(storage.key()) + " has " + elements
                    + " elements where " + storage.stored()
                    + " are expected; the file is damaged: download it or copy it again");
        }
        return in.take(elements * storage.type().bytes());
    }

    @Override
    public MemorySegment of(Storage storage) {
        MemorySegment bytes = storages.get(storage.key());
        if (bytes == null) {
            throw new InvalidInputException(file + ": lacks the storage " + Quoted.of(storage.key())
                    + "; the file is damaged: download it or copy it again");
        }
        return bytes;
    }
}
