package org.mobilenet4j.weights;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.mobilenet4j.io.AtomicFile;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * Reads and writes <a href="https://huggingface.co/docs/safetensors">safetensors</a> files. What is written loads in
 * torchvision and timm as it is. Stateless: any thread may call anything.
 */
public final class Safetensors {
    private Safetensors() {}

    /**
     * All tensors of a file, in the order of its header.
     *
     * @throws InvalidInputException if the file is absent or not valid safetensors
     * @throws IOException if the disk fails
     */
    public static StateDict read(Path file) throws IOException {
        return MappedFile.read(file, Safetensors::read);
    }

    /**
     * All tensors of a file's content that is in memory already.
     *
     * @param name what to call it in messages
     * @throws InvalidInputException if it is not valid safetensors
     */
    public static StateDict read(byte[] content, String name) {
        return read(name, MemorySegment.ofArray(content));
    }

    /**
     * The free text that a file carries beside its tensors; empty where there is none.
     *
     * @throws InvalidInputException if the file is absent or not valid safetensors
     * @throws IOException if the disk fails
     */
    public static Map<String, String> readMetadata(Path file) throws IOException {
        return MappedFile.read(
                file, (name, bytes) -> SafetensorsHeader.parse(name, bytes).metadata());
    }

    static StateDict read(String file, MemorySegment bytes) {
        SafetensorsHeader header = SafetensorsHeader.parse(file, bytes);
        StateDict.Builder tensors = StateDict.builder();
        header.tensors()
                .forEach((name, entry) -> tensors.put(name, new Entry(entry, bytes, header.dataStart()).read(name)));
        return tensors.build();
    }

    /** The tensors of a file, which are read while it is mapped. */
    static TensorTable table(String file, MemorySegment bytes) {
        SafetensorsHeader header = SafetensorsHeader.parse(file, bytes);
        TensorTable tensors = new TensorTable(file, bytes.byteSize());
        header.tensors().forEach((name, entry) -> tensors.put(name, new Entry(entry, bytes, header.dataStart())));
        return tensors;
    }

    private record Entry(SafetensorsHeader.Entry entry, MemorySegment bytes, long dataStart) implements StoredTensor {
        @Override
        public Shape shape(String name) {
            return entry.shape();
        }

        @Override
        public Tensor read(String name) {
            Tensor tensor = Tensor.zeros(entry.shape());
            entry.type().readAll(bytes, dataStart + entry.begin(), tensor.data());
            return tensor;
        }
    }

    /**
     * Replaces {@code target} by a file of these tensors, as float32; batch counters become int64, as PyTorch has them.
     *
     * @param metadata free text; PyTorch tools look for {@code format} with the value {@code pt}
     * @throws IOException if the folder is absent or read-only or the disk is full; the message says so in one line, and
     *     the target is as it was
     */
    public static void write(Path target, StateDict tensors, Map<String, String> metadata) throws IOException {
        write(target, tensors, metadata, StoredPrecision.FLOAT32);
    }

    /**
     * The same with filters and matrices in a given precision, rounded to nearest.
     *
     * @throws InvalidInputException if a weight is too large for it; the target is as it was
     */
    public static void write(Path target, StateDict tensors, Map<String, String> metadata, StoredPrecision precision)
            throws IOException {
        if (tensors.get(SafetensorsHeader.METADATA) != null) {
            throw new IllegalArgumentException("a tensor cannot be named " + SafetensorsHeader.METADATA);
        }
        try {
            AtomicFile.write(target, new SafetensorsWriter(tensors, metadata, precision)::writeTo);
        } catch (IOException e) {
            throw new IOException(target + ": cannot be written: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its folder does not exist; create it first";
        }
        if (e instanceof AccessDeniedException) {
            return "its folder is read-only; choose another";
        }
        String found = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return (found == null ? e.getClass().getSimpleName() : found) + "; free some space or choose another folder";
    }
}
