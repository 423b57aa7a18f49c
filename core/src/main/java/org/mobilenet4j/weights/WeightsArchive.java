package org.mobilenet4j.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;

/**
 * A zip file whose entries are looked up by name and never written anywhere, so that their paths can do no harm. What it
 * unpacks to is bounded by its size.
 *
 * @param file for messages
 * @param dataBytes of all entries together, unpacked
 */
record WeightsArchive(String file, ZipFile zip, SequencedMap<String, ZipEntry> entries, long dataBytes) {
    /** What one Java array can hold. */
    private static final int LONGEST_ENTRY = Integer.MAX_VALUE - 8;

    /** Weights hardly shrink; a network of zeros shrinks a thousand times, but nobody asks what it sees. */
    private static final long MOST_TIMES_UNPACKED = 100;

    private static final long MOST_UNPACKED_BYTES = 1L << 30;

    /** What reads an open archive. */
    @FunctionalInterface
    interface Reader<T> {
        T read(WeightsArchive archive) throws IOException;
    }

    /**
     * Opens, reads, and closes again.
     *
     * @param name for messages
     * @throws InvalidInputException if it is damaged, or claims to unpack to more than is plausible
     */
    static <T> T read(Path path, String name, long fileBytes, Reader<T> reader) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            SequencedMap<String, ZipEntry> entries = new LinkedHashMap<>();
            return reader.read(new WeightsArchive(name, zip, entries, collect(name, zip, fileBytes, entries)));
        } catch (ZipException | EOFException e) {
            throw new InvalidInputException(
                    name + ": is a zip archive that is cut off or damaged (" + e.getMessage()
                            + "); download it or copy it again",
                    e);
        }
    }

    /** Checks that honest entries are together no longer than the file; returns what they unpack to. */
    private static long collect(String file, ZipFile zip, long fileBytes, Map<String, ZipEntry> entries) {
        long packedLeft = fileBytes;
        long mostUnpacked = mostUnpacked(fileBytes);
        long unpackedLeft = mostUnpacked;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            packedLeft -= entry.getCompressedSize();
            if (entry.getCompressedSize() < 0 || packedLeft < 0 || entries.put(entry.getName(), entry) != null) {
                throw new InvalidInputException(file + ": the entry " + Quoted.of(entry.getName())
                        + " overlaps another; the archive is damaged: download it or copy it again");
            }
            boolean isStored = entry.getMethod() == ZipEntry.STORED;
            unpackedLeft -= Math.max(entry.getSize(), 0);
            if (entry.getSize() < 0 || unpackedLeft < 0 || (isStored && entry.getSize() != entry.getCompressedSize())) {
                throw new InvalidInputException(file + ": the entry " + Quoted.of(entry.getName()) + " claims "
                        + entry.getSize() + " bytes of " + entry.getCompressedSize()
                        + ", more than weights unpack to; download it or copy it again");
            }
        }
        return mostUnpacked - unpackedLeft;
    }

    /** What a packed file of that length may unpack to; what is not packed may be of any length. */
    static long mostUnpacked(long fileBytes) {
        return Math.max(fileBytes, Math.min(fileBytes * MOST_TIMES_UNPACKED, MOST_UNPACKED_BYTES));
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The names that end so, whatever folder they are in, in the order of the archive. */
    List<String> endingWith(String suffix) {
        return entries.keySet().stream().filter(name -> name.endsWith(suffix)).toList();
    }

    /** The folders, with their slash, at the top of the archive that have an entry of that name. */
    List<String> foldersWith(String name) {
        return endingWith("/" + name).stream()
                .map(found -> found.substring(0, found.length() - name.length()))
                .filter(folder -> folder.indexOf('/') == folder.length() - 1)
                .toList();
    }

    /** The content of an entry. */
    MemorySegment bytes(String name) throws IOException {
        ZipEntry entry = entry(name);
        if (entry.getSize() > LONGEST_ENTRY) {
            throw new InvalidInputException(file + ": the entry " + Quoted.of(name) + " has " + entry.getSize()
                    + " bytes; up to " + LONGEST_ENTRY + " can be read: save the weights as safetensors");
        }
        try (InputStream in = open(name)) {
            // Not more than there is, whatever the entry claims.
            byte[] bytes = in.readNBytes((int) entry.getSize());
            if (bytes.length != entry.getSize()) {
                throw new EOFException("the entry " + Quoted.of(name) + " ends early");
            }
            return MemorySegment.ofArray(bytes);
        }
    }

    InputStream open(String name) throws IOException {
        return zip.getInputStream(entry(name));
    }

    /** The length of an entry's content. */
    long size(String name) {
        return entry(name).getSize();
    }

    private ZipEntry entry(String name) {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new InvalidInputException(file + ": lacks the entry " + Quoted.of(name)
                    + "; the archive is damaged: download it or copy it again");
        }
        return entry;
    }

    /** The order of the bytes of numbers that PyTorch notes in a folder; before PyTorch 2.1 there was none but little. */
    ByteOrder byteOrder(String folder) throws IOException {
        String name = folder + "byteorder";
        if (!has(name)) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order = new ByteCursor(file, bytes(name)).text(size(name));
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw new InvalidInputException(file + ": has the byte order " + Quoted.of(order)
                        + ", and 'little' or 'big' is expected; load it in Python and save it again");
        };
    }
}
