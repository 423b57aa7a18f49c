package org.mobilenet4j;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledModel;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;

/**
 * A model that names what is in an image: network, preprocessing and class names in one object.
 *
 * <p>Immutable and safe for any number of threads; there is nothing to close. Load it once and keep it.
 */
public final class ImageClassifier {
    private final CompiledModel model;
    private final Kernels kernels;
    private final Preprocessing preprocessing;
    private final List<String> labels;
    private final ImageDecoder decoder;

    private ImageClassifier(
            CompiledModel model,
            Kernels kernels,
            Preprocessing preprocessing,
            List<String> labels,
            ImageDecoder decoder) {
        this.model = model;
        this.kernels = kernels;
        this.preprocessing = preprocessing;
        this.labels = labels;
        this.decoder = decoder;
    }

    /**
     * Loads a model: a directory or zip that {@link ModelBundle#save} or timm wrote, or a bare file of ImageNet weights.
     *
     * @throws InvalidInputException if there is no usable model at {@code path}
     * @throws IOException if the disk fails
     */
    public static ImageClassifier load(Path path) throws IOException {
        return of(ModelBundle.load(path));
    }

    /** Makes a model ready to run. */
    public static ImageClassifier of(ModelBundle bundle) {
        return of(bundle, KernelSelection.chosen().kernels());
    }

    /** Makes a model ready to run with given kernels, such as {@link KernelSelection#forOnePicture}. */
    public static ImageClassifier of(ModelBundle bundle, Kernels kernels) {
        return new ImageClassifier(
                Compiler.compile(bundle.parameters(), kernels),
                kernels,
                bundle.preprocessing(),
                bundle.labels(),
                new ImageDecoder());
    }

    /** The same model with another decoder: other limits, or with EXIF orientation applied. */
    public ImageClassifier withDecoder(ImageDecoder other) {
        return new ImageClassifier(model, kernels, preprocessing, labels, other);
    }

    /**
     * The same model with each image's network shared out over {@code threads} threads, for the shortest wait for one
     * answer; where many images come at once, one thread each serves more of them. Calls then take turns: see {@link
     * CompiledModel#withThreads}.
     *
     * @throws IllegalArgumentException if there is not at least one thread
     */
    public ImageClassifier withThreads(int threads) {
        return new ImageClassifier(model.withThreads(threads), kernels, preprocessing, labels, decoder);
    }

    /**
     * Classifies the image in a file.
     *
     * @throws InvalidInputException if the file is absent or not an image that can be read
     */
    public Classification classify(Path file) {
        return classify(decoder.decode(file), file.toString());
    }

    /**
     * Classifies an encoded image: the bytes of a JPEG, PNG, GIF or BMP file.
     *
     * @throws InvalidInputException if the bytes are not an image that can be read
     */
    public Classification classify(byte[] encoded) {
        String name = "image of " + encoded.length + " bytes";
        return classify(decoder.decode(encoded, name), name);
    }

    private Classification classify(RgbImage image, String name) {
        try {
            return classify(image);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Classifies a decoded image.
     *
     * @throws InvalidInputException if it is so long and thin that it cannot be resized
     */
    public Classification classify(RgbImage image) {
        return Classification.of(logits(image), labels);
    }

    /** The network's raw outputs for an image, one a class. */
    public float[] logits(RgbImage image) {
        RgbImage seen = preprocessing.crop(image, kernels);
        return model.logits((out, offset) -> preprocessing.normalize(seen, out, offset));
    }

    /** The class names, in the order of the network's outputs. */
    public List<String> labels() {
        return labels;
    }
}
