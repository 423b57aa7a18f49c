package org.mobilenet4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * One file of annotations as COCO writes them, read as a stream in two passes: first the images and categories, wherever
 * they stand, then the annotations one by one. No more of it is in memory than what is kept.
 */
final class CocoFile {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_TEXT = 16 << 20; // a mask of single pixels over a large image
    private static final int MAX_IMAGES = 20_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .build())
            .build();

    private final ImageSource source;
    private final Path root;
    private final String name;

    /** An image of the file, where its size may be unknown. */
    record Image(String fileName, @Nullable ImageSize size) {}

    /**
     * What the annotations refer to.
     *
     * @param images by their id, which may be a number or a text
     * @param categories names by their id
     */
    record Header(Map<String, Image> images, Map<String, String> categories) {}

    /** Reads one annotation, at whose first token the parser is, up to its last. */
    interface AnnotationReader {
        void read(JsonParser parser, int index);
    }

    CocoFile(Path root, ImageSource source, String name) {
        this.root = root;
        this.source = source;
        this.name = name;
    }

    String name() {
        return name;
    }

    /** The images and categories; empty where this is no such file. */
    Optional<Header> header(AnnotationProblems problems) throws IOException {
        Map<String, Image> images = new LinkedHashMap<>();
        Map<String, String> categories = new LinkedHashMap<>();
        boolean[] hasAnnotations = {false};
        boolean isOne = read((parser, member) -> {
            boolean isArray = parser.currentToken() == JsonToken.START_ARRAY;
            switch (member) {
                case "images" -> {
                    if (isArray) {
                        readImages(parser, images, problems);
                    }
                }
                case "categories" -> {
                    if (isArray) {
                        readCategories(parser, categories, problems);
                    }
                }
                case "annotations" -> hasAnnotations[0] = isArray;
                default -> {}
            }
        });
        return isOne && hasAnnotations[0] && !images.isEmpty() && !categories.isEmpty()
                ? Optional.of(new Header(images, categories))
                : Optional.empty();
    }

    /** Reads the annotations one by one. */
    void annotations(AnnotationReader reader) throws IOException {
        read((parser, member) -> {
            if (member.equals("annotations") && parser.currentToken() == JsonToken.START_ARRAY) {
                for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                    reader.read(parser, index);
                }
            }
        });
    }

    /** What its annotations are for, told without keeping any of them; nothing where this is no such file. */
    Set<AnnotationTask> tasks() throws IOException {
        Set<AnnotationTask> tasks = EnumSet.noneOf(AnnotationTask.class);
        Set<String> arrays = new HashSet<>();
        read((parser, member) -> {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                arrays.add(member);
            }
            if (member.equals("annotations") && parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    CocoAnnotation.addTasks(parser, tasks);
                }
            }
        });
        return arrays.containsAll(Set.of("images", "annotations", "categories"))
                ? tasks
                : EnumSet.noneOf(AnnotationTask.class);
    }

    private interface MemberReader {
        /** May leave the value unread. */
        void read(JsonParser parser, String member);
    }

    /** @return whether there is an object at all */
    private boolean read(MemberReader reader) throws IOException {
        boolean isOne = false;
        try (InputStream in = source.open(name);
                JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String member = parser.nextName(); member != null; member = parser.nextName()) {
                isOne |= member.equals("images") || member.equals("annotations") || member.equals("categories");
                parser.nextToken();
                reader.read(parser, member);
                parser.skipChildren(); // of what was not read
            }
            return true;
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            if (!isOne) {
                return false; // some other file that calls itself JSON
            }
            throw new InvalidInputException(
                    ImageSource.pathOf(root, name) + ": is not valid JSON: "
                            + e.getOriginalMessage()
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                                    .replaceAll("\\p{Cntrl}+", " ")
                            + "; expected COCO's annotations. Copy or make the file anew",
                    e);
        }
    }

    private void readImages(JsonParser parser, Map<String, Image> images, AnnotationProblems problems) {
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            String item = "image " + index;
            if (index == MAX_IMAGES) {
                throw new InvalidInputException(ImageSource.pathOf(root, name) + ": has more than " + MAX_IMAGES
                        + " images, expected fewer; split the file");
            }
            Map<String, String> members = texts(parser);
            String id = members.get("id");
            String fileName = members.get("file_name");
            if (id == null || fileName == null) {
                problems.add(name, item, "has no id or no file_name, expected both; left out");
            } else if (images.putIfAbsent(id, new Image(fileName, size(members))) != null) {
                problems.add(name, item, "has the id " + Quoted.of(id) + " of an image before it; left out");
            }
        }
    }

    private static @Nullable ImageSize size(Map<String, String> members) {
        int width = side(members.get("width"));
        int height = side(members.get("height"));
        return width > 0 && height > 0 ? new ImageSize(width, height) : null;
    }

    private static int side(@Nullable String text) {
        return text != null && text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
    }

    private void readCategories(JsonParser parser, Map<String, String> categories, AnnotationProblems problems) {
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            Map<String, String> members = texts(parser);
            String id = members.get("id");
            String category = members.get("name");
            if (id == null || category == null) {
                problems.add(name, "category " + index, "has no id or no name, expected both; left out");
            } else if (categories.putIfAbsent(id, category) != null) {
                problems.add(
                        name,
                        "category " + index,
                        "has the id " + Quoted.of(id) + " of a category before it; left out");
            }
        }
    }

    /** The members of an object that are texts or numbers, as they are written; none for what is no object. */
    private static Map<String, String> texts(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Map.of();
        }
        Map<String, String> texts = new HashMap<>();
        for (String member = parser.nextName(); member != null; member = parser.nextName()) {
            JsonToken token = parser.nextToken();
            boolean isWanted = switch (member) {
                case "id", "file_name", "width", "height", "name" ->
                    token.isNumeric() || token == JsonToken.VALUE_STRING;
                default -> false;
            };
            if (isWanted) {
                texts.put(member, parser.getString());
            } else {
                parser.skipChildren();
            }
        }
        return texts;
    }
}
