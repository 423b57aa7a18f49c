package org.mobilenet4j.server;

import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Variant;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.parameters.Initialization;

/** Small untrained models of each task, and an image. */
public final class TinyServedModels {
    public static final int SIDE = 32;
    public static final List<String> LABELS = List.of("ant", "bee", "cat", "dog", "eel", "fox");

    private TinyServedModels() {}

    public static Model classifier() {
        Variant variant = Variant.of(MobileNet.named("mobilenet_v2").orElseThrow())
                .with(options -> options.withWidth(0.1).withClasses(LABELS.size()));
        return Model.classifier(
                variant,
                Initialization.torchvision(variant.network(), 1),
                variant.base().preprocessing(SIDE),
                LABELS);
    }

    public static Model detector() {
        DenseMobileNet dense =
                DenseMobileNet.named("ssdlite320_mobilenet_v3_large").orElseThrow();
        Network network = dense.network(LABELS.size(), 0.25);
        return Model.detector(
                Initialization.ssdLite(network, 1),
                dense.preprocessing().withFit(new Fit.Stretch()).withInput(64, 64),
                LABELS);
    }

    public static Model segmenter() {
        DenseMobileNet dense = DenseMobileNet.named("lraspp_mobilenet_v3_large").orElseThrow();
        Network network = dense.network(LABELS.size(), 0.25);
        return Model.segmenter(
                Initialization.segmentation(network, 1),
                dense.preprocessing().withFit(new Fit.Stretch()).withInput(64, 64),
                LABELS);
    }

    /** A JPEG with something in it. */
    public static byte[] image(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        IntStream.range(0, rgb.length).forEach(i -> rgb[i] = (byte) (i * 7 / width));
        return ImageEncoder.jpeg(RgbImage.of(width, height, rgb));
    }
}
