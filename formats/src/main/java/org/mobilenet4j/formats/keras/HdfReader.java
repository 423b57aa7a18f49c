package org.mobilenet4j.formats.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/**
 * An HDF5 file behind limits of our own: its library trusts sizes and follows links that a damaged or hostile file may
 * have. Whatever it throws becomes one line. Not thread-safe.
 */
final class HdfReader implements AutoCloseable {
    /** The values of all weights together: Keras' largest MobileNet has 5.5 million, its optimizer twice as many. */
    private static final long MOST_VALUES = 100_000_000;

    private static final int MOST_NAMES = 100_000;

    private final String source;
    private final long bytes;
    private final HdfFile file;
    private long values;

    /**
     * Opens a file's content.
     *
     * @throws InvalidInputException if it is no HDF5 file
     */
    HdfReader(byte[] content, String source) {
        this.source = source;
        this.bytes = content.length;
        this.file = guarded(() -> HdfFile.fromBytes(content));
    }

    String source() {
        return source;
    }

    Group root() {
        return file;
    }

    /** A group's member of that path, if it has one. */
    Optional<Node> find(Group group, String path) {
        return guarded(() -> {
            Node node = group;
            for (String name : path.split("/", -1)) {
                Node next = node instanceof Group inner ? inner.getChildren().get(name) : null;
                if (next == null) {
                    return Optional.empty();
                }
                if (next.isLink()) {
                    throw new InvalidInputException(source + ": has a link at " + path
                            + ", expected a weight; save the model again with Keras");
                }
                node = next;
            }
            return Optional.of(node);
        });
    }

    /** A group's groups, in the order of the file. */
    List<Group> groups(Group group) {
        return guarded(() -> {
            List<Group> groups = new ArrayList<>();
            for (Node node : group.getChildren().values()) {
                if (!node.isLink() && node instanceof Group inner) {
                    groups.add(inner);
                }
            }
            return groups;
        });
    }

    Optional<Group> group(Group group, String path) {
        return find(group, path).filter(Group.class::isInstance).map(Group.class::cast);
    }

    /** The weights of a dataset, whatever floats it has. */
    Optional<Array> array(Group group, String path) {
        return find(group, path)
                .filter(Dataset.class::isInstance)
                .map(node -> guarded(() -> array((Dataset) node, path)));
    }

    private Array array(Dataset dataset, String path) {
        int[] shape = dataset.getDimensions();
        long size = 1;
        for (int extent : shape) {
            size = extent < 0 || size > MOST_VALUES ? Long.MAX_VALUE : size * extent;
        }
        values += Math.min(size, MOST_VALUES + 1);
        boolean isStoredPlain = dataset.getFilters().isEmpty();
        if (values > MOST_VALUES || (isStoredPlain && size > bytes)) {
            throw new InvalidInputException(source + ": claims " + Arrays.toString(shape) + " numbers in " + path
                    + " and " + values + " in all, in a file of " + bytes + " bytes; it is damaged: copy it again");
        }
        float[] data = switch (dataset.getDataFlat()) {
            case float[] floats -> floats;
            case double[] doubles -> floats(doubles);
            case int[] ints -> floats(Arrays.stream(ints).asDoubleStream().toArray());
            case long[] longs -> floats(Arrays.stream(longs).asDoubleStream().toArray());
            case Float number -> new float[] {number};
            case Double number -> new float[] {number.floatValue()};
            case Number number -> new float[] {number.floatValue()};
            default ->
                throw new InvalidInputException(
                        source + ": has no numbers in " + path + ", expected a weight of float16, float32 or float64");
        };
        if (data.length != size) {
            throw new InvalidInputException(
                    source + ": has " + data.length + " numbers in " + path + ", expected " + size);
        }
        return new Array(shape, data);
    }

    private static float[] floats(double[] doubles) {
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }

    /** A text attribute. */
    Optional<String> text(Node node, String name) {
        return Optional.ofNullable(guarded(() -> {
            Attribute attribute = node.getAttributes().get(name);
            return attribute != null && attribute.getData() instanceof String text ? text : null;
        }));
    }

    /**
     * A list of texts; empty where there is none. Keras cuts a list of more than 64 KiB into attributes with numbers behind
     * the name.
     */
    Optional<List<String>> texts(Node node, String name) {
        return Optional.ofNullable(guarded(() -> {
            List<String> whole = texts(node.getAttributes().get(name));
            if (whole != null) {
                return whole;
            }
            List<String> parts = new ArrayList<>();
            for (int i = 0; parts.size() < MOST_NAMES; i++) {
                List<String> part = texts(node.getAttributes().get(name + i));
                if (part == null) {
                    break;
                }
                parts.addAll(part);
            }
            return parts.isEmpty() ? null : parts;
        }));
    }

    private static @Nullable List<String> texts(@Nullable Attribute attribute) {
        if (attribute == null) {
            return null;
        }
        if (attribute.isEmpty() || attribute.getSize() == 0) {
            return List.of(); // a layer without weights
        }
        if (attribute.getSize() > MOST_NAMES) {
            throw new HdfException("an attribute of " + attribute.getSize() + " names");
        }
        return switch (attribute.getData()) {
            case String[] texts -> List.of(texts);
            case String text -> List.of(text);
            default -> List.of();
        };
    }

    private <T extends @Nullable Object> T guarded(Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // The library meets damage with whatever its arithmetic comes to: index, cast and buffer errors.
            throw new InvalidInputException(
                    source + ": is a damaged HDF5 file, or one that this reader does not know ("
                            + e.getClass().getSimpleName() + "); save the model again with Keras, or copy it again",
                    e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
