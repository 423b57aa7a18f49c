package org.mobilenet4j.weights;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * What {@code torch.export.save} of PyTorch 2.13 writes, a {@code .pt2}: a zip in which a JSON file says in which entry
 * each tensor of the state dict is, and how. The program itself is not looked at.
 */
final class ExportedProgram {
    static final String INDEX = "data/weights/model_weights_config.json";

    private static final long LONGEST_INDEX = 16 << 20;

    private ExportedProgram() {}

    /** The tensors of an archive, which are read while it is open. */
    static TensorTable of(WeightsArchive archive, String folder) throws IOException {
        String index = folder + INDEX;
        if (archive.size(index) > LONGEST_INDEX) {
            throw new InvalidInputException(archive.file() + ": the entry " + Quoted.of(index) + " has "
                    + archive.size(index) + " bytes, and up to " + LONGEST_INDEX + " are read");
        }
        JsonObject tensors = Json.readObject(
                        archive.bytes(index).toArray(ValueLayout.JAVA_BYTE), archive.file() + ": " + INDEX)
                .object("config");
        TensorTable table = new TensorTable(archive.file(), archive.dataBytes());
        ByteOrder order = archive.byteOrder(folder);
        for (String name : tensors.members().keySet()) {
            table.put(name, new Weight(archive, folder, order, tensors.object(name)));
        }
        return table;
    }

    private record Weight(WeightsArchive archive, String folder, ByteOrder order, JsonObject described)
            implements StoredTensor {
        @Override
        public Shape shape(String name) {
            return CheckedShape.of(archive.file(), Quoted.of(name), extents("sizes"));
        }

        @Override
        public Tensor read(String name) throws IOException {
            if (described.flag("use_pickle").orElse(false)) {
                throw described.refused("use_pickle", "false, as for tensors of plain numbers");
            }
            JsonObject meta = described.object("tensor_meta");
            ElementType type = type(meta);
            String entry = folder + "data/weights/"
                    + described.text("path_name").orElseThrow(() -> described.refused("path_name", "a name"));
            long stored = archive.size(entry) / type.bytes();
            long offset = meta.object("storage_offset").integer("as_int").orElse(0);
            PickleValue.Storage storage = new PickleValue.Storage(type, entry, stored, 0, stored);
            return new StridedTensor(storage, offset, extents("sizes"), extents("strides"))
                    .toTensor(archive.file(), name, type.littleEndian(archive.bytes(entry), order));
        }

        /** The number of PyTorch's {@code ScalarType} in exported programs. */
        private static ElementType type(JsonObject meta) {
            return switch (meta.integer("dtype").orElse(0)) {
                case 1 -> ElementType.U8;
                case 2 -> ElementType.I8;
                case 3 -> ElementType.I16;
                case 4 -> ElementType.I32;
                case 5 -> ElementType.I64;
                case 6 -> ElementType.F16;
                case 7 -> ElementType.F32;
                case 8 -> ElementType.F64;
                case 12 -> ElementType.BOOL;
                case 13 -> ElementType.BF16;
                case 28 -> ElementType.U16;
                default -> throw meta.refused("dtype", "the number of a type of floats or whole numbers, such as 7");
            };
        }

        private List<Long> extents(String member) {
            List<Long> extents = new ArrayList<>();
            for (JsonObject extent : described.object("tensor_meta").objects(member)) {
                extents.add(extent.integer("as_int")
                        .orElseThrow(() -> extent.refused("as_int", "a number; a size that is left open has none"))
                        .longValue());
            }
            return extents;
        }
    }
}
