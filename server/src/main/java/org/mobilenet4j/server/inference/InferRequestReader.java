package org.mobilenet4j.server.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.server.inference.InputTensor.Content;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads requests of the Open Inference Protocol: JSON, behind which the values of tensors may follow as bytes (the binary
 * tensor data extension). Members may come in any order; those that the protocol has not are passed over.
 */
final class InferRequestReader {
    private static final int MOST_TENSORS = 16;
    private static final int MOST_EXTENTS = 8;
    private static final long MOST_MICROS = Duration.ofHours(1).toNanos() / 1000;

    private final JsonFactory factory;
    private final int mostNumbers;
    private final int mostBlobs;

    /**
     * A reader with limits.
     *
     * @param depth how deep arrays and objects may lie in each other
     * @param mostNumbers how many numbers a tensor may have
     * @param mostBlobs how many encoded images a tensor may have
     */
    InferRequestReader(int depth, int mostNumbers, int mostBlobs) {
        this.factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(depth).build())
                .build();
        this.mostNumbers = mostNumbers;
        this.mostBlobs = mostBlobs;
    }

    /**
     * Reads a request.
     *
     * @param headerLength the bytes of JSON, which raw bytes follow; empty where all is JSON
     * @throws BadInferenceException if it is none
     */
    InferRequest read(byte[] body, OptionalInt headerLength) {
        int length = headerLength.orElse(body.length);
        if (length < 0 || length > body.length) {
            throw new BadInferenceException("Inference-Header-Content-Length is " + length
                    + ", expected at most the body's " + body.length + " bytes");
        }
        if (length == 0) {
            throw new BadInferenceException("the body is empty, expected a request in JSON");
        }
        try (JsonParser json = factory.createParser(ObjectReadContext.empty(), body, 0, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new BadInferenceException("the body is no JSON object");
            }
            InferRequest request = readRequest(json, new RawBytes(body, length));
            if (json.nextToken() != null) {
                throw new BadInferenceException("the body goes on after its JSON object");
            }
            return request;
        } catch (JacksonException e) {
            throw new BadInferenceException("the body is not valid JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    /** The bytes behind the JSON, dealt out in the order of the inputs. */
    private static final class RawBytes {
        private final byte[] body;
        private int next;

        RawBytes(byte[] body, int begin) {
            this.body = body;
            this.next = begin;
        }

        Content.Raw take(String name, long size) {
            if (size < 0 || size > body.length - next) {
                throw new BadInferenceException("input '" + name + "' has binary_data_size " + size + ", but "
                        + (body.length - next) + " bytes are left in the body");
            }
            Content.Raw raw = new Content.Raw(body, next, (int) size);
            next += (int) size;
            return raw;
        }

        void requireEmpty() {
            if (next != body.length) {
                throw new BadInferenceException((body.length - next) + " bytes follow the last input; the sum of all"
                        + " binary_data_size must be what follows the JSON");
            }
        }
    }

    private InferRequest readRequest(JsonParser json, RawBytes raw) {
        String id = null;
        List<Sent> inputs = List.of();
        List<RequestedOutput> outputs = List.of();
        Parameters parameters = new Parameters();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case "id" -> id = text(json, "id");
                case "inputs" -> inputs = readInputs(json);
                case "outputs" -> outputs = readOutputs(json);
                case "parameters" -> parameters = readParameters(json);
                default -> json.skipChildren();
            }
        }
        List<InputTensor> tensors =
                inputs.stream().map(input -> input.tensor(raw)).toList();
        raw.requireEmpty();
        boolean isBinary = Boolean.TRUE.equals(parameters.binaryDataOutput);
        return new InferRequest(id, tensors, outputs, isBinary, parameters.timeout);
    }

    /** The members of {@code parameters} that mean something here. */
    private static final class Parameters {
        private @Nullable Long binaryDataSize;
        private @Nullable Boolean binaryData;
        private @Nullable Boolean binaryDataOutput;
        private int classification;
        private @Nullable Duration timeout;
    }

    private static Parameters readParameters(JsonParser json) {
        Parameters parameters = new Parameters();
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return parameters;
        }
        requireToken(json, JsonToken.START_OBJECT, "parameters");
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case "binary_data_size" -> parameters.binaryDataSize = whole(json, name, Integer.MAX_VALUE);
                case "binary_data" -> parameters.binaryData = flag(json, name);
                case "binary_data_output" -> parameters.binaryDataOutput = flag(json, name);
                case "classification" -> parameters.classification = (int) whole(json, name, Integer.MAX_VALUE);
                case "timeout" -> parameters.timeout = timeout(whole(json, name, Long.MAX_VALUE));
                default -> json.skipChildren();
            }
        }
        return parameters;
    }

    /** As in Triton, 0 is none. */
    private static @Nullable Duration timeout(long micros) {
        return micros == 0 ? null : Duration.ofNanos(1000 * Math.min(micros, MOST_MICROS));
    }

    /** An input whose bytes are not dealt out yet. */
    private record Sent(
            String name,
            String datatype,
            List<Long> shape,
            @Nullable Long binarySize,
            @Nullable Content data) {
        InputTensor tensor(RawBytes raw) {
            if (binarySize != null) {
                if (data != null) {
                    throw new BadInferenceException("input '" + name + "' has both data and binary_data_size");
                }
                return new InputTensor(name, datatype, shape, raw.take(name, binarySize));
            }
            if (data == null) {
                throw new BadInferenceException("input '" + name + "' has neither data nor binary_data_size");
            }
            return new InputTensor(name, datatype, shape, data);
        }
    }

    private List<Sent> readInputs(JsonParser json) {
        List<Sent> inputs = new ArrayList<>();
        requireToken(json, JsonToken.START_ARRAY, "inputs");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            requireRoom(inputs, "inputs");
            inputs.add(readInput(json));
        }
        return inputs;
    }

    private Sent readInput(JsonParser json) {
        String tensor = null;
        String datatype = null;
        List<Long> shape = null;
        Long binarySize = null;
        Content data = null;
        requireToken(json, JsonToken.START_OBJECT, "an input");
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case "name" -> tensor = text(json, "name");
                case "datatype" -> datatype = text(json, "datatype");
                case "shape" -> shape = readShape(json);
                case "parameters" -> binarySize = readParameters(json).binaryDataSize;
                case "data" -> data = readData(json);
                default -> json.skipChildren();
            }
        }
        if (tensor == null || datatype == null || shape == null) {
            throw new BadInferenceException(
                    "an input lacks its " + (tensor == null ? "name" : datatype == null ? "datatype" : "shape"));
        }
        return new Sent(tensor, datatype, shape, binarySize, data);
    }

    private static List<Long> readShape(JsonParser json) {
        List<Long> shape = new ArrayList<>();
        requireToken(json, JsonToken.START_ARRAY, "shape");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (shape.size() == MOST_EXTENTS) {
                throw new BadInferenceException("shape has more than " + MOST_EXTENTS + " extents");
            }
            shape.add(whole(json, "an extent of shape", Long.MAX_VALUE));
        }
        return shape;
    }

    /** Numbers or texts, in lists within lists or in one. */
    private Content readData(JsonParser json) {
        requireToken(json, JsonToken.START_ARRAY, "data");
        FloatList numbers = new FloatList(mostNumbers);
        List<byte[]> blobs = new ArrayList<>();
        for (int depth = 1; depth > 0; ) {
            switch (json.nextToken()) {
                case START_ARRAY -> depth++;
                case END_ARRAY -> depth--;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numbers.add(json.getDoubleValue());
                case VALUE_STRING -> {
                    requireFewBlobs(blobs.size());
                    blobs.add(unpacked(json.getString()));
                }
                case null -> throw new BadInferenceException("data has no end");
                default ->
                    throw new BadInferenceException(
                            "data holds " + json.currentToken() + ", expected numbers or texts");
            }
        }
        if (!blobs.isEmpty() && numbers.size() > 0) {
            throw new BadInferenceException("data holds both numbers and texts");
        }
        return blobs.isEmpty() ? new Content.Numbers(numbers.toArray()) : new Content.Blobs(blobs);
    }

    private void requireFewBlobs(int already) {
        if (already == mostBlobs) {
            throw new BadInferenceException("data has more than the " + mostBlobs + " images that a request may have");
        }
    }

    /** An image in a text can only be base64: its own bytes are not UTF-8. */
    private static byte[] unpacked(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BadInferenceException(
                    "data holds a text that is not base64; send the bytes of an image as binary data"
                            + " or as base64");
        }
    }

    private static List<RequestedOutput> readOutputs(JsonParser json) {
        List<RequestedOutput> outputs = new ArrayList<>();
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return outputs;
        }
        requireToken(json, JsonToken.START_ARRAY, "outputs");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            requireRoom(outputs, "outputs");
            outputs.add(readOutput(json));
        }
        return outputs;
    }

    private static RequestedOutput readOutput(JsonParser json) {
        String tensor = null;
        Parameters parameters = new Parameters();
        requireToken(json, JsonToken.START_OBJECT, "an output");
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case "name" -> tensor = text(json, "name");
                case "parameters" -> parameters = readParameters(json);
                default -> json.skipChildren();
            }
        }
        if (tensor == null) {
            throw new BadInferenceException("an output lacks its name");
        }
        return new RequestedOutput(tensor, parameters.binaryData, parameters.classification);
    }

    private static void requireRoom(List<?> list, String name) {
        if (list.size() == MOST_TENSORS) {
            throw new BadInferenceException(name + " has more than " + MOST_TENSORS + " members");
        }
    }

    private static void requireToken(JsonParser json, JsonToken expected, String name) {
        if (json.currentToken() != expected) {
            throw new BadInferenceException(name + " is " + json.currentToken() + ", expected "
                    + (expected == JsonToken.START_ARRAY ? "a list" : "an object"));
        }
    }

    private static String text(JsonParser json, String name) {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadInferenceException(name + " is " + json.currentToken() + ", expected a text");
        }
        return json.getString();
    }

    private static boolean flag(JsonParser json, String name) {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default ->
                throw new BadInferenceException(name + " is " + json.currentToken() + ", expected true or false");
        };
    }

    private static long whole(JsonParser json, String name, long most) {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                || json.getLongValue() < 0
                || json.getLongValue() > most) {
            throw new BadInferenceException(name + " is " + json.getString() + ", expected a whole number, 0 or more"
                    + (most == Long.MAX_VALUE ? "" : ", at most " + most));
        }
        return json.getLongValue();
    }
}
