package org.mobilenet4j.server.inference;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.mobilenet4j.server.model.TensorSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the requests of KServe's first protocol and TensorFlow Serving's: {@code {"instances": [...]}}, each of which is an
 * image file as {@code {"b64": "..."}}, alone or as a member of an object, or nested lists of numbers, channels first or
 * last.
 */
public final class InstancesReader {
    private final JsonFactory factory;
    private final TensorSpec spec;
    private final int mostImages;

    /**
     * A reader for a model's input, with limits.
     *
     * @param depth how deep arrays and objects may lie in each other
     */
    public InstancesReader(TensorSpec spec, int depth, int mostImages) {
        this.spec = spec;
        this.mostImages = mostImages;
        this.factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(depth).build())
                .build();
    }

    /**
     * The images of a request.
     *
     * @throws BadInferenceException if it is none
     */
    public List<ImageInput> read(byte[] body) {
        try (JsonParser json = factory.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new BadInferenceException("the body is no JSON object, expected {\"instances\": [...]}");
            }
            List<ImageInput> images = null;
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                if (name.equals("instances")) {
                    images = readInstances(json);
                } else {
                    json.skipChildren();
                }
            }
            if (images == null) {
                throw new BadInferenceException("the body has no instances, expected {\"instances\": [...]}");
            }
            return images;
        } catch (JacksonException e) {
            throw new BadInferenceException("the body is not valid JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    private List<ImageInput> readInstances(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new BadInferenceException("instances is no list");
        }
        List<ImageInput> images = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (images.size() == mostImages) {
                throw new BadInferenceException("the request has more than " + mostImages + " instances");
            }
            images.add(
                    switch (json.currentToken()) {
                        case START_OBJECT -> new ImageInput.Encoded(readObject(json));
                        case START_ARRAY -> readNumbers(json);
                        default ->
                            throw new BadInferenceException("instance " + images.size()
                                    + " is neither {\"b64\": \"...\"} nor lists of numbers");
                    });
        }
        return images;
    }

    /** The first {@code b64} in an object or one of its members. */
    private static byte[] readObject(JsonParser json) {
        byte[] found = null;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken value = json.nextToken();
            if (name.equals("b64") && value == JsonToken.VALUE_STRING) {
                found = unpacked(json.getString());
            } else if (value == JsonToken.START_OBJECT && found == null) {
                found = readObject(json);
            } else {
                json.skipChildren();
            }
        }
        if (found == null) {
            throw new BadInferenceException("an instance has no b64");
        }
        return found;
    }

    private static byte[] unpacked(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BadInferenceException("b64 is not base64");
        }
    }

    private ImageInput readNumbers(JsonParser json) {
        FloatList numbers = new FloatList(spec.itemLength());
        int innermost = 0;
        int run = 0;
        for (int depth = 1; depth > 0; ) {
            JsonToken token = json.nextToken();
            if (token == null) {
                throw new BadInferenceException("an instance has no end");
            }
            switch (token) {
                case START_ARRAY -> {
                    depth++;
                    run = 0;
                }
                case END_ARRAY -> {
                    depth--;
                    innermost = Math.max(innermost, run);
                    run = 0;
                }
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    numbers.add(json.getDoubleValue());
                    run++;
                }
                default -> throw new BadInferenceException("an instance holds " + token + ", expected numbers");
            }
        }
        if (numbers.size() != spec.itemLength()) {
            throw new BadInferenceException("an instance has " + numbers.size() + " numbers, expected "
                    + spec.itemLength() + " of shape " + spec.itemShape());
        }
        return new ImageInput.Prepared(channelsFirst(numbers.toArray(), innermost));
    }

    /** TensorFlow's order has the channels innermost: then the shortest lists are as long as there are channels. */
    private float[] channelsFirst(float[] values, int innermost) {
        int channels = spec.itemShape().getFirst();
        if (innermost != channels || innermost == spec.itemShape().getLast()) {
            return values;
        }
        int pixels = values.length / channels;
        float[] first = new float[values.length];
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int channel = 0; channel < channels; channel++) {
                first[channel * pixels + pixel] = values[pixel * channels + channel];
            }
        }
        return first;
    }
}
