package org.mobilenet4j.server.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mobilenet4j.server.inference.InputTensor.Content;
import org.mobilenet4j.server.model.TensorSpec;

/** The images in a tensor that a client sent: prepared inputs in FP32, or image files in BYTES. */
final class TensorImages {
    private TensorImages() {}

    /**
     * Takes a tensor apart.
     *
     * @param spec what the model takes
     * @param mostImages in a request
     * @throws BadInferenceException if it is not of the model's shape, or not whole
     */
    static List<ImageInput> of(InputTensor tensor, TensorSpec spec, int mostImages) {
        return switch (tensor.datatype()) {
            case "FP32" -> prepared(tensor, spec, mostImages);
            case "BYTES" -> encoded(tensor, mostImages);
            default ->
                throw new BadInferenceException("input '" + tensor.name() + "' is of datatype " + tensor.datatype()
                        + ", expected FP32 values or BYTES of image files");
        };
    }

    private static List<ImageInput> prepared(InputTensor tensor, TensorSpec spec, int mostImages) {
        List<Long> expected = spec.itemShape().stream().map(Integer::longValue).toList();
        List<Long> shape = tensor.shape();
        if (shape.size() != expected.size() + 1
                || !shape.subList(1, shape.size()).equals(expected)) {
            throw new BadInferenceException("input '" + tensor.name() + "' has shape " + shape + ", expected [images, "
                    + String.join(", ", expected.stream().map(String::valueOf).toList()) + "]");
        }
        int images = requireFew(shape.getFirst(), mostImages);
        int length = spec.itemLength();
        List<ImageInput> inputs = new ArrayList<>(images);
        float[] values = floats(tensor, (long) images * length);
        for (int i = 0; i < images; i++) {
            inputs.add(new ImageInput.Prepared(
                    images == 1 ? values : Arrays.copyOfRange(values, i * length, (i + 1) * length)));
        }
        return inputs;
    }

    private static float[] floats(InputTensor tensor, long expected) {
        return switch (tensor.content()) {
            case Content.Numbers numbers -> {
                if (numbers.values().length != expected) {
                    throw new BadInferenceException("input '" + tensor.name() + "' has " + numbers.values().length
                            + " values, expected " + expected + " for its shape");
                }
                yield numbers.values();
            }
            case Content.Raw raw -> {
                if (raw.length() != expected * Float.BYTES) {
                    throw new BadInferenceException("input '" + tensor.name() + "' has " + raw.length()
                            + " bytes, expected " + expected * Float.BYTES + " for its shape");
                }
                float[] values = new float[(int) expected];
                ByteBuffer.wrap(raw.body(), raw.offset(), raw.length())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(values);
                requireFinite(tensor, values);
                yield values;
            }
            case Content.Blobs blobs ->
                throw new BadInferenceException("input '" + tensor.name() + "' holds texts, expected FP32 values");
        };
    }

    private static void requireFinite(InputTensor tensor, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new BadInferenceException(
                        "input '" + tensor.name() + "' has " + values[i] + " at " + i + ", expected finite values");
            }
        }
    }

    private static List<ImageInput> encoded(InputTensor tensor, int mostImages) {
        List<Long> shape = tensor.shape();
        boolean isColumn = shape.size() == 2 && shape.getLast() == 1;
        if (shape.size() != 1 && !isColumn) {
            throw new BadInferenceException(
                    "input '" + tensor.name() + "' has shape " + shape + ", expected [images] for image files");
        }
        int images = requireFew(shape.getFirst(), mostImages);
        List<byte[]> blobs = switch (tensor.content()) {
            case Content.Blobs texts -> texts.values();
            case Content.Raw raw -> blobs(tensor, raw, images);
            case Content.Numbers numbers -> {
                if (numbers.values().length > 0) {
                    throw new BadInferenceException(
                            "input '" + tensor.name() + "' holds numbers, expected image files");
                }
                yield List.of();
            }
        };
        if (blobs.size() != images) {
            throw new BadInferenceException("input '" + tensor.name() + "' has " + blobs.size() + " elements, expected "
                    + images + " for its shape");
        }
        return blobs.stream().<ImageInput>map(ImageInput.Encoded::new).toList();
    }

    /** Each element has its length before it, four bytes, the lowest first. */
    private static List<byte[]> blobs(InputTensor tensor, Content.Raw raw, int most) {
        ByteBuffer bytes =
                ByteBuffer.wrap(raw.body(), raw.offset(), raw.length()).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> blobs = new ArrayList<>();
        while (bytes.hasRemaining()) {
            if (blobs.size() == most) {
                throw new BadInferenceException(
                        "input '" + tensor.name() + "' has more elements than the " + most + " of its shape");
            }
            long length = bytes.remaining() < Integer.BYTES ? -1 : Integer.toUnsignedLong(bytes.getInt());
            if (length < 0 || length > bytes.remaining()) {
                throw new BadInferenceException("input '" + tensor.name() + "' ends within element " + blobs.size());
            }
            byte[] blob = new byte[(int) length];
            bytes.get(blob);
            blobs.add(blob);
        }
        return blobs;
    }

    private static int requireFew(long images, int most) {
        if (images < 0 || images > most) {
            throw new BadInferenceException("the request has " + images + " images, expected at most " + most);
        }
        return (int) images;
    }
}
