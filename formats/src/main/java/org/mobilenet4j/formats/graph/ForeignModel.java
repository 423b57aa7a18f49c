package org.mobilenet4j.formats.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.ImageNet;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Task;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.Activation;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Layer.Convolution;
import org.mobilenet4j.architecture.Layer.Linear;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Node;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.PaddingMode;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.architecture.ParameterId.Kind;
import org.mobilenet4j.architecture.WidthRule;
import org.mobilenet4j.formats.graph.FamilyMatch.Trunk;
import org.mobilenet4j.formats.graph.Operation.Apply;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * A foreign graph as a network of this library: with the places, and where its channels are those of a table, the name of the
 * MobileNet that it is; else as a network of its own.
 *
 * @param variant its name, or null where its channels or layers are no table's
 * @param range what the graph does to images by itself, or null where it leaves that to its caller
 * @param notes what was read otherwise than the file says, in sentences for a person
 */
public record ForeignModel(
        @Nullable Variant variant,
        Parameters parameters,
        @Nullable InputRange range,
        List<String> notes) {
    /** The output of a network without a classifier. */
    public static final String FEATURES = "features";

    private static final Location CLASSIFIER = Location.CLASSIFIER;

    /** Copies the notes. */
    public ForeignModel {
        notes = List.copyOf(notes);
    }

    /**
     * Makes the network that computes a value.
     *
     * @param isQuantized whether activations may be missing that a range of eight bits stands for
     * @throws InvalidInputException if the graph has what is no layer here
     */
    public static ForeignModel of(ForeignGraph graph, Value output, int inputChannels, boolean isQuantized) {
        try {
            return new Reader(graph, inputChannels).read(output, isQuantized);
        } catch (IllegalArgumentException e) {
            throw graph.damaged(String.valueOf(e.getMessage()));
        }
    }

    /**
     * What a file says of the images and the outputs.
     *
     * @param format what people call it, for the model's account of itself
     * @param height of the images in pixels, likewise the width
     * @param range what the network expects where the graph does not prepare the images itself
     * @param labels the names of the classes; none where the file has none
     * @param fit how images come to that size, or null for what is usual: ImageNet's classes are cut from the centre, other
     *     images stretched, as Keras' own data sets are
     */
    public record Origin(
            String format,
            int height,
            int width,
            InputRange range,
            List<String> labels,
            @Nullable Fit fit) {}

    /** The same with more for a person to know. */
    public ForeignModel withNotes(List<String> more) {
        return new ForeignModel(
                variant,
                parameters,
                range,
                Stream.concat(notes.stream(), more.stream()).toList());
    }

    /** The same with labels and preprocessing. */
    public Model toModel(Origin origin) {
        Network network = parameters.network();
        List<String> told = new ArrayList<>(notes);
        Task task;
        boolean isImageNet = false;
        if (network.classifier().isEmpty()) {
            task = new Task.FeatureExtraction();
        } else {
            int classes = network.classes();
            boolean fits = origin.labels.size() == classes;
            if (!fits && !origin.labels.isEmpty()) {
                told.add(
                        "its " + origin.labels.size() + " labels are not used: it tells " + classes + " classes apart");
            }
            List<String> imagenet = ImageNet.classNames();
            isImageNet = classes == imagenet.size() || classes == imagenet.size() + 1;
            task = new Task.ImageClassification(fits ? origin.labels : usualLabels(classes, imagenet));
        }
        Fit usual = isImageNet
                ? new Fit.CenterCrop(Math.max(1, (int) (Math.min(origin.height, origin.width) / 0.875)))
                : new Fit.Stretch();
        InputRange used = (range == null ? origin.range : range).forChannels(network.inputChannels());
        Preprocessing preprocessing = new Preprocessing(
                origin.width,
                origin.height,
                origin.fit == null ? usual : origin.fit,
                Interpolation.BILINEAR,
                used.mean(),
                used.std());
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("format", origin.format);
        if (range != null) {
            run.put(Model.PREPARES_IMAGES, true);
        }
        if (!told.isEmpty()) {
            run.put(Model.NOTES, told);
        }
        NameLayout layout = variant == null ? NameLayout.NATIVE : variant.base().layout();
        return new Model(variant, parameters, preprocessing, task, layout, run);
    }

    /** Google's models put a background before ImageNet's classes. */
    private static List<String> usualLabels(int classes, List<String> imagenet) {
        if (classes == imagenet.size()) {
            return imagenet;
        }
        if (classes == imagenet.size() + 1) {
            return Stream.concat(Stream.of("background"), imagenet.stream()).toList();
        }
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    private static final class Reader {
        private final ForeignGraph graph;
        private final int inputChannels;
        private final List<String> notes = new ArrayList<>();

        Reader(ForeignGraph graph, int inputChannels) {
            this.graph = graph;
            this.inputChannels = inputChannels;
        }

        ForeignModel read(Value output, boolean isQuantized) {
            boolean isSigmoid = isApplied(output, Function.SIGMOID);
            Value logits = isSigmoid || isApplied(output, Function.SOFTMAX) ? output.input() : output;
            UnitBuilder builder = new UnitBuilder(graph);
            int last = builder.place(logits);
            List<Unit> units = new ArrayList<>(builder.units());
            if (last == Unit.IMAGES || last != units.size() - 1) {
                throw graph.damaged("its output is its input");
            }
            if (isSigmoid) {
                units.set(last, ofSigmoid(units.get(last)));
            }
            Trunk trunk = FamilyMatch.of(units, isQuantized).orElse(null);
            SequencedMap<Location, Unit> placed = trunk == null ? inOrder(units) : inPlaces(units, trunk);
            Parameters parameters = parameters(placed, units, last);
            Variant variant = trunk == null ? null : variant(trunk.family(), parameters.network());
            Operation.Scale scale = builder.inputScale();
            boolean isScaled = scale != null
                    && !(Arrays.stream(scale.factors()).allMatch(factor -> factor == 1)
                            && Arrays.stream(scale.shifts()).allMatch(shift -> shift == 0));
            InputRange range = isScaled ? InputRange.of(Objects.requireNonNull(scale), inputChannels) : null;
            return new ForeignModel(variant, parameters, range, notes);
        }

        private static boolean isApplied(Value value, Function function) {
            return value.operation() instanceof Apply apply && apply.function() == function;
        }

        /** One sigmoid tells two classes apart, of which the first has the logit 0. */
        private Unit ofSigmoid(Unit unit) {
            if (!(unit.layer() instanceof Linear linear)) {
                throw graph.unsupported("a sigmoid at the end of a network that is no classifier");
            }
            if (linear.outFeatures() > 1) {
                notes.add("its " + linear.outFeatures() + " outputs are independent of each other (sigmoid); here they"
                        + " are classes that exclude each other (softmax)");
                return unit;
            }
            float[] weights =
                    Objects.requireNonNull(unit.tensors().get(Kind.WEIGHT)).data();
            float[] bias = Objects.requireNonNull(unit.tensors().get(Kind.BIAS)).data();
            Map<Kind, Tensor> tensors = new EnumMap<>(Kind.class);
            float[] both = new float[2 * weights.length];
            System.arraycopy(weights, 0, both, weights.length, weights.length);
            tensors.put(Kind.WEIGHT, Tensor.of(Shape.of(2, linear.inFeatures()), both));
            tensors.put(Kind.BIAS, Tensor.of(Shape.of(2), new float[] {0, bias[0]}));
            notes.add("its one output (sigmoid) is the second of two classes here");
            return new Unit(new Linear(linear.inFeatures(), 2, Activation.NONE), unit.inputs(), tensors);
        }

        /** Places for a network that no table has. */
        private static SequencedMap<Location, Unit> inOrder(List<Unit> units) {
            SequencedMap<Location, Unit> placed = new LinkedHashMap<>();
            for (int i = 0; i < units.size(); i++) {
                boolean isLast = i == units.size() - 1;
                Location location = i == 0
                        ? Location.STEM
                        : isLast && units.get(i).layer() instanceof Linear ? CLASSIFIER : new Location("layers." + i);
                placed.put(location, units.get(i));
            }
            return placed;
        }

        private static SequencedMap<Location, Unit> inPlaces(List<Unit> units, Trunk trunk) {
            BatchNorm norm = trunk.units().stream()
                    .map(Unit::norm)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseGet(() -> usualNorm(trunk));
            SequencedMap<Location, Unit> placed = new LinkedHashMap<>();
            for (int i = 0; i < trunk.units().size(); i++) {
                placed.put(trunk.locations().get(i), trunk.units().get(i).withNorm(norm));
            }
            long linears = units.stream()
                    .filter(unit -> unit.layer() instanceof Linear)
                    .count();
            for (int i = trunk.units().size(); i < units.size(); i++) {
                boolean isLast = i == units.size() - 1;
                Layer layer = units.get(i).layer();
                boolean isPool = layer instanceof Layer.GlobalAveragePool
                        && i == trunk.units().size();
                boolean isHidden = layer instanceof Linear && linears == 2;
                Location location = isPool
                        ? Location.POOL
                        : isLast && layer instanceof Linear
                                ? CLASSIFIER
                                : isHidden ? Location.HIDDEN : new Location("head." + i);
                placed.put(location, units.get(i));
            }
            return placed;
        }

        /** What the networks of a family were trained with, where a file has only what became of the norms. */
        private static BatchNorm usualNorm(Trunk trunk) {
            boolean isSame = trunk.units().stream()
                    .anyMatch(unit -> unit.layer() instanceof Convolution c && c.padding() == PaddingMode.SAME);
            return isSame
                    ? BatchNorm.TENSORFLOW
                    : base(trunk.family()).options().norm();
        }

        private Parameters parameters(SequencedMap<Location, Unit> placed, List<Unit> units, int last) {
            List<Location> locations = List.copyOf(placed.keySet());
            List<Node> nodes = new ArrayList<>();
            Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
            placed.forEach((location, unit) -> {
                List<Location> inputs = unit.inputs().stream()
                        .map(input -> input == Unit.IMAGES ? Location.INPUT : locations.get(input))
                        .toList();
                if (location.equals(CLASSIFIER)) {
                    nodes.add(new Node(Location.DROPOUT, new Layer.Dropout(Options.DEFAULT.dropout()), inputs));
                    inputs = List.of(Location.DROPOUT);
                }
                nodes.add(new Node(location, unit.layer(), inputs));
                unit.tensors().forEach((kind, tensor) -> tensors.put(new ParameterId(location, kind), tensor));
            });
            boolean isClassifier = units.get(last).layer() instanceof Linear;
            SequencedMap<String, Location> outputs = new LinkedHashMap<>();
            outputs.put(isClassifier ? Network.LOGITS : FEATURES, locations.get(last));
            return new Parameters(new Network(inputChannels, nodes, outputs), tensors);
        }

        private static @Nullable Variant variant(Family family, Network network) {
            if (network.classifier().isEmpty()) {
                return null;
            }
            Convolution stem = (Convolution) network.node(Location.STEM).layer();
            BatchNorm norm = Objects.requireNonNull(stem.norm());
            Options known = Options.DEFAULT
                    .withNorm(norm)
                    .withPadding(stem.padding())
                    .withInputChannels(network.inputChannels())
                    .withClasses(network.classes());
            MobileNet base = base(family);
            return widths().boxed()
                    .flatMap(width -> Arrays.stream(WidthRule.values())
                            .map(rule -> known.withWidth(width).withWidthRule(rule)))
                    .map(options -> new Variant(base, options))
                    .filter(variant -> variant.network().equals(network))
                    .findFirst()
                    .orElse(null);
        }

        /** Usual widths first, then any hundredth. */
        private static DoubleStream widths() {
            return DoubleStream.concat(
                    DoubleStream.of(1.0, 0.75, 0.5, 0.35, 0.25, 1.4, 1.3, 0.1),
                    IntStream.rangeClosed(5, 200).mapToDouble(percent -> percent / 100.0));
        }

        private static MobileNet base(Family family) {
            return Arrays.stream(MobileNet.values())
                    .filter(known -> known.family() == family)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
