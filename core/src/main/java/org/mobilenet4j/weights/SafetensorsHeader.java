package org.mobilenet4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.tensor.Shape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * The table of contents of a safetensors file: 8 bytes with the length of a JSON object, the object, then the data. The
 * checks are those of the reference implementation, so that a file is valid here exactly if it is valid there: the data
 * is covered without a hole or an overlap.
 *
 * @param tensors in the order of the JSON
 * @param dataStart the byte of the file at which the data begins
 */
record SafetensorsHeader(SequencedMap<String, Entry> tensors, Map<String, String> metadata, long dataStart) {
    /** The key under which the header keeps free text rather than a tensor. */
    static final String METADATA = "__metadata__";

    private static final long LENGTH_BYTES = 8;
    private static final long LONGEST = 100_000_000;

    /** A table of symbols shared by all files would let one file slow down the next. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(3)
                    .maxNumberLength(20)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .build();

    /** One tensor; the bytes are counted from the start of the data. */
    record Entry(ElementType type, Shape shape, long begin, long end) {}

    /**
     * Parses and checks all of it.
     *
     * @param file for messages
     * @param bytes the whole file
     */
    static SafetensorsHeader parse(String file, MemorySegment bytes) {
        ByteCursor cursor = new ByteCursor(file, bytes);
        long length = cursor.littleEndianLong();
        if (length < 2 || length > LONGEST || length > bytes.byteSize() - LENGTH_BYTES) {
            throw new InvalidInputException(file + ": claims a safetensors header of " + Long.toUnsignedString(length)
                    + " bytes in a file of " + bytes.byteSize()
                    + "; it is cut off or another kind of file: download it or copy it again");
        }
        byte[] json = cursor.take(length).toArray(ValueLayout.JAVA_BYTE);
        if (json[0] != '{' || json[1] == 0) {
            // The second byte is zero in UTF-16, which the parser would read and the format does not know.
            throw new InvalidInputException(file + ": has no JSON where its safetensors header should be"
                    + "; it is damaged or another kind of file: download it or copy it again");
        }
        long dataStart = cursor.position();
        SequencedMap<String, Entry> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            new Body(file, parser).read(tensors, metadata);
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    file + ": the safetensors header is not the JSON it should be: " + Quoted.of(e.getOriginalMessage())
                            + "; the file is damaged: download it or copy it again",
                    e);
        }
        checkCoverage(file, tensors, bytes.byteSize() - dataStart);
        return new SafetensorsHeader(tensors, metadata, dataStart);
    }

    /** The JSON, token by token. */
    private record Body(String file, JsonParser parser) {
        void read(SequencedMap<String, Entry> tensors, Map<String, String> metadata) {
            expect(parser.nextToken(), JsonToken.START_OBJECT, "header");
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                if (name.equals(METADATA)) {
                    readMetadata(metadata);
                } else {
                    tensors.put(name, readEntry(name));
                }
            }
            expect(parser.currentToken(), JsonToken.END_OBJECT, "header");
            if (parser.nextToken() != null) {
                throw invalid("the header goes on after its end");
            }
        }

        private void readMetadata(Map<String, String> metadata) {
            expect(parser.nextToken(), JsonToken.START_OBJECT, METADATA);
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA);
                metadata.put(name, parser.getString());
            }
        }

        private Entry readEntry(String name) {
            String tensor = Quoted.of(name);
            expect(parser.nextToken(), JsonToken.START_OBJECT, tensor);
            ElementType type = null;
            List<Long> extents = null;
            List<Long> offsets = null;
            for (String field = parser.nextName(); field != null; field = parser.nextName()) {
                switch (field) {
                    case "dtype" -> type = readType(tensor);
                    case "shape" -> extents = readIntegers(tensor);
                    case "data_offsets" -> offsets = readIntegers(tensor);
                    default ->
                        throw invalid("tensor " + tensor + " has the field " + Quoted.of(field)
                                + "; dtype, shape and data_offsets are known");
                }
            }
            return entry(tensor, type, extents, offsets);
        }

        private Entry entry(
                String tensor, @Nullable ElementType type, @Nullable List<Long> extents, @Nullable List<Long> offsets) {
            if (type == null || extents == null || offsets == null) {
                throw invalid("tensor " + tensor + " lacks one of dtype, shape and data_offsets");
            }
            Shape shape = CheckedShape.of(file, tensor, extents);
            if (offsets.size() != 2 || offsets.get(0) < 0 || offsets.get(1) < offsets.get(0)) {
                throw invalid("tensor " + tensor + " has the data_offsets " + offsets
                        + "; two are expected, the first not after the second");
            }
            long found = offsets.get(1) - offsets.get(0);
            long expected = (long) shape.elements() * type.bytes();
            if (found != expected) {
                throw invalid("tensor " + tensor + " has " + found + " bytes; " + expected + " are expected for " + type
                        + " " + shape);
            }
            return new Entry(type, shape, offsets.get(0), offsets.get(1));
        }

        private ElementType readType(String tensor) {
            expect(parser.nextToken(), JsonToken.VALUE_STRING, tensor);
            ElementType type = ElementType.named(parser.getString());
            if (type == null) {
                throw new InvalidInputException(file + ": tensor " + tensor + " has the dtype "
                        + Quoted.of(parser.getString())
                        + "; convert it to float32 in Python and save the file again");
            }
            return type;
        }

        private List<Long> readIntegers(String tensor) {
            expect(parser.nextToken(), JsonToken.START_ARRAY, tensor);
            List<Long> integers = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, tensor);
                integers.add(parser.getLongValue());
                if (integers.size() > CheckedShape.MOST_AXES) {
                    throw invalid("tensor " + tensor + " has more than " + CheckedShape.MOST_AXES + " axes");
                }
            }
            return integers;
        }

        private void expect(@Nullable JsonToken found, JsonToken expected, String where) {
            if (found != expected) {
                throw invalid(where + " has " + found + " in the JSON where " + expected + " is expected");
            }
        }

        private InvalidInputException invalid(String finding) {
            return new InvalidInputException(
                    file + ": " + finding + "; the safetensors header is damaged: download the file or copy it again");
        }
    }

    private static void checkCoverage(String file, SequencedMap<String, Entry> tensors, long dataBytes) {
        List<Map.Entry<String, Entry>> byPlace = new ArrayList<>(tensors.entrySet());
        byPlace.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> tensor) -> tensor.getValue().begin())
                .thenComparingLong(tensor -> tensor.getValue().end()));
        long covered = 0;
        for (Map.Entry<String, Entry> tensor : byPlace) {
            if (tensor.getValue().begin() != covered) {
                throw new InvalidInputException(file + ": the data of tensor " + Quoted.of(tensor.getKey())
                        + " begins at byte " + tensor.getValue().begin() + " where " + covered
                        + " is expected; the safetensors header is damaged: download the file or copy it again");
            }
            covered = tensor.getValue().end();
        }
        if (covered != dataBytes) {
            throw new InvalidInputException(file + ": holds " + dataBytes + " bytes of data where its header describes "
                    + covered + "; it is cut off or damaged: download it or copy it again");
        }
    }
}
