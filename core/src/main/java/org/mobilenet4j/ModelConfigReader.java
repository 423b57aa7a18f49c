package org.mobilenet4j;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.EndsRule;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.Shapes;
import org.mobilenet4j.architecture.WidthRule;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.quantization.Quantization;
import org.mobilenet4j.quantization.Range;

/** Reads {@code config.json}, this library's or timm's. Whatever is wrong with it is told with the member's name. */
final class ModelConfigReader {
    private static final Set<String> KNOWN_ARGUMENTS =
            new TreeSet<>(Set.of("in_chans", "drop_rate", "bn_eps", "bn_momentum", "pad_type", "global_pool"));

    /** What timm takes, too, and does not change the network's outputs. */
    private static final Set<String> HARMLESS_ARGUMENTS = Set.of("num_classes", "drop_path_rate", "img_size");

    private final JsonObject config;
    private final JsonObject arguments;
    private final JsonObject ownArguments;
    private final JsonObject pretrained;

    private ModelConfigReader(JsonObject config) {
        this.config = config;
        this.arguments = config.object("model_args");
        this.ownArguments = config.object(ModelConfig.OWN_ARGUMENTS);
        this.pretrained = config.object("pretrained_cfg");
    }

    /**
     * Reads what {@link ModelConfig#of} or timm wrote.
     *
     * @throws InvalidInputException if something is missing, of another type or out of range
     */
    static ModelConfig read(JsonObject config) {
        return new ModelConfigReader(config).read();
    }

    private ModelConfig read() {
        String name = config.text("architecture")
                .orElseThrow(() -> new InvalidInputException(
                        config.source() + ": has no architecture, expected a name such as mobilenet_v2"));
        return name.equals(ModelConfig.CUSTOM) ? custom() : named(name);
    }

    private ModelConfig named(String name) {
        MobileNet base = MobileNet.named(withoutHubAndTag(name))
                .orElseThrow(() -> config.refused("architecture", "one of " + Arrays.toString(MobileNet.values())));
        List<Integer> inputSize = inputSize();
        Variant variant = new Variant(base, options(base, inputSize.getFirst()));
        Preprocessing published = base.preprocessing(Math.min(inputSize.get(1), inputSize.get(2)))
                .withInput(inputSize.get(1), inputSize.get(2));
        return new ModelConfig(
                variant,
                checked(variant.network(), inputSize),
                preprocessing(inputSize.getFirst() == 1 ? published.forGrey() : published),
                task(labels(variant.options().classes())),
                base.layout(),
                ranges(variant.network()));
    }

    /** {@code mobilenetv2_100} of {@code timm/mobilenetv2_100.ra_in1k}, as timm names what its weights were trained by. */
    private static String withoutHubAndTag(String name) {
        return name.substring(name.lastIndexOf('/') + 1).split("\\.", 2)[0];
    }

    private ModelConfig custom() {
        List<Integer> inputSize = inputSize();
        Network network = NetworkConfig.read(ownArguments.object("network"));
        Preprocessing usual = Preprocessing.imagenet(Math.min(inputSize.get(1), inputSize.get(2)))
                .withInput(inputSize.get(1), inputSize.get(2));
        if (network.inputChannels() != inputSize.getFirst()) {
            throw pretrained.refused("input_size", network.inputChannels() + " channels, as the network takes them");
        }
        NameLayout layout = ownArguments.oneOf("layout", NameLayout.values()).orElse(NameLayout.NATIVE);
        if (!layout.names(network)) {
            throw ownArguments.refused("layout", "one that has names for the network, such as native");
        }
        int labels = network.classifier()
                .map(Layer.Linear::outFeatures)
                .orElseGet(() -> pretrained
                        .texts("label_names")
                        .map(List::size)
                        .orElseThrow(
                                () -> pretrained.refused("label_names", "the names of what the network tells apart")));
        Task task = task(labels(labels));
        try {
            task.requireFits(network);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(config.source() + ": " + e.getMessage(), e);
        }
        return new ModelConfig(
                null,
                checked(network, inputSize),
                preprocessing(inputSize.getFirst() == 1 ? usual.forGrey() : usual),
                task,
                layout,
                ranges(network));
    }

    /** Of the values of a network that was trained for eight bits; none of another. */
    private Map<String, Range> ranges(Network network) {
        JsonObject given = ownArguments.object(ModelConfig.RANGES);
        Map<String, Range> ranges = new HashMap<>();
        try {
            for (String value : given.members().keySet()) {
                List<Double> bounds = given.numbers(value).orElse(List.of());
                if (bounds.size() != 2) {
                    throw given.refused(value, "the lowest and the highest value");
                }
                ranges.put(
                        value,
                        new Range(bounds.get(0).floatValue(), bounds.get(1).floatValue()));
            }
            if (!ranges.isEmpty()) {
                Quantization.check(network, ranges);
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(given.source() + ": " + e.getMessage(), e);
        }
        return ranges;
    }

    private Network checked(Network network, List<Integer> inputSize) {
        try {
            Shapes.of(network, inputSize.get(1), inputSize.get(2));
            return network;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidInputException(pretrained.source() + ": input_size: " + e.getMessage(), e);
        }
    }

    private Task task(List<String> labels) {
        String task = ownArguments.text("task").orElse("classification");
        return switch (task) {
            case "classification" -> new Task.ImageClassification(labels);
            case "detection" -> new Task.ObjectDetection(labels);
            case "segmentation" -> new Task.SemanticSegmentation(labels);
            case "features" -> new Task.FeatureExtraction();
            default -> throw ownArguments.refused("task", "classification, detection, segmentation or features");
        };
    }

    private Options options(MobileNet base, int channels) {
        Options known = base.options();
        for (String name : arguments.members().keySet()) {
            // An argument passed over would give another network, and wrong answers without a word.
            if (!KNOWN_ARGUMENTS.contains(name) && !HARMLESS_ARGUMENTS.contains(name)) {
                throw arguments.refused(name, "no other arguments than " + String.join(", ", KNOWN_ARGUMENTS));
            }
        }
        if (arguments.integer("in_chans").orElse(channels) != channels) {
            throw arguments.refused("in_chans", channels + ", as input_size has it");
        }
        for (JsonObject given : List.of(config, arguments)) {
            if (!given.text("global_pool").orElse("avg").equals("avg")) {
                throw given.refused("global_pool", "avg");
            }
        }
        Options changed = known.withInputChannels(channels);
        changed = with(changed, config, "num_classes", config.integer("num_classes"), Options::withClasses);
        changed = with(changed, arguments, "drop_rate", arguments.number("drop_rate"), Options::withDropout);
        changed = with(changed, arguments, "bn_eps", arguments.number("bn_eps"), ModelConfigReader::withEps);
        changed = with(
                changed, arguments, "bn_momentum", arguments.number("bn_momentum"), ModelConfigReader::withMomentum);
        changed = with(changed, ownArguments, "width", ownArguments.number("width"), Options::withWidth);
        changed = with(
                changed,
                ownArguments,
                "skipped_halvings",
                ownArguments.integers("skipped_halvings"),
                Options::withSkippedHalvings);
        if (!base.family().isV3()) {
            changed = with(changed, ownArguments, "depth", ownArguments.number("depth"), Options::withDepth);
            changed = changed.withEnds(
                    ownArguments.oneOf("ends", EndsRule.values()).orElse(known.ends()));
        }
        return changed.withPadding(padding().orElse(known.padding()))
                .withWidthRule(
                        ownArguments.oneOf("width_rule", WidthRule.values()).orElse(known.widthRule()));
    }

    private static Options withEps(Options options, double eps) {
        return options.withNorm(new BatchNorm(eps, options.norm().momentum()));
    }

    private static Options withMomentum(Options options, double momentum) {
        return options.withNorm(new BatchNorm(options.norm().eps(), momentum));
    }

    private static <V> Options with(
            Options options,
            JsonObject object,
            String member,
            Optional<V> value,
            BiFunction<Options, V, Options> change) {
        try {
            return value.map(given -> change.apply(options, given)).orElse(options);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(object.source() + ": " + member + ": " + e.getMessage(), e);
        }
    }

    private Optional<PaddingMode> padding() {
        return arguments.text("pad_type").map(type -> switch (type) {
            case "same" -> PaddingMode.SAME;
            case "" -> PaddingMode.TORCH;
            default -> throw arguments.refused("pad_type", "\"same\" or \"\"");
        });
    }

    /** Channels, height and width. */
    private List<Integer> inputSize() {
        List<Integer> size = pretrained.integers("input_size").orElse(List.of(3, 224, 224));
        boolean isUsable = size.size() == 3
                && (size.getFirst() == 3 || size.getFirst() == 1)
                && Preprocessing.isSide(size.get(1))
                && Preprocessing.isSide(size.get(2));
        if (!isUsable) {
            throw pretrained.refused("input_size", "3 or 1 channels, the height and the width");
        }
        return size;
    }

    private Preprocessing preprocessing(Preprocessing known) {
        try {
            Fit fit = fit(known);
            return new Preprocessing(
                    known.inputWidth(),
                    known.inputHeight(),
                    fit,
                    interpolation(known, fit),
                    perChannel("mean", known.mean()),
                    perChannel("std", known.std()),
                    ownArguments.flag("exif_orientation").orElse(false));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(pretrained.source() + ": " + e.getMessage(), e);
        }
    }

    /** By timm's rules, {@code transforms_imagenet_eval}; a part that is not given is 1 where nothing need be cut. */
    private Fit fit(Preprocessing known) {
        int height = known.inputHeight();
        int width = known.inputWidth();
        // This project's files say it where the image is to cover more than its shorter side.
        boolean isTimms = !config.members().containsKey(ModelConfig.OWN_ARGUMENTS)
                || pretrained.members().containsKey("scale_size");
        boolean covers =
                height != width && isTimms && pretrained.number("crop_pct").isPresent();
        return switch (pretrained.text("crop_mode").orElse("center")) {
            case "center" ->
                !covers
                        ? resized(Math.min(height, width))
                                .<Fit>map(Fit.CenterCrop::new)
                                .orElse(known.fit())
                        : sides(height, width, Fit.CoverCrop::new);
            case "squash" ->
                pretrained.number("crop_pct").orElse(1.0) == 1
                        ? new Fit.Stretch()
                        : sides(height, width, Fit.StretchCrop::new);
            case "border" -> {
                if (pretrained.number("crop_pct").orElse(1.0) != 1) {
                    throw pretrained.refused("crop_pct", "1 with the crop_mode border, which cuts nothing");
                }
                yield border();
            }
            case "none" -> new Fit.ShortSide(pretrained.integer("short_side").orElse(Math.min(height, width)));
            default -> throw pretrained.refused("crop_mode", "center, squash, border or none");
        };
    }

    /** Filled with the mean, as timm does, unless the file says with what. */
    private Fit border() {
        List<Integer> levels = pretrained
                .integers("fill_levels")
                .or(() -> pretrained.integer("fill_level").map(level -> List.of(level, level, level)))
                .or(() -> pretrained
                        .numbers("mean")
                        .map(mean -> mean.stream()
                                .map(level -> (int) Math.rint(255 * level))
                                .toList()))
                .orElse(List.of(0));
        return levels.size() == 3
                ? new Fit.Letterbox(levels.get(0), levels.get(1), levels.get(2))
                : new Fit.Letterbox(levels.getFirst());
    }

    /** Both sides before the centre is cut out. */
    private Fit sides(int height, int width, BiFunction<Integer, Integer, Fit> fit) {
        List<Integer> given = pretrained
                .integers("scale_size")
                .orElseGet(() ->
                        List.of(resized(height).orElse(height), resized(width).orElse(width)));
        if (given.size() != 2) {
            throw pretrained.refused("scale_size", "a height and a width");
        }
        return fit.apply(given.get(0), given.get(1));
    }

    private Optional<Integer> resized(int side) {
        return pretrained.number("crop_pct").map(part -> {
            int pixels = (int) Math.floor(side / part);
            if (!Preprocessing.isSide(pixels)) {
                throw pretrained.refused("crop_pct", "a share such as 0.875");
            }
            return pixels;
        });
    }

    /** timm resizes for inputs that are not square by its {@code ResizeKeepRatio}, which is bilinear whatever is said. */
    private Interpolation interpolation(Preprocessing known, Fit fit) {
        Interpolation said =
                pretrained.oneOf("interpolation", Interpolation.values()).orElse(known.interpolation());
        return fit instanceof Fit.CoverCrop ? Interpolation.BILINEAR : said;
    }

    private List<Float> perChannel(String member, List<Float> known) {
        List<Float> given = pretrained
                .numbers(member)
                .map(numbers -> numbers.stream().map(Double::floatValue).toList())
                .orElse(known);
        if (given.size() != known.size()) {
            throw pretrained.refused(member, "a number for each channel of input_size, " + known.size());
        }
        return given;
    }

    private List<String> labels(int classes) {
        List<String> labels = new ConfigLabels(classes)
                .in(pretrained)
                .or(() -> new ConfigLabels(classes).in(config))
                .orElseGet(() -> ModelConfig.defaultLabels(classes));
        if (labels.size() != classes) {
            throw new InvalidInputException(config.source() + ": label_names has " + labels.size()
                    + " names, expected as many as num_classes, " + classes);
        }
        return labels;
    }
}
