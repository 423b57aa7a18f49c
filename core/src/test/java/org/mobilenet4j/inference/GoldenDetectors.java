package org.mobilenet4j.inference;

import org.mobilenet4j.GoldenDigest;
import org.mobilenet4j.GoldenFill;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.SsdLite;
import tools.jackson.databind.JsonNode;

/** The networks and pictures of {@code make_detection.py}. */
public final class GoldenDetectors {
    private GoldenDetectors() {}

    /** The network of an entry, by its {@code backbone}, {@code classes} and {@code reduced_tail}. */
    public static Network network(JsonNode golden) {
        boolean isReduced = golden.get("reduced_tail").asBoolean();
        Family trunk = switch (golden.get("backbone").asString()) {
            case "mobilenet_v2" -> Family.V2;
            case "mobilenet_v3_large" -> isReduced ? Family.V3_LARGE_REDUCED_TAIL : Family.V3_LARGE;
            case "mobilenet_v3_small" -> isReduced ? Family.V3_SMALL_REDUCED_TAIL : Family.V3_SMALL;
            default -> throw new IllegalArgumentException(golden.get("backbone").asString());
        };
        return SsdLite.on(trunk, golden.get("classes").asInt()).network();
    }

    /** Picture {@code i}, {@code height x width x 3}, 0 to 1. */
    public static float[] picture(int i, int height, int width) {
        return of("picture." + i, height, width);
    }

    /** A picture of another key. */
    public static float[] of(String key, int height, int width) {
        return GoldenDigest.channelsLast(GoldenFill.fill(key, 3 * height * width, 0, 1), 0, 3, height * width);
    }

    /** With torchvision's mean and standard deviation of detectors, 0.5. */
    public static float[] normalized(float[] picture) {
        float[] normalized = picture.clone();
        for (int i = 0; i < normalized.length; i++) {
            normalized[i] = (normalized[i] - 0.5f) / 0.5f;
        }
        return normalized;
    }
}
