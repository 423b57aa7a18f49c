package org.mobilenet4j.formats.onnx;

import java.util.Locale;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;

/** What this library's own ONNX files call things, so that every network comes back as it was. */
public final class OwnNames {
    /** The key of the metadata that holds the class names, one a line. */
    public static final String LABELS = "labels";

    /** The key of the metadata that holds what {@code config.json} of a model's folder does. */
    public static final String CONFIG = "config";

    private OwnNames() {}

    /** The name of a parameter. */
    public static String parameter(Location at, ParameterId.Kind kind) {
        return at + "." + kind.name().toLowerCase(Locale.ROOT);
    }
}
