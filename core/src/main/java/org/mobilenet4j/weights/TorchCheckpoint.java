package org.mobilenet4j.weights;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Reads the weights in a file that {@code torch.save} wrote ({@code .pth}, {@code .pt}, {@code .ckpt}), in the zip format
 * or the pickle format that was usual before PyTorch 1.6. Only tensors, dicts, lists, strings and numbers are ever built;
 * a pickle that names anything else is refused, as by {@code torch.load(weights_only=True)}. Where a training script
 * wrapped the weights, they are taken from under {@code state_dict_ema}, {@code model_ema}, {@code state_dict} or
 * {@code model}, in this order, and a prefix {@code module.} or {@code _orig_mod.} of the names is dropped. Stateless: any
 * thread may call anything.
 */
public final class TorchCheckpoint {
    private TorchCheckpoint() {}

    /**
     * The weights, in the order of their dict.
     *
     * @throws InvalidInputException if the file is absent, damaged, not a checkpoint, or holds more than weights
     * @throws IOException if the disk fails
     */
    public static StateDict read(Path file) throws IOException {
        return MappedFile.read(file, (name, bytes) -> {
            WeightsFormat kind = WeightsFormat.of(bytes);
            return switch (kind) {
                case ZIP -> TorchArchive.read(file, bytes.byteSize());
                case PICKLE -> readLegacy(name, bytes);
                case SAFETENSORS, WEB_PAGE, GIT_LFS_POINTER, HDF5, TFLITE, UNKNOWN ->
                    throw kind.refusal(name, bytes, "a file of torch.save");
            };
        });
    }

    static StateDict readLegacy(String file, MemorySegment bytes) throws IOException {
        LegacyCheckpoint checkpoint = LegacyCheckpoint.parse(file, bytes);
        return CheckpointContents.read(file, checkpoint.saved(), bytes.byteSize(), checkpoint);
    }
}
