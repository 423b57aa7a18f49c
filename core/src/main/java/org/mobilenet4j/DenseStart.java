package org.mobilenet4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Layer;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

/** Where a detector or a segmentation network begins to learn: a trunk, and a head that knows nothing. */
public final class DenseStart {
    private static final Pattern CLASSES =
            Pattern.compile("classification\\.\\d+\\.predict|classifier(\\.low|\\.high)?|auxiliary\\.classifier");

    private DenseStart() {}

    /**
     * A network over a classifier's trunk. Images are normalised as the classifier's, and both sides stretched to the
     * network's.
     *
     * @param classifier on the trunk of {@code dense}, of any width
     * @param labels the background first
     * @param resolution both sides of the input, in pixels
     * @param seed draws the head
     * @throws InvalidInputException if the classifier is on another trunk, or the network does not take such inputs
     */
    public static Model over(Model classifier, DenseMobileNet dense, List<String> labels, int resolution, long seed) {
        Variant variant = classifier.variant();
        if (variant == null || variant.base().family() != dense.trunk()) {
            throw new InvalidInputException(dense + " stands on " + dense.trunk() + ", and the weights are of "
                    + classifier.name() + "; give weights of that trunk, or another --arch");
        }
        Network network = dense.network(labels.size(), variant.options().width());
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        fresh(dense, network, seed).tensors().forEach((id, drawn) -> {
            @Nullable Tensor learned = classifier.parameters().tensors().get(id);
            if (id.location().isInHead()) {
                tensors.put(id, drawn);
            } else if (learned != null && learned.shape().equals(drawn.shape())) {
                tensors.put(id, Tensor.of(learned.shape(), learned.data().clone()));
            } else {
                throw new InvalidInputException("the weights of " + classifier.name() + " have for " + id + " "
                        + (learned == null ? "nothing" : learned.shape()) + ", expected " + drawn.shape()
                        + " for the trunk of " + dense + "; give torchvision's weights of it");
            }
        });
        Preprocessing known = classifier.preprocessing();
        return model(
                dense,
                new Parameters(network, tensors),
                new Preprocessing(
                        resolution,
                        resolution,
                        new Fit.Stretch(),
                        Interpolation.BILINEAR,
                        known.mean(),
                        known.std(),
                        known.isUpright()),
                labels);
    }

    /**
     * A trained detector or segmentation network that is to tell other classes apart: what depends on their number is fresh.
     *
     * @param labels the background first
     * @param seed draws what is fresh
     * @throws InvalidInputException if the model is for another task than boxes or masks
     */
    public static Model from(Model trained, List<String> labels, long seed) {
        if (trained.labels().equals(labels)) {
            return trained.withRun(Map.of());
        }
        boolean isDetector = trained.task() instanceof Task.ObjectDetection;
        int before = trained.labels().size();
        Network network = trained.network()
                .map(node -> tellsClasses(node.location()) && node.layer() instanceof Layer.Convolution convolution
                        ? node.withLayer(convolution.withChannels(
                                convolution.inChannels(), convolution.outChannels() / before * labels.size()))
                        : node);
        Map<ParameterId, Tensor> tensors = new LinkedHashMap<>();
        (isDetector ? Initialization.ssdLite(network, seed) : Initialization.segmentation(network, seed))
                .tensors()
                .forEach((id, drawn) -> {
                    @Nullable Tensor known = trained.parameters().tensors().get(id);
                    tensors.put(id, tellsClasses(id.location()) || known == null ? drawn : known);
                });
        Parameters parameters = new Parameters(network, tensors);
        return isDetector
                ? Model.detector(parameters, trained.preprocessing(), labels)
                : Model.segmenter(parameters, trained.preprocessing(), labels);
    }

    /** Whether a layer's outputs are classes. */
    private static boolean tellsClasses(Location location) {
        return CLASSES.matcher(location.path()).matches();
    }

    /**
     * A network of fresh weights.
     *
     * @param labels the background first
     * @param width the width multiplier
     * @param resolution both sides of the input, in pixels
     */
    public static Model fresh(DenseMobileNet dense, double width, List<String> labels, int resolution, long seed) {
        Network network = dense.network(labels.size(), width);
        Map<ParameterId, Tensor> tensors =
                new LinkedHashMap<>(fresh(dense, network, seed).tensors());
        Initialization.torchvision(network, seed).tensors().forEach((id, tensor) -> {
            if (!id.location().isInHead()) {
                tensors.put(id, tensor);
            }
        });
        Preprocessing preprocessing = Preprocessing.imagenet(resolution).withFit(new Fit.Stretch());
        return model(dense, new Parameters(network, tensors), preprocessing, labels);
    }

    private static Parameters fresh(DenseMobileNet dense, Network network, long seed) {
        return dense.isDetector() ? Initialization.ssdLite(network, seed) : Initialization.segmentation(network, seed);
    }

    private static Model model(
            DenseMobileNet dense, Parameters parameters, Preprocessing preprocessing, List<String> labels) {
        try {
            return dense.isDetector()
                    ? Model.detector(parameters, preprocessing, labels)
                    : Model.segmenter(parameters, preprocessing, labels);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(dense + ": " + e.getMessage(), e);
        }
    }
}
