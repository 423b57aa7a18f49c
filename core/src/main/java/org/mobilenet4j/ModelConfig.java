package org.mobilenet4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.quantization.Range;

/**
 * {@code config.json} in timm's shape: {@code architecture}, {@code num_classes}, {@code model_args} that timm takes too,
 * {@code pretrained_cfg} with the preprocessing and {@code label_names}. What timm has no word for stands in {@code
 * mobilenet4j}: of a network that no name fits, all of its layers. A file without arguments is the network as published
 * under its name.
 *
 * @param variant null where the network is given by its layers
 */
record ModelConfig(
        @Nullable Variant variant,
        Network network,
        Preprocessing preprocessing,
        Task task,
        NameLayout layout,
        Map<String, Range> ranges) {
    static final String OWN_ARGUMENTS = "mobilenet4j";

    static final String RANGES = "ranges";

    /** What {@code architecture} is where no name fits. */
    static final String CUSTOM = "custom";

    /** Of a model that was not trained for eight bits. */
    ModelConfig(@Nullable Variant variant, Network network, Preprocessing preprocessing, Task task, NameLayout layout) {
        this(variant, network, preprocessing, task, layout, Map.of());
    }

    static ModelConfig of(Model model) {
        return new ModelConfig(
                model.variant(), model.network(), model.preprocessing(), model.task(), model.layout(), model.ranges());
    }

    /** The model of these and of parameters, which are the network's. */
    Model model(Parameters parameters) {
        return new Model(variant, parameters, preprocessing, task, layout, ranges, Map.of());
    }

    /** The members to write. */
    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("architecture", variant == null ? CUSTOM : variant.toString());
        network.classifier().ifPresent(classifier -> {
            config.put("num_classes", classifier.outFeatures());
            config.put("num_features", classifier.inFeatures());
        });
        if (variant != null) {
            config.put("model_args", arguments(variant.options()));
        }
        config.put(OWN_ARGUMENTS, ownArguments());
        config.put("pretrained_cfg", pretrained());
        return config;
    }

    private static Map<String, @Nullable Object> arguments(Options options) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("in_chans", options.inputChannels());
        arguments.put("drop_rate", options.dropout());
        arguments.put("bn_eps", options.norm().eps());
        arguments.put("bn_momentum", options.norm().momentum());
        arguments.put("pad_type", options.padding() == PaddingMode.SAME ? "same" : "");
        return arguments;
    }

    private Map<String, @Nullable Object> ownArguments() {
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        switch (task) {
            case Task.ImageClassification c -> {} // what timm has
            case Task.ObjectDetection d -> own.put("task", "detection");
            case Task.SemanticSegmentation s -> own.put("task", "segmentation");
            case Task.FeatureExtraction f -> own.put("task", "features");
        }
        if (preprocessing.isUpright()) {
            own.put("exif_orientation", true);
        }
        if (variant != null) {
            own.put("width", variant.options().width());
            own.put("width_rule", variant.options().widthRule().name().toLowerCase(Locale.ROOT));
            own.put("skipped_halvings", variant.options().skippedHalvings());
            if (variant.options().ends() != variant.base().options().ends()) {
                own.put("ends", variant.options().ends().name().toLowerCase(Locale.ROOT));
            }
            if (variant.options().depth() != variant.base().options().depth()) {
                own.put("depth", variant.options().depth());
            }
        } else {
            own.put("layout", layout.name().toLowerCase(Locale.ROOT));
            own.put("network", NetworkConfig.toJson(network));
        }
        if (!ranges.isEmpty()) {
            Map<String, @Nullable Object> bounds = new LinkedHashMap<>();
            new TreeMap<>(ranges).forEach((value, range) -> bounds.put(value, List.of(range.low(), range.high())));
            own.put(RANGES, bounds);
        }
        return own;
    }

    private Map<String, @Nullable Object> pretrained() {
        Map<String, @Nullable Object> pretrained = new LinkedHashMap<>();
        pretrained.put(
                "input_size",
                List.of(preprocessing.channels(), preprocessing.inputHeight(), preprocessing.inputWidth()));
        pretrained.put("interpolation", preprocessing.interpolation().name().toLowerCase(Locale.ROOT));
        int least = Math.min(preprocessing.inputHeight(), preprocessing.inputWidth());
        switch (preprocessing.fit()) {
            case Fit.CenterCrop crop -> pretrained.put("crop_pct", cropPct(least, crop.shortSide()));
            case Fit.Stretch stretch -> {
                pretrained.put("crop_mode", "squash");
                pretrained.put("crop_pct", 1.0);
            }
            case Fit.StretchCrop crop -> {
                pretrained.put("crop_mode", "squash");
                pretrained.put("crop_pct", cropPct(preprocessing.inputHeight(), crop.height()));
                pretrained.put("scale_size", List.of(crop.height(), crop.width()));
            }
            case Fit.CoverCrop crop -> {
                pretrained.put("crop_pct", cropPct(preprocessing.inputHeight(), crop.height()));
                pretrained.put("scale_size", List.of(crop.height(), crop.width()));
            }
            case Fit.Letterbox box -> {
                pretrained.put("crop_mode", "border");
                pretrained.put("crop_pct", 1.0);
                pretrained.put("fill_levels", List.of(box.red(), box.green(), box.blue()));
            }
            case Fit.ShortSide side -> {
                pretrained.put("crop_mode", "none");
                pretrained.put("short_side", side.shortSide());
            }
        }
        pretrained.put("mean", preprocessing.mean());
        pretrained.put("std", preprocessing.std());
        pretrained.put("num_classes", task.labels().size());
        pretrained.put("label_names", task.labels());
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

    /** ImageNet's names for a thousand classes, with "background" before them for one more, numbers for any other count. */
    static List<String> defaultLabels(int classes) {
        List<String> imagenet = ImageNet.classNames();
        if (classes == imagenet.size()) {
            return imagenet;
        }
        return classes == imagenet.size() + 1 // as TensorFlow has them
                ? Stream.concat(Stream.of("background"), imagenet.stream()).toList()
                : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
}
