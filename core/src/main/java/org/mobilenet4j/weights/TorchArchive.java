package org.mobilenet4j.weights;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.weights.PickleValue.Storage;

/**
 * The zip format of {@code torch.save} and {@code torch.jit.save}: under one folder the pickle {@code data.pkl}, the
 * storages {@code data/0}, {@code data/1} and so on, and the {@code byteorder}. Of a TorchScript program the attributes of
 * its modules are read, never its code.
 */
final class TorchArchive implements StorageBytes {
    static final String PICKLE = "data.pkl";

    private final WeightsArchive archive;
    private final String folder;
    private final ByteOrder order;

    /** What was read already: storages can be shared. */
    private final Map<Storage, MemorySegment> storages = new HashMap<>();

    private TorchArchive(WeightsArchive archive, String folder) throws IOException {
        this.archive = archive;
        this.folder = folder;
        this.order = archive.byteOrder(folder);
    }

    /** The tensors of an archive, which are read while it is open. */
    static TensorTable of(WeightsArchive archive) throws IOException {
        String file = archive.file();
        List<String> folders = archive.foldersWith(PICKLE);
        if (folders.size() != 1) {
            throw new InvalidInputException(file + ": is a zip archive with " + folders.size() + " entries " + PICKLE
                    + " where one is expected; it is not a file of torch.save");
        }
        TorchArchive opened = new TorchArchive(archive, folders.getFirst());
        PickleMachine machine = new PickleMachine(new ByteCursor(file, archive.bytes(opened.folder + PICKLE)));
        PickleValue saved = machine.run();
        if (machine.storages().isEmpty() && archive.has(opened.folder + "constants.pkl")) {
            throw TorchGlobals.frozen(file);
        }
        return CheckpointTree.of(file, saved, archive.dataBytes(), opened);
    }

    @Override
    public MemorySegment of(Storage storage) throws IOException {
        // Bytes are turned by the size of their elements; which part of them is meant does not matter.
        Storage whole = new Storage(storage.type(), storage.key(), storage.stored(), 0, storage.stored());
        MemorySegment known = storages.get(whole);
        if (known != null) {
            return known;
        }
        MemorySegment bytes = storage.type().littleEndian(archive.bytes(folder + "data/" + storage.key()), order);
        storages.put(whole, bytes);
        return bytes;
    }
}
