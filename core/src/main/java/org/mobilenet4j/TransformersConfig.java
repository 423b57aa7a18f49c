package org.mobilenet4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.EndsRule;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.naming.NameLayout;

/**
 * Reads the {@code config.json} and {@code preprocessor_config.json} of Hugging Face's transformers, of its
 * {@code MobileNetV1ForImageClassification} and {@code MobileNetV2ForImageClassification}. What a file leaves out is as
 * transformers has it by default.
 *
 * @param config the network and its class names
 * @param processor how images are prepared; may be empty
 */
record TransformersConfig(JsonObject config, JsonObject processor) {
    /** Of the file beside {@code config.json}. */
    static final String PROCESSOR_FILE = "preprocessor_config.json";

    private static final String MODEL_TYPE = "model_type";

    /** Whether a {@code config.json} is of transformers rather than timm's or ours. */
    static boolean isOne(JsonObject config) {
        return config.members().containsKey(MODEL_TYPE) && !config.members().containsKey("architecture");
    }

    ModelConfig read() {
        String type = config.text(MODEL_TYPE).orElse("");
        MobileNet base = switch (type) {
            case "mobilenet_v1" -> MobileNet.HF_MOBILENET_V1;
            case "mobilenet_v2" -> MobileNet.HF_MOBILENET_V2;
            default -> throw config.refused(MODEL_TYPE, "mobilenet_v1 or mobilenet_v2");
        };
        for (String architecture : config.texts("architectures").orElse(List.of())) {
            if (!architecture.endsWith("ForImageClassification")) {
                throw config.refused("architectures", "MobileNetV1- or MobileNetV2ForImageClassification");
            }
        }
        // What the network is built by and we build in one way only; another value would give wrong answers.
        require("hidden_act", "relu6");
        require("depth_divisible_by", 8);
        require("min_depth", 8);
        require("expand_ratio", 6);
        require("output_stride", 32);
        require("first_layer_is_expansion", true);
        int classes = classes();
        List<String> labels = new ConfigLabels(classes).in(config).orElseGet(() -> ModelConfig.defaultLabels(classes));
        Variant variant = new Variant(base, options(base.options(), classes));
        Preprocessing preprocessing = preprocessing(variant.options().inputChannels());
        return new ModelConfig(
                variant,
                checked(variant.network(), preprocessing),
                preprocessing,
                new Task.ImageClassification(labels),
                NameLayout.TRANSFORMERS);
    }

    private void require(String member, Object expected) {
        Object found = config.members().get(member);
        boolean isSame = (found instanceof Number number && expected instanceof Number wanted)
                ? number.doubleValue() == wanted.doubleValue()
                : expected.equals(found);
        if (found != null && !isSame) {
            throw config.refused(member, String.valueOf(expected));
        }
    }

    private int classes() {
        for (String member : List.of("id2label", "label2id")) {
            if (config.members().get(member) instanceof Map<?, ?> labels) {
                return labels.size();
            }
        }
        return config.integer("num_labels").orElse(2); // transformers' own default
    }

    private Options options(Options known, int classes) {
        try {
            Options options = known.withWidth(config.number("depth_multiplier").orElse(1.0))
                    .withClasses(classes)
                    .withInputChannels(config.integer("num_channels").orElse(3))
                    .withNorm(new BatchNorm(
                            config.number("layer_norm_eps").orElse(0.001),
                            known.norm().momentum()))
                    .withPadding(config.flag("tf_padding").orElse(true) ? PaddingMode.SAME : PaddingMode.TORCH);
            boolean keepsLast = config.flag("finegrained_output").orElse(true);
            return keepsLast ? options : options.withEnds(EndsRule.SCALED);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(config.source() + ": " + e.getMessage(), e);
        }
    }

    private static Network checked(Network network, Preprocessing preprocessing) {
        // Sizes that fit no layer are told by whoever gives the image; here only what cannot be at all.
        Shapes.of(network, preprocessing.inputHeight(), preprocessing.inputWidth());
        return network;
    }

    private Preprocessing preprocessing(int channels) {
        require(processor, "do_resize");
        require(processor, "do_rescale");
        require(processor, "do_normalize");
        Interpolation interpolation = interpolation();
        boolean isCropped = processor.flag("do_center_crop").orElse(true);
        Sides size = sides("size").orElse(new Sides(null, null, 256));
        Integer imageSize = config.members().get("image_size") instanceof Number number ? number.intValue() : null;
        Sides crop = sides("crop_size").orElseGet(() -> {
            int side = imageSize == null ? MobileNet.RESOLUTION : imageSize;
            return new Sides(side, side, null);
        });
        int height = isCropped ? crop.height(crop) : size.height(crop);
        int width = isCropped ? crop.width(crop) : size.width(crop);
        List<Float> mean = perChannel("image_mean");
        List<Float> std = perChannel("image_std");
        try {
            Preprocessing colour = new Preprocessing(width, height, fit(size, isCropped), interpolation, mean, std);
            return channels == 1 && mean.size() == 3 ? colour.forGrey() : colour;
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(processor.source() + ": " + e.getMessage(), e);
        }
    }

    private static void require(JsonObject processor, String flag) {
        if (!processor.flag(flag).orElse(true)) {
            throw processor.refused(flag, "true");
        }
    }

    private Fit fit(Sides size, boolean isCropped) {
        Integer shortest = size.shortest;
        if (isCropped) {
            if (shortest == null) {
                throw processor.refused("size", "a shortest_edge where do_center_crop is true");
            }
            return new Fit.CenterCrop(shortest);
        }
        return shortest == null ? new Fit.Stretch() : new Fit.ShortSide(shortest);
    }

    /** What {@code size} and {@code crop_size} say: both sides, or the shorter one. Older files have a number alone. */
    private record Sides(
            @Nullable Integer height,
            @Nullable Integer width,
            @Nullable Integer shortest) {
        int height(Sides other) {
            return height != null ? height : shortest != null ? shortest : other.height(other);
        }

        int width(Sides other) {
            return width != null ? width : shortest != null ? shortest : other.width(other);
        }
    }

    private Optional<Sides> sides(String member) {
        Object found = processor.members().get(member);
        if (found == null) {
            return Optional.empty();
        }
        if (found instanceof Number) {
            int side = processor.integer(member).orElseThrow();
            return Optional.of(member.equals("size") ? new Sides(null, null, side) : new Sides(side, side, null));
        }
        JsonObject sides = processor.object(member);
        Sides read = new Sides(
                sides.integer("height").orElse(null),
                sides.integer("width").orElse(null),
                sides.integer("shortest_edge").orElse(null));
        if (read.shortest == null && (read.height == null || read.width == null)) {
            throw processor.refused(member, "height and width, or shortest_edge");
        }
        return Optional.of(read);
    }

    /** The number is Pillow's. */
    private Interpolation interpolation() {
        return switch (processor.integer("resample").orElse(2)) {
            case 0 -> Interpolation.NEAREST;
            case 1 -> Interpolation.LANCZOS;
            case 2 -> Interpolation.BILINEAR;
            case 3 -> Interpolation.BICUBIC;
            case 4 -> Interpolation.BOX;
            case 5 -> Interpolation.HAMMING;
            default -> throw processor.refused("resample", "Pillow's number of a filter, such as 2 for bilinear");
        };
    }

    private List<Float> perChannel(String member) {
        return processor
                .numbers(member)
                .map(numbers -> numbers.stream().map(Double::floatValue).toList())
                .orElseGet(() -> IntStream.range(0, 3).mapToObj(i -> 0.5f).toList());
    }

    /** Without a {@code preprocessor_config.json}: transformers' defaults. */
    static JsonObject noProcessor(String folder) {
        return new JsonObject(new LinkedHashMap<>(), folder + "/" + PROCESSOR_FILE);
    }
}
