package org.mobilenet4j.formats.graph;

import java.util.List;

/** What an operation of a foreign graph makes of other values, for an input of a known size. Compared by identity. */
public final class Value {
    private final Operation operation;
    private final List<Value> inputs;
    private final int channels;
    private final int height;
    private final int width;
    private final boolean isVector;

    Value(Operation operation, List<Value> inputs, int channels, int height, int width, boolean isVector) {
        this.operation = operation;
        this.inputs = List.copyOf(inputs);
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.isVector = isVector;
    }

    Operation operation() {
        return operation;
    }

    List<Value> inputs() {
        return inputs;
    }

    Value input() {
        return inputs.getFirst();
    }

    public int channels() {
        return channels;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** Whether it was pooled: a map that happens to have one pixel is still a map. */
    public boolean isVector() {
        return isVector;
    }
}
