package org.mobilenet4j.inference;

/**
 * A place where a network's values can be read: behind its first {@code steps} steps, which is before any other value may
 * have taken the memory of this one.
 */
record Tap(String name, int steps, int height, int width, int channels, Value value) {
    FeatureMap read(Machine machine) {
        float[] values = new float[value.length()];
        System.arraycopy(machine.arena(), machine.at(value), values, 0, values.length);
        return new FeatureMap(name, height, width, channels, values);
    }
}
