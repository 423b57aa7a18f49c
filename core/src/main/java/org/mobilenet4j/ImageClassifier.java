package org.mobilenet4j;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.ClassifierOutputs;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.CompiledNetworks;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parallel.Workers;

/**
 * A model that names what is in an image: network, preprocessing and class names in one object.
 *
 * <p>Immutable and safe for any number of threads; there is nothing to close. Load it once and keep it.
 */
public final class ImageClassifier {
    private final Model model;
    private final CompiledNetworks networks;
    private final Kernels kernels;
    private final ImageDecoder decoder;

    private ImageClassifier(Model model, CompiledNetworks networks, Kernels kernels, ImageDecoder decoder) {
        this.model = model;
        this.networks = networks;
        this.kernels = kernels;
        this.decoder = decoder;
    }

    /**
     * Loads a model as {@link Models#open(Path)} does.
     *
     * @throws InvalidInputException if there is no usable classifier at {@code path}
     * @throws IOException if the disk fails
     */
    public static ImageClassifier load(Path path) throws IOException {
        return of(Models.open(path));
    }

    /**
     * Loads a model that comes as a stream, such as a resource of the class path, as {@link Models#open(InputStream,
     * String)} does.
     *
     * @param name what the stream holds, with its suffix: {@code flowers.zip}
     * @throws InvalidInputException if it is no usable classifier
     * @throws IOException if the stream or the disk fails
     */
    public static ImageClassifier load(InputStream stream, String name) throws IOException {
        return of(Models.open(stream, name));
    }

    /** Makes a model ready to run. */
    public static ImageClassifier of(Model model) {
        return of(model, KernelSelection.chosen().kernels());
    }

    /**
     * Makes a model ready to run with given kernels, such as {@link KernelSelection#forOneImage}.
     *
     * @throws InvalidInputException if it is no classifier
     */
    public static ImageClassifier of(Model model, Kernels kernels) {
        if (model.task() instanceof Task.FeatureExtraction) {
            throw new InvalidInputException("the model is " + model.name()
                    + " without a classifier; embed images with it, or train one on its features (train --weights)");
        }
        model.require(Task.ImageClassification.class, "a classifier of images");
        CompiledNetworks networks = new CompiledNetworks(model.parameters(), kernels, Workers.CALLER);
        networks.of(
                model.preprocessing().inputHeight(), model.preprocessing().inputWidth()); // most models have one size
        return new ImageClassifier(model, networks, kernels, decoder(new ImageDecoder(), model));
    }

    /** The same model with another decoder, of other limits; EXIF orientation is as the model's preprocessing says. */
    public ImageClassifier withDecoder(ImageDecoder other) {
        return new ImageClassifier(model, networks, kernels, decoder(other, model));
    }

    private static ImageDecoder decoder(ImageDecoder decoder, Model model) {
        return decoder.withOrientation(model.preprocessing().isUpright());
    }

    /**
     * The same model with each image's network shared out over a set of threads, for the shortest wait for one answer; where
     * many images come at once, one thread each serves more of them. Calls then take turns: see {@link
     * CompiledNetwork#on}.
     */
    public ImageClassifier on(Workers workers) {
        return new ImageClassifier(model, networks.on(workers), kernels, decoder);
    }

    /**
     * The same on threads of its own.
     *
     * @throws IllegalArgumentException if there is not at least one thread
     */
    public ImageClassifier withThreads(int threads) {
        return on(new Workers(threads));
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

    /**
     * Classifies an encoded image that comes as a stream, which is read to its end and left open.
     *
     * @throws InvalidInputException if it is not an image that can be read
     * @throws IOException if the stream fails
     */
    public Classification classify(InputStream encoded) throws IOException {
        return classify(encoded.readAllBytes());
    }

    /**
     * Classifies an image of the Java platform; transparency is left out.
     *
     * @throws InvalidInputException if it is so long and thin that it cannot be resized
     */
    public Classification classify(BufferedImage image) {
        return classify(RgbImage.of(image));
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
        return Classification.of(logits(image), labels());
    }

    /** The network's raw outputs for an image, one a class. */
    public float[] logits(RgbImage image) {
        Preprocessing preprocessing = model.preprocessing();
        RgbImage seen = preprocessing.crop(image, kernels);
        return networks.of(seen.height(), seen.width())
                .logits((out, offset) -> preprocessing.normalize(seen, out, offset));
    }

    /**
     * The network's raw outputs for an input that is prepared already.
     *
     * @param input {@code H x W x C} of the preprocessing's size, normalised
     * @throws IllegalArgumentException if it has another length
     */
    public float[] logits(float[] input) {
        return network().logits(input);
    }

    /** The vector that the last layer reads: what the network knows of an image, which is near to that of a like image. */
    public float[] features(RgbImage image) {
        RgbImage seen = model.preprocessing().crop(image, kernels);
        CompiledNetwork network = networks.of(seen.height(), seen.width());
        float[] input = new float[network.inputLength()];
        model.preprocessing().normalize(seen, input, 0);
        return network.features(input);
    }

    /**
     * The same of an input that is prepared already.
     *
     * @param input {@code H x W x C} of the preprocessing's size, normalised
     * @throws IllegalArgumentException if it has another length
     */
    public float[] features(float[] input) {
        return network().features(input);
    }

    /** Both for an image, {@link #logits(RgbImage)} and {@link #features(RgbImage)}, in one pass. */
    public ClassifierOutputs outputs(RgbImage image) {
        Preprocessing preprocessing = model.preprocessing();
        RgbImage seen = preprocessing.crop(image, kernels);
        return networks.of(seen.height(), seen.width())
                .outputs((out, offset) -> preprocessing.normalize(seen, out, offset));
    }

    private CompiledNetwork network() {
        return networks.of(
                model.preprocessing().inputHeight(), model.preprocessing().inputWidth());
    }

    /** The class names, in the order of the network's outputs. */
    public List<String> labels() {
        return model.labels();
    }
}
