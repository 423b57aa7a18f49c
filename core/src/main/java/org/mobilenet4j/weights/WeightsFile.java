package org.mobilenet4j.weights;

import java.io.IOException;
import java.nio.file.Path;
import org.mobilenet4j.io.InvalidInputException;

/** A file of weights in any format that is known here. Its name does not matter: the content tells. */
public final class WeightsFile {
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
        return MappedFile.read(file, (name, bytes) -> {
            WeightsFormat kind = WeightsFormat.of(bytes);
            return switch (kind) {
                case SAFETENSORS -> Safetensors.read(name, bytes);
                case ZIP -> TorchArchive.read(file, bytes.byteSize());
                case PICKLE -> TorchCheckpoint.readLegacy(name, bytes);
                case WEB_PAGE, GIT_LFS_POINTER, HDF5, TFLITE, UNKNOWN ->
                    throw kind.refusal(name, bytes, "a safetensors file or one of torch.save");
            };
        });
    }
}
