package org.mobilenet4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mobilenet4j.detection.Corners;
import org.mobilenet4j.detection.Postprocessing;
import org.mobilenet4j.detection.ScoredBox;
import org.mobilenet4j.detection.SsdHeads;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parallel.Workers;

/**
 * A model that finds objects in images: network, preprocessing, default boxes and class names in one object.
 *
 * <p>Immutable and safe for any number of threads; there is nothing to close. Load it once and keep it.
 */
public final class ObjectDetector {
    private final Model model;
    private final CompiledNetwork network;
    private final SsdHeads heads;
    private final Postprocessing postprocessing;
    private final ImageDecoder decoder;

    private ObjectDetector(
            Model model, CompiledNetwork network, SsdHeads heads, Postprocessing postprocessing, ImageDecoder decoder) {
        this.model = model;
        this.network = network;
        this.heads = heads;
        this.postprocessing = postprocessing;
        this.decoder = decoder;
    }

    /**
     * Loads a model as {@link Models#open(Path)} does.
     *
     * @throws InvalidInputException if there is no usable detector at {@code path}
     * @throws IOException if the disk fails
     */
    public static ObjectDetector load(Path path) throws IOException {
        return of(Models.open(path));
    }

    /** Makes a model ready to run. */
    public static ObjectDetector of(Model model) {
        return of(model, KernelSelection.chosen().kernels());
    }

    /**
     * Makes a model ready to run with given kernels.
     *
     * @throws InvalidInputException if it is no detector, or its preprocessing cuts or frames images
     */
    public static ObjectDetector of(Model model, Kernels kernels) {
        model.require(Task.ObjectDetection.class, "a detector of objects");
        Preprocessing preprocessing = model.preprocessing();
        if (!(preprocessing.fit() instanceof Fit.Stretch)) {
            throw new InvalidInputException("the model's images come to their size by "
                    + preprocessing.fit().getClass().getSimpleName()
                    + ", expected both sides stretched, as detectors take them (crop_mode squash)");
        }
        int height = preprocessing.inputHeight();
        int width = preprocessing.inputWidth();
        return new ObjectDetector(
                model,
                Compiler.compile(model.parameters(), height, width, kernels),
                SsdHeads.of(model.network(), height, width),
                Postprocessing.SSDLITE,
                new ImageDecoder().withOrientation(preprocessing.isUpright()));
    }

    /** The same model with another decoder, of other limits; EXIF orientation is as the model's preprocessing says. */
    public ObjectDetector withDecoder(ImageDecoder other) {
        return new ObjectDetector(
                model,
                network,
                heads,
                postprocessing,
                other.withOrientation(model.preprocessing().isUpright()));
    }

    /** The same for objects of a score above another than 0.001, which is what average precision is measured with. */
    public ObjectDetector withLeastScore(double score) {
        return withPostprocessing(postprocessing.withLeastScore(score));
    }

    /** The same with other rules for what is an object. */
    public ObjectDetector withPostprocessing(Postprocessing other) {
        return new ObjectDetector(model, network, heads, other, decoder);
    }

    /** The same with each image's network shared out over a set of threads; calls then take turns. */
    public ObjectDetector on(Workers workers) {
        return new ObjectDetector(model, network.on(workers), heads, postprocessing, decoder);
    }

    /**
     * The same on threads of its own.
     *
     * @throws IllegalArgumentException if there is not at least one thread
     */
    public ObjectDetector withThreads(int threads) {
        return on(new Workers(threads));
    }

    /**
     * Finds the objects in the image in a file.
     *
     * @throws InvalidInputException if the file is absent or not an image that can be read
     */
    public List<DetectedObject> detect(Path file) {
        return detect(decoder.decode(file));
    }

    /**
     * Finds the objects in an encoded image: the bytes of a JPEG, PNG, GIF or BMP file.
     *
     * @throws InvalidInputException if the bytes are not an image that can be read
     */
    public List<DetectedObject> detect(byte[] encoded) {
        return detect(decoder.decode(encoded, "image of " + encoded.length + " bytes"));
    }

    /**
     * Finds the objects in an encoded image that comes as a stream, which is read to its end and left open.
     *
     * @throws InvalidInputException if it is not an image that can be read
     * @throws IOException if the stream fails
     */
    public List<DetectedObject> detect(InputStream encoded) throws IOException {
        return detect(encoded.readAllBytes());
    }

    /** Finds the objects in a decoded image, the surest first. */
    public List<DetectedObject> detect(RgbImage image) {
        return detect((out, offset) -> model.preprocessing().sample(image, out, offset), image.height(), image.width());
    }

    /**
     * Finds the objects in an input that is prepared already.
     *
     * @param input {@code H x W x C} of the preprocessing's size, normalised
     * @param height of the image that the boxes are to be of, in pixels
     * @param width of that image
     * @throws IllegalArgumentException if the input has another length
     */
    public List<DetectedObject> detect(float[] input, int height, int width) {
        if (input.length != network.inputLength()) {
            throw new IllegalArgumentException(
                    "the input has " + input.length + " floats, expected " + network.inputLength());
        }
        return detect((out, offset) -> System.arraycopy(input, 0, out, offset, input.length), height, width);
    }

    /**
     * Finds the objects in an image that is prepared already.
     *
     * @param input the network's input
     * @param height of the image that the boxes are to be of, in pixels
     * @param width of that image
     */
    List<DetectedObject> detect(CompiledNetwork.Input input, int height, int width) {
        Map<String, FeatureMap> outputs = network.run(input);
        return objects(
                heads.of(name -> Objects.requireNonNull(outputs.get(name)).values(), 0), height, width);
    }

    /**
     * The objects that the network's raw outputs say, whoever computed them, the surest first.
     *
     * @param height of the image that the boxes are to be of, in pixels
     * @param width of that image
     */
    public List<DetectedObject> objects(SsdHeads.Values values, int height, int width) {
        List<ScoredBox> found = heads.detections(values, postprocessing);
        float horizontally = (float) width / heads.width();
        float vertically = (float) height / heads.height();
        return found.stream()
                .map(detection -> new DetectedObject(
                        labels().get(detection.label()),
                        detection.label(),
                        detection.score(),
                        box(detection.box().scaled(horizontally, vertically))))
                .toList();
    }

    private static Box box(Corners corners) {
        return Box.ofCorners(corners.left(), corners.top(), corners.right(), corners.bottom());
    }

    /** The class names, in the order of the network's outputs; the first is the background. */
    public List<String> labels() {
        return model.labels();
    }
}
