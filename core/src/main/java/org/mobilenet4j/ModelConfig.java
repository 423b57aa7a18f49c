package org.mobilenet4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.WidthRule;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.JsonObject;

/**
 * {@code config.json} in timm's shape: {@code architecture}, {@code num_classes}, {@code pretrained_cfg} with the
 * preprocessing and {@code label_names}. What timm has no word for stands in {@code model_args}; a file without it is the
 * network as published under its name.
 */
record ModelConfig(MobileNet variant, Architecture architecture, Preprocessing preprocessing, List<String> labels) {
    /** The members to write for a model. */
    static Map<String, @Nullable Object> of(ModelBundle model) {
        Architecture architecture = model.parameters().architecture();
        Options options = architecture.options();
        Preprocessing preprocessing = model.preprocessing();

        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("width", options.width());
        arguments.put("in_chans", options.inputChannels());
        arguments.put("drop_rate", options.dropout());
        arguments.put("bn_eps", options.norm().eps());
        arguments.put("bn_momentum", options.norm().momentum());
        arguments.put("pad_type", options.padding() == PaddingMode.SAME ? "same" : "");
        arguments.put("width_rule", options.widthRule().name().toLowerCase(Locale.ROOT));
        arguments.put("small_image_stem", options.hasSmallImageStem());

        Map<String, @Nullable Object> pretrained = new LinkedHashMap<>();
        pretrained.put(
                "input_size",
                List.of(preprocessing.channels(), preprocessing.inputHeight(), preprocessing.inputWidth()));
        pretrained.put("interpolation", preprocessing.interpolation().name().toLowerCase(Locale.ROOT));
        pretrained.put("crop_pct", (double) preprocessing.inputHeight() / preprocessing.resizeShortSide());
        // crop_pct does not always lead back to the same whole number of pixels.
        pretrained.put("resize", preprocessing.resizeShortSide());
        pretrained.put("mean", preprocessing.mean());
        pretrained.put("std", preprocessing.std());
        pretrained.put("num_classes", options.classes());
        pretrained.put("label_names", model.labels());

        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("architecture", model.variant().toString());
        config.put("num_classes", options.classes());
        config.put("num_features", architecture.featureLength());
        config.put("model_args", arguments);
        config.put("pretrained_cfg", pretrained);
        return config;
    }

    /**
     * Reads what {@link #of} or timm wrote.
     *
     * @throws InvalidInputException if something is missing, of another type or out of range
     */
    static ModelConfig read(JsonObject config) {
        String name = config.text("architecture")
                .orElseThrow(() -> new InvalidInputException(
                        config.source() + ": has no architecture, expected a name such as mobilenet_v2"));
        MobileNet variant = MobileNet.named(name)
                .orElseThrow(() -> new InvalidInputException(config.source() + ": architecture is '" + name
                        + "', expected one of " + Arrays.toString(MobileNet.values())));
        JsonObject pretrained = config.object("pretrained_cfg");
        try {
            Preprocessing preprocessing = preprocessing(variant, pretrained);
            Options options = options(variant, config, preprocessing);
            return new ModelConfig(
                    variant,
                    variant.family().build(options),
                    preprocessing,
                    labels(config, pretrained, options.classes()));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(config.source() + ": " + e.getMessage(), e);
        }
    }

    private static Options options(MobileNet variant, JsonObject config, Preprocessing preprocessing) {
        JsonObject arguments = config.object("model_args");
        Options known = variant.options();
        return known.withWidth(arguments.number("width").orElse(known.width()))
                .withResolution(preprocessing.inputHeight())
                .withClasses(config.integer("num_classes").orElse(known.classes()))
                .withInputChannels(arguments.integer("in_chans").orElse(preprocessing.channels()))
                .withDropout(arguments.number("drop_rate").orElse(known.dropout()))
                .withNorm(new BatchNorm(
                        arguments.number("bn_eps").orElse(known.norm().eps()),
                        arguments.number("bn_momentum").orElse(known.norm().momentum())))
                .withPadding(arguments
                        .text("pad_type")
                        .map(type -> type.equals("same") ? PaddingMode.SAME : PaddingMode.TORCH)
                        .orElse(known.padding()))
                .withWidthRule(arguments
                        .text("width_rule")
                        .map(rule -> oneOf(WidthRule.values(), rule, "width_rule"))
                        .orElse(known.widthRule()))
                .withSmallImageStem(arguments.flag("small_image_stem").orElse(known.hasSmallImageStem()));
    }

    private static Preprocessing preprocessing(MobileNet variant, JsonObject pretrained) {
        List<Integer> inputSize = pretrained
                .numbers("input_size")
                .map(sizes -> sizes.stream().map(Double::intValue).toList())
                .orElse(List.of(3, 224, 224));
        if (inputSize.size() != 3 || !inputSize.get(1).equals(inputSize.get(2))) {
            throw new IllegalArgumentException(
                    "input_size is " + inputSize + ", expected channels, height and an equal width");
        }
        int resolution = inputSize.get(1);
        Preprocessing known = variant.preprocessing(resolution);
        int shortSide = pretrained
                .integer("resize")
                .orElseGet(() -> pretrained
                        .number("crop_pct")
                        .map(part -> (int) Math.floor(resolution / part))
                        .orElse(known.resizeShortSide()));
        return new Preprocessing(
                resolution,
                resolution,
                shortSide,
                pretrained
                        .text("interpolation")
                        .map(text -> oneOf(Interpolation.values(), text, "interpolation"))
                        .orElse(known.interpolation()),
                pretrained.numbers("mean").map(ModelConfig::floats).orElse(known.mean()),
                pretrained.numbers("std").map(ModelConfig::floats).orElse(known.std()));
    }

    private static <E extends Enum<E>> E oneOf(E[] known, String text, String member) {
        return Arrays.stream(known)
                .filter(value -> value.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(member + " is '" + text + "', expected one of "
                        + Arrays.toString(known).toLowerCase(Locale.ROOT)));
    }

    private static List<Float> floats(List<Double> numbers) {
        return numbers.stream().map(Double::floatValue).toList();
    }

    private static List<String> labels(JsonObject config, JsonObject pretrained, int classes) {
        List<String> labels = pretrained
                .texts("label_names")
                .or(() -> config.texts("label_names"))
                .orElseGet(() -> defaultLabels(classes));
        if (labels.size() != classes) {
            throw new IllegalArgumentException(
                    "label_names has " + labels.size() + " names, expected num_classes, " + classes);
        }
        return labels;
    }

    /** ImageNet's names for a thousand classes, numbers for any other count. */
    static List<String> defaultLabels(int classes) {
        List<String> imagenet = ImageNet.classNames();
        return classes == imagenet.size()
                ? imagenet
                : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
}
