package org.mobilenet4j.weights;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HexFormat;
import org.mobilenet4j.io.InvalidInputException;

/** A file of weights in any format that is known here. Its name does not matter: the content tells. */
public final class WeightsFile {
    private static final int BYTES_SHOWN = 16;

    private WeightsFile() {}

    /**
     * The weights in a safetensors file or a PyTorch checkpoint. Stateless: any thread may call it.
     *
     * @throws InvalidInputException if the file is absent, neither of them, or damaged
     * @throws IOException if the disk fails
     * @see Safetensors#read(Path)
     * @see TorchCheckpoint#read(Path)
     */
    public static StateDict read(Path file) throws IOException {
        return MappedFile.read(file, (name, bytes) -> switch (FileKind.of(bytes)) {
            case SAFETENSORS -> Safetensors.read(name, bytes);
            case ZIP -> TorchArchive.read(file, bytes.byteSize());
            case PICKLE -> TorchCheckpoint.readLegacy(name, bytes);
            case WEB_PAGE -> throw refused(name, "a web page", "download the file itself, by its direct link");
            case GIT_LFS_POINTER -> throw refused(name, "a Git LFS pointer", "run: git lfs pull");
            case HDF5 -> throw refused(name, "an HDF5 file", "convert it in Python, e.g. with timm, to safetensors");
            case TFLITE -> throw refused(name, "a TensorFlow Lite model", "take the weights it was made from");
            case UNKNOWN -> throw refused(name, "a file beginning with " + hex(bytes), "give another file");
        });
    }

    private static InvalidInputException refused(String file, String found, String remedy) {
        return new InvalidInputException(
                file + ": is " + found + ", and safetensors or a file of torch.save is expected; " + remedy);
    }

    private static String hex(MemorySegment bytes) {
        byte[] start = bytes.asSlice(0, Math.min(BYTES_SHOWN, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        return HexFormat.ofDelimiter(" ").formatHex(start);
    }
}
