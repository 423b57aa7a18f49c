package org.mobilenet4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.image.Preprocessing;

/**
 * {@code config.json} in timm's shape: {@code architecture}, {@code num_classes}, {@code model_args} that timm takes too,
 * {@code pretrained_cfg} with the preprocessing and {@code label_names}. What timm has no word for stands in {@code
 * mobilenet4j}. A file without arguments is the network as published under its name.
 */
record ModelConfig(MobileNet variant, Architecture architecture, Preprocessing preprocessing, List<String> labels) {
    static final String OWN_ARGUMENTS = "mobilenet4j";

    /** The members to write for a model. */
    static Map<String, @Nullable Object> of(ModelBundle model) {
        Architecture architecture = model.parameters().architecture();
        Options options = architecture.options();

        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("in_chans", options.inputChannels());
        arguments.put("drop_rate", options.dropout());
        arguments.put("bn_eps", options.norm().eps());
        arguments.put("bn_momentum", options.norm().momentum());
        arguments.put("pad_type", options.padding() == PaddingMode.SAME ? "same" : "");

        Map<String, @Nullable Object> ownArguments = new LinkedHashMap<>();
        ownArguments.put("width", options.width());
        ownArguments.put("width_rule", options.widthRule().name().toLowerCase(Locale.ROOT));
        ownArguments.put("skipped_halvings", options.skippedHalvings());

        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("architecture", model.variant().toString());
        config.put("num_classes", options.classes());
        config.put("num_features", architecture.featureLength());
        config.put("model_args", arguments);
        config.put(OWN_ARGUMENTS, ownArguments);
        config.put("pretrained_cfg", pretrained(model.preprocessing(), model.labels()));
        return config;
    }

    private static Map<String, @Nullable Object> pretrained(Preprocessing preprocessing, List<String> labels) {
        Map<String, @Nullable Object> pretrained = new LinkedHashMap<>();
        pretrained.put(
                "input_size",
                List.of(preprocessing.channels(), preprocessing.inputHeight(), preprocessing.inputWidth()));
        pretrained.put("interpolation", preprocessing.interpolation().name().toLowerCase(Locale.ROOT));
        pretrained.put("crop_pct", cropPct(preprocessing.inputHeight(), preprocessing.resizeShortSide()));
        pretrained.put("mean", preprocessing.mean());
        pretrained.put("std", preprocessing.std());
        pretrained.put("num_classes", labels.size());
        pretrained.put("label_names", labels);
        return pretrained;
    }

    /** The part that leads back to the same whole number of pixels when it is divided by and rounded down. */
    static double cropPct(int resolution, int shortSide) {
        double part = (double) resolution / shortSide;
        while (Math.floor(resolution / part) < shortSide) {
            part = Math.nextDown(part);
        }
        return part;
    }

    /** ImageNet's names for a thousand classes, numbers for any other count. */
    static List<String> defaultLabels(int classes) {
        List<String> imagenet = ImageNet.classNames();
        return classes == imagenet.size()
                ? imagenet
                : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
}
