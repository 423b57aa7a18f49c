package org.mobilenet4j.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.weights.PickleValue.Storage;

/**
 * The zip format of {@code torch.save}: under one folder the pickle {@code data.pkl}, the storages {@code data/0},
 * {@code data/1} and so on, and the {@code byteorder}; nothing is compressed. Entries are looked up by name and never
 * written anywhere, so that their paths can do no harm.
 */
final class TorchArchive implements StorageBytes {
    private static final String PICKLE = "data.pkl";

    /** What one Java array can hold. */
    private static final int LONGEST_ENTRY = Integer.MAX_VALUE - 8;

    private final String file;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;
    private final String folder;

    /** What was read already: storages can be shared. */
    private final Map<String, MemorySegment> storages = new HashMap<>();

    private TorchArchive(String file, ZipFile zip, Map<String, ZipEntry> entries) {
        this.file = file;
        this.zip = zip;
        this.entries = entries;
        this.folder = folder(file, entries);
    }

    /** The weights in an archive; {@code fileBytes} bounds what may be built of it. */
    static StateDict read(Path path, long fileBytes) throws IOException {
        String file = path.toString();
        try (ZipFile zip = new ZipFile(path.toFile())) {
            TorchArchive archive = new TorchArchive(file, zip, entries(file, zip, fileBytes));
            archive.checkByteOrder();
            ByteCursor pickle = new ByteCursor(file, archive.bytes(archive.folder + PICKLE));
            return CheckpointContents.read(file, new PickleMachine(pickle).run(), fileBytes, archive);
        } catch (ZipException | EOFException e) {
            throw new InvalidInputException(
                    file + ": is a zip archive that is cut off or damaged (" + e.getMessage()
                            + "); download it or copy it again",
                    e);
        }
    }

    /** By name. Honest entries are together no longer than the file. */
    private static Map<String, ZipEntry> entries(String file, ZipFile zip, long fileBytes) {
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        long free = fileBytes;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            free -= entry.getCompressedSize();
            if (entry.getCompressedSize() < 0 || free < 0 || entries.put(entry.getName(), entry) != null) {
                throw new InvalidInputException(file + ": the entry " + Quoted.of(entry.getName())
                        + " overlaps another; the archive is damaged: download it or copy it again");
            }
        }
        return entries;
    }

    private static String folder(String file, Map<String, ZipEntry> entries) {
        List<String> folders = new ArrayList<>();
        for (String name : entries.keySet()) {
            if (name.endsWith("/" + PICKLE) && name.indexOf('/') == name.length() - PICKLE.length() - 1) {
                folders.add(name.substring(0, name.length() - PICKLE.length()));
            }
        }
        if (folders.size() != 1) {
            throw new InvalidInputException(file + ": is a zip archive with " + folders.size() + " entries " + PICKLE
                    + " where one is expected; it is not a file of torch.save");
        }
        if (entries.containsKey(folders.get(0) + "constants.pkl")) {
            throw TorchGlobals.program(file);
        }
        return folders.get(0);
    }

    private void checkByteOrder() throws IOException {
        String name = folder + "byteorder";
        if (!entries.containsKey(name)) {
            return; // before PyTorch 2.1 there was none but little
        }
        String order = new ByteCursor(file, bytes(name)).text(entries.get(name).getSize());
        if (!order.equals("little")) {
            throw new InvalidInputException(file + ": has the byte order " + Quoted.of(order)
                    + ", and 'little' is expected; load it in Python on this machine and save it again");
        }
    }

    @Override
    public MemorySegment of(Storage storage) throws IOException {
        MemorySegment known = storages.get(storage.key());
        if (known != null) {
            return known;
        }
        MemorySegment bytes = bytes(folder + "data/" + storage.key());
        storages.put(storage.key(), bytes);
        return bytes;
    }

    private MemorySegment bytes(String name) throws IOException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new InvalidInputException(file + ": lacks the entry " + Quoted.of(name)
                    + "; the archive is damaged: download it or copy it again");
        }
        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
            throw new InvalidInputException(file + ": the entry " + Quoted.of(name)
                    + " is compressed, which torch.save never does; unpack the archive and zip it with -0");
        }
        if (entry.getSize() > LONGEST_ENTRY) {
            throw new InvalidInputException(file + ": the entry " + Quoted.of(name) + " has " + entry.getSize()
                    + " bytes; up to " + LONGEST_ENTRY + " can be read: save the weights as safetensors");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = new byte[(int) entry.getSize()];
            if (in.readNBytes(bytes, 0, bytes.length) != bytes.length) {
                throw new EOFException("the entry " + Quoted.of(name) + " ends early");
            }
            return MemorySegment.ofArray(bytes);
        }
    }
}
