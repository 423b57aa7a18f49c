package org.mobilenet4j.spark.image;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.DecodeLimits;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A column of images, and what its cells hold, which their type tells: the bytes of a file, the path of one, a row of Spark's
 * {@code binaryFile} source, or one of its {@code image} source.
 *
 * @param kind what a cell holds
 * @param index of the column
 * @param pathIndex of the column that names the images in messages; -1 where cells name themselves or nothing does
 */
public record ImageColumn(Kind kind, int index, int pathIndex) implements Serializable {
    private static final String PATH = "path";
    private static final String CONTENT = "content";

    /** What a cell may hold. */
    public enum Kind {
        /** The bytes of an image's file. */
        BYTES,
        /** The path of an image's file, of any file system that Hadoop knows. */
        PATH,
        /** A struct of a file's {@code content} and, if it has one, its {@code path}. */
        FILE,
        /** A struct of decoded pixels, as Spark's {@code image} source makes it. */
        PIXELS
    }

    /**
     * Finds a column of images.
     *
     * @throws InvalidInputException if there is no such column, or it holds something else
     */
    public static ImageColumn of(StructType schema, String name) {
        if (!Arrays.asList(schema.fieldNames()).contains(name)) {
            throw new InvalidInputException("column " + name + " is absent; found " + List.of(schema.fieldNames())
                    + "; name the column of images: setInputCol");
        }
        int index = schema.fieldIndex(name);
        DataType type = schema.fields()[index].dataType();
        Kind kind = kind(type)
                .orElseThrow(() -> new InvalidInputException("column " + name + " is of type " + type.simpleString()
                        + "; expected images: binary (a file's bytes), string (its path), or a struct of Spark's sources"
                        + " binaryFile or image"));
        return new ImageColumn(kind, index, kind == Kind.BYTES ? indexOfPaths(schema) : -1);
    }

    private static Optional<Kind> kind(DataType type) {
        if (type.equals(DataTypes.BinaryType)) {
            return Optional.of(Kind.BYTES);
        }
        if (type instanceof StringType) {
            return Optional.of(Kind.PATH);
        }
        if (type instanceof StructType struct) {
            if (has(struct, CONTENT, DataTypes.BinaryType)) {
                return Optional.of(Kind.FILE);
            }
            if (OpenCvPixels.isIn(struct)) {
                return Optional.of(Kind.PIXELS);
            }
        }
        return Optional.empty();
    }

    static boolean has(StructType struct, String field, DataType type) {
        return Arrays.stream(struct.fields())
                .anyMatch(
                        known -> known.name().equals(field) && known.dataType().equals(type));
    }

    private static int indexOfPaths(StructType schema) {
        StructField[] fields = schema.fields();
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].name().equals(PATH) && fields[i].dataType().equals(DataTypes.StringType)) {
                return i;
            }
        }
        return -1;
    }

    /** The path in a cell; empty where cells hold no paths. */
    Optional<String> pathIn(Row row) {
        return kind == Kind.PATH && !row.isNullAt(index) ? Optional.of(row.getString(index)) : Optional.empty();
    }

    /**
     * What a cell holds.
     *
     * @throws InvalidInputException if it is null, or is no image
     */
    ImageContent contentIn(Row row, DecodeLimits limits) {
        if (row.isNullAt(index)) {
            String name = pathIndex >= 0 ? row.getString(pathIndex) : null;
            throw new InvalidInputException(
                    (name == null ? "the image" : name) + ": is null; expected an image; leave it out");
        }
        return switch (kind) {
            case BYTES -> {
                byte[] bytes = row.getAs(index);
                yield encoded(bytes, pathIndex >= 0 ? row.getString(pathIndex) : null);
            }
            case FILE -> ofFile(row.getStruct(index));
            case PIXELS -> OpenCvPixels.of(row.getStruct(index), limits);
            case PATH -> throw new IllegalStateException("a path is to be read first");
        };
    }

    private static ImageContent ofFile(Row file) {
        String path = has(file.schema(), PATH, DataTypes.StringType) ? file.getAs(PATH) : null;
        byte @Nullable [] bytes = file.getAs(CONTENT);
        if (bytes == null) {
            throw new InvalidInputException(
                    (path == null ? "the image" : path) + ": has no content; expected an image; leave it out");
        }
        return encoded(bytes, path);
    }

    private static ImageContent encoded(byte[] bytes, @Nullable String path) {
        return new ImageContent.Encoded(bytes, path == null ? "image of " + bytes.length + " bytes" : path);
    }
}
