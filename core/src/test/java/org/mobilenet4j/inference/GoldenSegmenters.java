package org.mobilenet4j.inference;

import java.util.List;
import org.mobilenet4j.architecture.DeepLabV3;
import org.mobilenet4j.architecture.LrAspp;
import org.mobilenet4j.architecture.Network;
import tools.jackson.databind.JsonNode;

/** The networks of {@code make_segmentation.py}. */
public final class GoldenSegmenters {
    private GoldenSegmenters() {}

    /** The network of an entry, by its {@code name}, {@code classes} and {@code options}. */
    public static Network network(JsonNode golden) {
        int classes = golden.get("classes").asInt();
        JsonNode options = golden.get("options");
        boolean hasAuxiliary = options.path("aux").asBoolean(false);
        return switch (golden.get("name").asString()) {
            case "deeplabv3_mobilenet_v3_large" ->
                DeepLabV3.onV3Large(classes, hasAuxiliary).network();
            case "lraspp_mobilenet_v3_large" -> LrAspp.onV3Large(classes).network();
            case "deeplabv3_mobilenet_v2" -> {
                List<Integer> rates =
                        options.get("rates").valueStream().map(JsonNode::asInt).toList();
                DeepLabV3 usual =
                        DeepLabV3.onV2(classes, options.get("output_stride").asInt());
                yield new DeepLabV3(
                                usual.trunk(),
                                usual.options(),
                                usual.outputStride(),
                                rates,
                                options.get("at").asInt() == 18,
                                hasAuxiliary)
                        .network();
            }
            default -> throw new IllegalArgumentException(golden.get("name").asString());
        };
    }
}
