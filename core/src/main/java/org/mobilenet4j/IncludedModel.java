package org.mobilenet4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Models of our own that the library's jar brings with it. */
public enum IncludedModel {
    /**
     * MobileNetV2 for images of 32 pixels and the ten classes of CIFAR-10 (Krizhevsky 2009), trained
     * from scratch by this library. {@code docs/results.md} tells how, and how good it is.
     */
    CIFAR10;

    /** The model of a name as people write it, {@code cifar10}. */
    public static Optional<IncludedModel> named(String name) {
        return Arrays.stream(values())
                .filter(model -> model.toString().equals(name))
                .findFirst();
    }

    /** Reads it from the jar, anew each time. */
    public Model load() {
        try {
            return Models.openIncluded(toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name as people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
