package org.mobilenet4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.image.RunLengthMask;
import org.mobilenet4j.io.InvalidInputException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The member {@code segmentation} of an annotation: polygons, or run lengths as numbers or as compressed text.
 *
 * @param polygons of x and y by turns
 * @param runs as numbers, or null
 * @param text compressed runs, or null
 * @param size that the runs say they are for, height first; null where they do not say
 * @param isTooLong whether it has more numbers than were read
 */
record CocoSegmentation(
        List<double[]> polygons,
        double @Nullable [] runs,
        @Nullable String text,
        double @Nullable [] size,
        boolean isTooLong) {
    /** Of one annotation: what an honest outline or mask never has. */
    private static final int MAX_NUMBERS = 1 << 22;

    /** Reads it, from its first token to its last; what is nothing of the kind is a segmentation of nothing. */
    static CocoSegmentation read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_ARRAY -> readPolygons(parser);
            case START_OBJECT -> readRuns(parser);
            default -> new CocoSegmentation(List.of(), null, null, null, false);
        };
    }

    private static CocoSegmentation readPolygons(JsonParser parser) {
        List<double[]> polygons = new ArrayList<>();
        Numbers flat = new Numbers(MAX_NUMBERS);
        int left = MAX_NUMBERS;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                double[] polygon = numbers(parser, Math.max(left, 0));
                left -= polygon.length + 1;
                if (left > 0) {
                    polygons.add(polygon);
                }
            } else {
                flat.add(parser);
            }
        }
        if (flat.size > 0) { // one polygon without the list around it
            polygons.add(flat.toArray());
        }
        return new CocoSegmentation(polygons, null, null, null, left <= 0 || flat.isOverfull());
    }

    private static CocoSegmentation readRuns(JsonParser parser) {
        double @Nullable [] runs = null;
        double @Nullable [] size = null;
        @Nullable String text = null;
        for (String member = parser.nextName(); member != null; member = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (member.equals("counts") && token == JsonToken.VALUE_STRING) {
                text = parser.getString();
            } else if (member.equals("counts") && token == JsonToken.START_ARRAY) {
                runs = numbers(parser, MAX_NUMBERS);
            } else if (member.equals("size") && token == JsonToken.START_ARRAY) {
                size = numbers(parser, 4);
            } else {
                parser.skipChildren();
            }
        }
        return new CocoSegmentation(List.of(), runs, text, size, runs != null && runs.length > MAX_NUMBERS);
    }

    /**
     * The numbers in an array, at whose start the parser is; whatever else is in it is none.
     *
     * @param most that are kept; where there are more, one beyond them is kept too, so that it shows
     */
    static double[] numbers(JsonParser parser, int most) {
        Numbers numbers = new Numbers(most);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            numbers.add(parser);
        }
        return numbers.toArray();
    }

    private static final class Numbers {
        private final int most;
        private double[] values = new double[8];
        private int size;

        Numbers(int most) {
            this.most = most;
        }

        void add(JsonParser parser) {
            if (!parser.currentToken().isNumeric()) {
                parser.skipChildren();
                return;
            }
            if (size > most) {
                return;
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = parser.getDoubleValue();
        }

        boolean isOverfull() {
            return size > most;
        }

        double[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }

    /**
     * The pixels; empty where there is nothing that could have any.
     *
     * @throws InvalidInputException if the mask is for another size, or damaged
     */
    Optional<RunLengthMask> mask(ImageSize image) {
        if (isTooLong) {
            throw new InvalidInputException(
                    "its segmentation has more than " + MAX_NUMBERS + " numbers, which no object's has");
        }
        if (size != null && (size.length != 2 || size[0] != image.height() || size[1] != image.width())) {
            throw new InvalidInputException("its mask is for an image of " + shown(size) + " (height, width), expected "
                    + image.height() + ", " + image.width());
        }
        if (text != null) {
            return Optional.of(RunLengthMask.ofCompressed(image.width(), image.height(), text));
        }
        if (runs != null) {
            int[] lengths = new int[runs.length];
            for (int i = 0; i < runs.length; i++) {
                lengths[i] = (int) runs[i];
                if (lengths[i] != runs[i]) {
                    throw new InvalidInputException("its mask has a run of " + runs[i] + ", expected whole pixels");
                }
            }
            return Optional.of(RunLengthMask.of(image.width(), image.height(), lengths));
        }
        return polygons.isEmpty()
                ? Optional.empty()
                : Optional.of(RunLengthMask.ofPolygons(image.width(), image.height(), polygons));
    }

    private static String shown(double[] size) {
        String text = Arrays.toString(size.length > 4 ? Arrays.copyOf(size, 4) : size);
        return text.substring(1, text.length() - 1).replace(".0", "");
    }
}
