package org.mobilenet4j.inference;

import org.mobilenet4j.architecture.MapShape;

/**
 * A place where a network's values can be read: behind its first {@code steps} operations, which is before any other value
 * may have taken the memory of this one.
 */
record Tap(String name, int steps, MapShape shape, Value value) {
    FeatureMap read(Workspace workspace) {
        float[] values = new float[value.length()];
        System.arraycopy(workspace.arena(), workspace.at(value), values, 0, values.length);
        return new FeatureMap(name, shape.height(), shape.width(), shape.channels(), values);
    }
}
