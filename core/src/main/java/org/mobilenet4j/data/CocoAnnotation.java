package org.mobilenet4j.data;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.image.RunLengthMask;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * One annotation of COCO's, as it is written; what it lacks is null.
 *
 * @param item what messages call it
 * @param area NaN where there is none
 */
record CocoAnnotation(
        String item,
        @Nullable String id,
        @Nullable String image,
        @Nullable String category,
        double @Nullable [] box,
        double area,
        boolean isCrowd,
        @Nullable CocoSegmentation segmentation) {
    private static final int BOX_NUMBERS = 64; // more than four are told, not read in millions

    /** Adds what an annotation could be learned for, at whose first token the parser is; reads up to its last. */
    static void addTasks(JsonParser parser, Set<AnnotationTask> tasks) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String member = parser.nextName(); member != null; member = parser.nextName()) {
            JsonToken token = parser.nextToken();
            boolean isFilled = token == JsonToken.START_OBJECT;
            if (token == JsonToken.START_ARRAY) { // many write an empty list of polygons beside a box
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    isFilled = true;
                    parser.skipChildren();
                }
            } else {
                parser.skipChildren();
            }
            if (isFilled && member.equals("bbox")) {
                tasks.add(AnnotationTask.DETECTION);
            } else if (isFilled && member.equals("segmentation")) {
                tasks.add(AnnotationTask.SEGMENTATION);
            }
        }
    }

    /** Reads an annotation, at whose first token the parser is, up to its last. */
    static CocoAnnotation read(JsonParser parser, int index, boolean readsMasks) {
        @Nullable String id = null;
        @Nullable String image = null;
        @Nullable String category = null;
        double @Nullable [] box = null;
        double area = Double.NaN;
        boolean isCrowd = false;
        @Nullable CocoSegmentation segmentation = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
        } else {
            for (String member = parser.nextName(); member != null; member = parser.nextName()) {
                JsonToken token = parser.nextToken();
                switch (member) {
                    case "id" -> id = text(parser, token);
                    case "image_id" -> image = text(parser, token);
                    case "category_id" -> category = text(parser, token);
                    case "area" -> area = token.isNumeric() ? parser.getDoubleValue() : Double.NaN;
                    case "iscrowd" ->
                        isCrowd = token == JsonToken.VALUE_TRUE || (token.isNumeric() && parser.getDoubleValue() != 0);
                    case "bbox" ->
                        box = token == JsonToken.START_ARRAY ? CocoSegmentation.numbers(parser, BOX_NUMBERS) : null;
                    case "segmentation" -> segmentation = readsMasks ? CocoSegmentation.read(parser) : null;
                    default -> {}
                }
                parser.skipChildren(); // of what was not read
            }
        }
        String item = "annotation " + (id == null ? "at place " + index : Quoted.of(id));
        return new CocoAnnotation(item, id, image, category, box, area, isCrowd, segmentation);
    }

    /** A number or a text as it is written. */
    private static @Nullable String text(JsonParser parser, JsonToken token) {
        return token.isNumeric() || token == JsonToken.VALUE_STRING ? parser.getString() : null;
    }

    /**
     * The pixels; empty where it says nothing of them.
     *
     * @throws InvalidInputException if the mask is for another size, or damaged
     */
    Optional<RunLengthMask> mask(ImageSize size) {
        return segmentation == null ? Optional.empty() : segmentation.mask(size);
    }
}
