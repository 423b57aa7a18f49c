package org.mobilenet4j;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.BatchNorm;
import org.mobilenet4j.architecture.DeepLabV3;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.LrAspp;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.architecture.SsdLite;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.LoadPolicy;
import org.mobilenet4j.naming.LoadReport;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

/**
 * A file of weights of one of torchvision's detectors or segmentation networks, told by its names and shapes. What these do
 * not show is as torchvision has it: SSDLite at 320 pixels, DeepLabV3 at output stride 16 with torchvision's rates.
 */
final class DenseCheckpoint {
    private static final int DETECTION_RESOLUTION = 320;
    private static final int SEGMENTATION_SHORT_SIDE = 520;
    private static final String BOXES = "head.classification_head.module_list.0.1.weight";

    /** Where a segmentation network's classes are: DeepLabV3's, the one without 3 x 3 convolutions, LR-ASPP's. */
    private static final List<String> PIXELS =
            List.of("classifier.4.weight", "classifier.1.weight", "classifier.low_classifier.weight");

    private static final List<Double> WIDTHS = List.of(1.0, 0.1, 0.25, 0.35, 0.5, 0.6, 0.75, 1.25, 1.3, 1.4);

    private final StateDict weights;
    private final String source;
    private final OpenOptions options;

    private DenseCheckpoint(StateDict weights, String source, OpenOptions options) {
        this.weights = weights;
        this.source = source;
        this.options = options;
    }

    /**
     * The model, if the names are of such a network.
     *
     * @param source what to call the file in messages
     * @throws InvalidInputException if the names are, and the tensors fit none on MobileNetV2 or V3
     */
    static Optional<Model> read(StateDict weights, String source, OpenOptions options) {
        DenseCheckpoint checkpoint = new DenseCheckpoint(weights, source, options);
        NameLayout layout = NameLayout.recognise(weights.names()).orElse(NameLayout.NATIVE);
        return switch (layout) {
            case TORCHVISION_DETECTION -> Optional.of(checkpoint.detector());
            case TORCHVISION_SEGMENTATION -> Optional.of(checkpoint.segmenter());
            case TORCHVISION, TIMM, TRANSFORMERS, NATIVE -> Optional.empty();
        };
    }

    private Model detector() {
        requireNoTransfer("a detector");
        int outputs = classes(List.of(BOXES));
        if (outputs % SsdLite.BOXES_PER_PIXEL != 0) {
            throw new InvalidInputException(
                    source + ": " + BOXES + " has " + outputs + " outputs, expected " + SsdLite.BOXES_PER_PIXEL
                            + " boxes' scores for every class; other numbers of boxes are not known here");
        }
        int classes = outputs / SsdLite.BOXES_PER_PIXEL;
        Stream<SsdLite> detectors = widths().flatMap(width -> families(
                        Family.V3_LARGE_REDUCED_TAIL,
                        Family.V3_LARGE,
                        Family.V2,
                        Family.V3_SMALL,
                        Family.V3_SMALL_REDUCED_TAIL)
                .map(family -> SsdLite.on(family, classes).withWidth(width)));
        return model(
                // torchvision's own builder leaves the extra layers as they are at any width.
                detectors
                        .flatMap(scaled -> Stream.of(scaled, new SsdLite(scaled.trunk(), scaled.options(), 1)))
                        .map(SsdLite::network),
                Preprocessing.detection(DETECTION_RESOLUTION),
                new Task.ObjectDetection(Categories.detection(classes)),
                NameLayout.TORCHVISION_DETECTION);
    }

    private Model segmenter() {
        requireNoTransfer("a segmentation network");
        int classes = classes(PIXELS);
        boolean isLrAspp = weights.get("classifier.cbr.0.weight") != null;
        Stream<Network> candidates = widths().flatMap(width -> families(
                        Family.V3_LARGE, Family.V2, Family.V3_SMALL, Family.V3_LARGE_REDUCED_TAIL)
                .map(family -> {
                    Options trunk = Options.DEFAULT
                            .withNorm(family.isV3() ? BatchNorm.TORCHVISION_V3 : BatchNorm.TORCH)
                            .withWidth(width)
                            .withClasses(classes);
                    return isLrAspp ? new LrAspp(family, trunk).network() : deepLab(family, trunk);
                }));
        return model(
                candidates,
                Preprocessing.segmentation(SEGMENTATION_SHORT_SIDE),
                new Task.SemanticSegmentation(Categories.segmentation(classes)),
                NameLayout.TORCHVISION_SEGMENTATION);
    }

    private Network deepLab(Family family, Options trunk) {
        boolean hasPyramid = weights.get("classifier.4.weight") != null;
        boolean hasAuxiliary = weights.get("aux_classifier.0.weight") != null;
        // torchvision's V3 keeps the rates of output stride 8.
        List<Integer> rates = !hasPyramid ? List.of() : family.isV3() ? List.of(12, 24, 36) : List.of(6, 12, 18);
        boolean readsLast = family.isV3() || weights.get("backbone.18.0.weight") != null;
        return new DeepLabV3(family, trunk, 16, rates, readsLast, hasAuxiliary).network();
    }

    private void requireNoTransfer(String kind) {
        if (options.isForTransfer()) {
            throw new InvalidInputException(source + ": is " + kind
                    + ", expected a classifier's weights to go on from; give those of its trunk, such as mobilenet_v2");
        }
    }

    private Stream<Double> widths() {
        Double width = options.width();
        return width != null ? Stream.of(width) : WIDTHS.stream();
    }

    private Stream<Family> families(Family... usual) {
        MobileNet base = options.base();
        if (base == null) {
            return Stream.of(usual);
        }
        List<Family> named =
                Stream.of(usual).filter(family -> isOn(family, base.family())).toList();
        if (named.isEmpty()) {
            throw new InvalidInputException("--arch is " + base + ", and " + source
                    + " has the names of a network on MobileNetV2 or V3; leave --arch out");
        }
        return named.stream();
    }

    /** The reduced tails have no name of their own. */
    private static boolean isOn(Family family, Family named) {
        return switch (family) {
            case V3_LARGE_REDUCED_TAIL -> named == Family.V3_LARGE;
            case V3_SMALL_REDUCED_TAIL -> named == Family.V3_SMALL;
            default -> family == named;
        };
    }

    /** The outputs of the convolution that tells classes apart. */
    private int classes(List<String> names) {
        for (String name : names) {
            Tensor weight = weights.get(name);
            if (weight != null
                    && weight.shape().rank() == 4
                    && Options.areValid(weight.shape().extent(0), 1)) {
                return weight.shape().extent(0);
            }
        }
        throw new InvalidInputException(source + ": has no " + String.join(" or ", names)
                + " of a 1 x 1 convolution, which would tell the number of classes");
    }

    /** The candidate that has exactly the file's names and shapes; else the nearest says what does not fit. */
    private Model model(Stream<Network> candidates, Preprocessing preprocessing, Task task, NameLayout layout) {
        Network nearest = nearest(candidates, layout);
        tellAssumed(task);
        return new Model(
                null,
                LoadedParameters.from(weights, source, nearest, LoadPolicy.STRICT, 0)
                        .parameters(),
                preprocessing,
                task,
                layout,
                Map.of());
    }

    private Network nearest(Stream<Network> candidates, NameLayout layout) {
        @Nullable Network nearest = null;
        int most = -1;
        for (Network candidate : (Iterable<Network>) candidates::iterator) {
            Map<String, Shape> expected = LoadedParameters.shapesByKey(layout, candidate);
            LoadReport report = LoadReport.compare(expected, weights);
            if (report.isClean()) {
                return candidate;
            }
            if (report.matched() > most) {
                most = report.matched();
                nearest = candidate;
            }
        }
        return Objects.requireNonNull(nearest);
    }

    /** torchvision builds V3-Large only: what another script chose for other trunks is not in the weights. */
    private void tellAssumed(Task task) {
        boolean isV2 = weights.names().stream().anyMatch(name -> name.contains(".conv.0.0."));
        if (isV2 && task instanceof Task.SemanticSegmentation) {
            options.notes()
                    .accept(source
                            + ": output stride 16 and the paper's dilations are assumed, which weights do not say;"
                            + " were they others, the answers are wrong");
        }
    }
}
