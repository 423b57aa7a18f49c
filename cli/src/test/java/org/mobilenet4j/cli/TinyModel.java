package org.mobilenet4j.cli;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.tensor.Tensor;

/** A model and images so small that a verb runs in a moment. */
final class TinyModel {
    private static final Color[] COLOURS = {new Color(220, 40, 40), new Color(40, 200, 60), new Color(50, 60, 210)};

    private TinyModel() {}

    /** Writes a model of a quarter of the width for 32 pixels; its weights are a draw of a seed. */
    static Path save(Path folder, MobileNet variant, String... labels) throws IOException {
        Variant narrow =
                Variant.of(variant).with(options -> options.withWidth(0.25).withClasses(labels.length));
        Model.classifier(narrow, lively(narrow.network()), variant.preprocessing(32), List.of(labels))
                .save(folder);
        return folder;
    }

    /** Parameters of a network, a draw of a seed. */
    static Parameters lively(Network network) {
        Parameters parameters = Initialization.torchvision(network, 1);
        SplittableRandom random = new SplittableRandom(1);
        parameters.tensors().forEach((id, tensor) -> fill(id, tensor, random));
        return parameters;
    }

    /** Lively enough to tell colours apart, as a network that begins its training is not. */
    private static void fill(ParameterId id, Tensor tensor, SplittableRandom random) {
        float[] values = tensor.data();
        double fanIn = (double) values.length
                / Math.max(1, tensor.shape().rank() == 0 ? 1 : tensor.shape().extent(0));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float)
                    switch (id.kind()) {
                        case WEIGHT, SQUEEZE_WEIGHT, EXCITE_WEIGHT -> random.nextDouble(-1, 1) * Math.sqrt(6 / fanIn);
                        case NORM_SCALE, NORM_VARIANCE -> random.nextDouble(0.5, 1.5);
                        case BIAS, SQUEEZE_BIAS, EXCITE_BIAS, NORM_SHIFT, NORM_MEAN -> random.nextDouble(-0.2, 0.2);
                        case NORM_BATCHES -> 0;
                    };
        }
    }

    /** Draws a dataset of at most three classes, each with a hue. */
    static Path drawImages(Path folder, int perClass, String... classes) throws IOException {
        for (int hue = 0; hue < classes.length; hue++) {
            Path of = Files.createDirectories(folder.resolve(classes[hue]));
            for (int i = 0; i < perClass; i++) {
                draw(of.resolve("%03d.png".formatted(i)), COLOURS[hue], hue * 1000L + i);
            }
        }
        return folder;
    }

    private static void draw(Path file, Color colour, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int noise = random.nextInt(-8, 9);
                image.setRGB(
                        x,
                        y,
                        new Color(
                                        Math.clamp(colour.getRed() + noise, 0, 255),
                                        Math.clamp(colour.getGreen() + noise, 0, 255),
                                        Math.clamp(colour.getBlue() + noise, 0, 255))
                                .getRGB());
            }
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
