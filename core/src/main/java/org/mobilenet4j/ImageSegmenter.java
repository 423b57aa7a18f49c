package org.mobilenet4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.CompiledNetworks;
import org.mobilenet4j.inference.FeatureMap;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.parallel.Workers;

/**
 * A model that tells of every pixel what it shows: network, preprocessing and class names in one object.
 *
 * <p>Immutable and safe for any number of threads; there is nothing to close. Load it once and keep it.
 */
public final class ImageSegmenter {
    /** Rows of the image whose scores are there at a time. */
    private static final int BAND = 16;

    private final Model model;
    private final CompiledNetworks networks;
    private final Kernels kernels;
    private final ImageDecoder decoder;

    private ImageSegmenter(Model model, CompiledNetworks networks, Kernels kernels, ImageDecoder decoder) {
        this.model = model;
        this.networks = networks;
        this.kernels = kernels;
        this.decoder = decoder;
    }

    /**
     * Loads a model as {@link Models#open(Path)} does.
     *
     * @throws InvalidInputException if there is no usable segmentation network at {@code path}
     * @throws IOException if the disk fails
     */
    public static ImageSegmenter load(Path path) throws IOException {
        return of(Models.open(path));
    }

    /** Makes a model ready to run. */
    public static ImageSegmenter of(Model model) {
        return of(model, KernelSelection.chosen().kernels());
    }

    /**
     * Makes a model ready to run with given kernels. An auxiliary head is left out.
     *
     * @throws InvalidInputException if it is no segmentation network, or its preprocessing cuts or frames images
     */
    public static ImageSegmenter of(Model model, Kernels kernels) {
        model.require(Task.SemanticSegmentation.class, "a segmentation network");
        Preprocessing preprocessing = model.preprocessing();
        Fit fit = preprocessing.fit();
        if (!(fit instanceof Fit.ShortSide || fit instanceof Fit.Stretch)) {
            throw new InvalidInputException("the model's images come to their size by "
                    + fit.getClass().getSimpleName()
                    + ", expected the whole image, resized (crop_mode none or squash)");
        }
        if (model.labels().size() > Short.MAX_VALUE) {
            throw new InvalidInputException(
                    "the model has " + model.labels().size() + " classes, expected at most " + Short.MAX_VALUE);
        }
        Network network = model.network().only(Network.OUT);
        return new ImageSegmenter(
                model,
                new CompiledNetworks(model.parameters().of(network), kernels, Workers.CALLER),
                kernels,
                new ImageDecoder().withOrientation(preprocessing.isUpright()));
    }

    /** The same model with another decoder, of other limits; EXIF orientation is as the model's preprocessing says. */
    public ImageSegmenter withDecoder(ImageDecoder other) {
        return new ImageSegmenter(
                model,
                networks,
                kernels,
                other.withOrientation(model.preprocessing().isUpright()));
    }

    /** The same with each image's network shared out over a set of threads; calls then take turns. */
    public ImageSegmenter on(Workers workers) {
        return new ImageSegmenter(model, networks.on(workers), kernels, decoder);
    }

    /**
     * The same on threads of its own.
     *
     * @throws IllegalArgumentException if there is not at least one thread
     */
    public ImageSegmenter withThreads(int threads) {
        return on(new Workers(threads));
    }

    /**
     * Segments the image in a file.
     *
     * @throws InvalidInputException if the file is absent or not an image that can be read, or is too long and thin
     */
    public Segmentation segment(Path file) {
        return segment(decoder.decode(file), file.toString());
    }

    /**
     * Segments an encoded image: the bytes of a JPEG, PNG, GIF or BMP file.
     *
     * @throws InvalidInputException if the bytes are not an image that can be read, or it is too long and thin
     */
    public Segmentation segment(byte[] encoded) {
        String name = "image of " + encoded.length + " bytes";
        return segment(decoder.decode(encoded, name), name);
    }

    /**
     * Segments an encoded image that comes as a stream, which is read to its end and left open.
     *
     * @throws InvalidInputException if it is not an image that can be read, or it is too long and thin
     * @throws IOException if the stream fails
     */
    public Segmentation segment(InputStream encoded) throws IOException {
        return segment(encoded.readAllBytes());
    }

    private Segmentation segment(RgbImage image, String name) {
        try {
            return segment(image);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Segments a decoded image. Each pixel has the class of the highest score; where the network sees the image in another
     * size, the scores are resized bilinearly.
     *
     * @throws InvalidInputException if it is so long and thin that the network does not take it
     */
    public Segmentation segment(RgbImage image) {
        return segmentation(scores(image), image.height(), image.width());
    }

    /**
     * What the network's raw scores say of an image, whoever computed them.
     *
     * @param scores of any size, {@code H x W x classes}
     * @param height of the image, in pixels
     * @param width of the image, in pixels
     */
    public Segmentation segmentation(FeatureMap scores, int height, int width) {
        int classes = scores.channels();
        short[] best = new short[width * height];
        float[] band = new float[Math.min(BAND, height) * width * classes];
        for (int first = 0; first < height; first += BAND) {
            int end = Math.min(first + BAND, height);
            kernels.bilinear(
                    scores.height(),
                    scores.width(),
                    classes,
                    scores.values(),
                    0,
                    height,
                    width,
                    first,
                    end,
                    band,
                    -first * width * classes, // where row 0 would be
                    classes);
            for (int pixel = 0; pixel < (end - first) * width; pixel++) {
                best[first * width + pixel] = best(band, pixel * classes, classes);
            }
        }
        return new Segmentation(width, height, labels(), best);
    }

    /** The first of the highest scores. */
    private static short best(float[] scores, int from, int classes) {
        int best = 0;
        for (int label = 1; label < classes; label++) {
            best = scores[from + label] > scores[from + best] ? label : best;
        }
        return (short) best;
    }

    /**
     * The network's raw scores for an image, {@code H x W x classes} of the size in which the network sees it.
     *
     * @throws InvalidInputException if it is so long and thin that the network does not take it
     */
    public FeatureMap scores(RgbImage image) {
        Preprocessing preprocessing = model.preprocessing();
        CompiledNetwork network;
        RgbImage seen = preprocessing.crop(image, kernels);
        try {
            network = networks.of(seen.height(), seen.width());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "an image of " + image.width() + " by " + image.height()
                            + " pixels becomes " + seen.width() + " by " + seen.height() + ", and " + e.getMessage()
                            + "; cut it",
                    e);
        }
        return Objects.requireNonNull(network.run((out, offset) -> preprocessing.normalize(seen, out, offset))
                .get(Network.OUT));
    }

    /**
     * The same for an input that is prepared already.
     *
     * @param input {@code H x W x C}, normalised
     * @throws IllegalArgumentException if it has another length, or the network does not take that size
     */
    public FeatureMap scores(float[] input, int height, int width) {
        return Objects.requireNonNull(networks.of(height, width).run(input).get(Network.OUT));
    }

    /** The class names, in the order of the network's outputs. */
    public List<String> labels() {
        return model.labels();
    }
}
