package org.mobilenet4j.image;

import java.util.List;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * How an image becomes a network's input, by the rules of torchvision's {@code Resize}, {@code CenterCrop},
 * {@code ToTensor} and {@code Normalize}: the short side is resized, the centre is cut out, and each channel is scaled
 * to 0..1, shifted by its mean and divided by its standard deviation. Belongs to the weights: the same network with
 * other preprocessing is a worse network. Immutable.
 *
 * @param inputWidth of the network's input, in pixels
 * @param inputHeight of the network's input, in pixels
 * @param resizeShortSide what the image's shorter side becomes before the centre is cut out, in pixels
 * @param interpolation the filter of the resize
 * @param mean per channel, of samples scaled to 0..1; as many as the network has input channels: 3, or 1 for a network
 *     of grey images
 * @param std the standard deviation per channel, of samples scaled to 0..1
 */
public record Preprocessing(
        int inputWidth,
        int inputHeight,
        int resizeShortSide,
        Interpolation interpolation,
        List<Float> mean,
        List<Float> std) {
    /** The mean of ImageNet's images, per channel, of samples scaled to 0..1. */
    public static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);

    /** The standard deviation of ImageNet's images, per channel, of samples scaled to 0..1. */
    public static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

    private static final int LEVELS = 256;
    private static final int MAX_SIDE = 16384;

    /**
     * Checks the parts against each other.
     *
     * @throws IllegalArgumentException if a size is below 1 or above 16384, the channels are not 1 or 3, a mean is not
     *     finite, or a standard deviation is not above 0
     */
    public Preprocessing {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        requireSide("inputWidth", inputWidth);
        requireSide("inputHeight", inputHeight);
        requireSide("resizeShortSide", resizeShortSide);
        if ((mean.size() != 1 && mean.size() != 3) || std.size() != mean.size()) {
            throw new IllegalArgumentException(
                    "mean " + mean + " and std " + std + " must both have 1 value (grey) or 3 (red, green, blue)");
        }
        for (float level : mean) {
            if (!Float.isFinite(level)) {
                throw new IllegalArgumentException("mean " + mean + " must be finite in each channel");
            }
        }
        for (float deviation : std) {
            if (!(deviation > 0 && Float.isFinite(deviation))) {
                throw new IllegalArgumentException("std " + std + " must be above 0 in each channel");
            }
        }
    }

    /** Whether a side may have so many pixels, 1 to 16384. */
    public static boolean isSide(int pixels) {
        return pixels >= 1 && pixels <= MAX_SIDE;
    }

    private static void requireSide(String name, int value) {
        if (!isSide(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be 1 to " + MAX_SIDE);
        }
    }

    /**
     * What torchvision's ImageNet weights were evaluated with: short side 256 for an input of 224, in proportion for
     * other resolutions, bilinear, ImageNet's mean and standard deviation.
     *
     * @param resolution both sides of the network's input, in pixels
     */
    public static Preprocessing imagenet(int resolution) {
        int shortSide = Math.toIntExact(resolution * 256L / 224);
        return new Preprocessing(
                resolution, resolution, shortSide, Interpolation.BILINEAR, IMAGENET_MEAN, IMAGENET_STD);
    }

    /**
     * What a timm checkpoint's {@code pretrained_cfg} says: the short side is {@code floor(resolution / cropPct)}.
     *
     * @param resolution both sides of the network's input, in pixels
     * @param cropPct the part of the resized image's short side that is kept, above 0; timm calls it
     *     {@code crop_pct}, and 0.875 is its usual value
     */
    public static Preprocessing timm(
            int resolution, double cropPct, Interpolation interpolation, List<Float> mean, List<Float> std) {
        if (!(cropPct > 0)) {
            throw new IllegalArgumentException("cropPct is " + cropPct + ", must be above 0");
        }
        int shortSide = (int) Math.floor(resolution / cropPct);
        return new Preprocessing(resolution, resolution, shortSide, interpolation, mean, std);
    }

    /** The same with the image's shorter side resized to another length before the centre is cut out. */
    public Preprocessing withResizeShortSide(int pixels) {
        return new Preprocessing(inputWidth, inputHeight, pixels, interpolation, mean, std);
    }

    /** The same for a square input of another size, the part of the image that is kept staying as it is. */
    public Preprocessing withResolution(int resolution) {
        int shortSide = Math.toIntExact((long) resolution * resizeShortSide / Math.min(inputWidth, inputHeight));
        return new Preprocessing(resolution, resolution, shortSide, interpolation, mean, std);
    }

    /** The same for a square input of another size, cut from images that are resized as before. */
    public Preprocessing withInput(int side) {
        return new Preprocessing(side, side, resizeShortSide, interpolation, mean, std);
    }

    /** The same for a network that takes grey images: their mean and deviation are those of the colours, averaged. */
    public Preprocessing forGrey() {
        return new Preprocessing(
                inputWidth, inputHeight, resizeShortSide, interpolation, averaged(mean), averaged(std));
    }

    private static List<Float> averaged(List<Float> channels) {
        double average =
                channels.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
        return List.of((float) average);
    }

    /** The channels of the network's input: 3, or 1 for grey. */
    public int channels() {
        return mean.size();
    }

    /** The shape of one network input: {@code H x W x C}. */
    public Shape inputShape() {
        return Shape.of(inputHeight, inputWidth, channels());
    }

    /**
     * The pixels that the network will see, {@code inputWidth x inputHeight}: resized, and the centre cut out. A
     * resized image that is smaller than the input is surrounded by black. For one channel the image turns grey
     * first, as a loader that opens images with {@code convert("L")} does.
     *
     * @throws InvalidInputException if the image is so long and thin that its resized length fits no int
     */
    public RgbImage crop(RgbImage image) {
        return crop(image, KernelSelection.chosen().kernels());
    }

    /** The same with given kernels; the pixels are the same with any. */
    public RgbImage crop(RgbImage image, Kernels kernels) {
        RgbImage source = channels() == 1 ? image.toGrey() : image;
        int width = source.width();
        int height = source.height();
        int longSide = longSide(Math.max(width, height), Math.min(width, height));
        int resizedWidth = width <= height ? resizeShortSide : longSide;
        int resizedHeight = width <= height ? longSide : resizeShortSide;
        int left = boxStart(resizedWidth, inputWidth);
        int top = boxStart(resizedHeight, inputHeight);

        // Only what the box shows is computed, which also bounds the work for an image a thousand times wider than
        // high.
        int firstColumn = Math.max(left, 0);
        int firstRow = Math.max(top, 0);
        RgbImage shown = PillowResampler.resizeCropped(
                source,
                resizedWidth,
                resizedHeight,
                firstColumn,
                firstRow,
                Math.min(inputWidth, resizedWidth),
                Math.min(inputHeight, resizedHeight),
                interpolation,
                kernels.resampling());
        return shown.crop(left - firstColumn, top - firstRow, inputWidth, inputHeight);
    }

    private int longSide(int longer, int shorter) {
        long resized = (long) resizeShortSide * longer / shorter;
        if (resized > Integer.MAX_VALUE) {
            throw new InvalidInputException("an image of " + longer + " by " + shorter
                    + " pixels is too long to be resized to a short side of " + resizeShortSide + "; cut it");
        }
        return (int) resized;
    }

    /**
     * Where torchvision's {@code CenterCrop} begins in an axis; negative where the image is smaller than the box and
     * is padded. The two cases round differently: Python's {@code round} takes a half to the even neighbour.
     */
    private static int boxStart(int extent, int boxExtent) {
        return extent < boxExtent ? -((boxExtent - extent) / 2) : (int) Math.rint((extent - boxExtent) / 2.0);
    }

    /**
     * Writes an image as the network's input, {@code H x W x C} in float32 like {@code ToTensor} and
     * {@code Normalize}, from {@code offset} on.
     *
     * @throws IndexOutOfBoundsException if {@code out} is too short
     */
    public void toTensor(RgbImage image, float[] out, int offset) {
        normalize(crop(image), out, offset);
    }

    /** The same for an image that has the input's size already; for one channel, its red is taken for grey. */
    public void normalize(RgbImage image, float[] out, int offset) {
        int channels = channels();
        float[] levels = normalizedLevels();
        byte[] rgb = image.rgb();
        int to = offset;
        if (channels == 1) {
            for (int i = 0; i < rgb.length; i += 3) {
                out[to++] = levels[rgb[i] & 0xFF];
            }
            return;
        }
        for (int i = 0; i < rgb.length; i += 3) {
            out[to] = levels[rgb[i] & 0xFF];
            out[to + 1] = levels[LEVELS + (rgb[i + 1] & 0xFF)];
            out[to + 2] = levels[2 * LEVELS + (rgb[i + 2] & 0xFF)];
            to += 3;
        }
    }

    /** The network's input for one image: {@code H x W x C}. */
    public Tensor apply(RgbImage image) {
        Tensor input = Tensor.zeros(inputShape());
        toTensor(image, input.data(), 0);
        return input;
    }

    /** What each of the 256 levels becomes, channel after channel: a division per level in place of one per sample. */
    private float[] normalizedLevels() {
        float[] levels = new float[channels() * LEVELS];
        for (int channel = 0; channel < channels(); channel++) {
            float shift = mean.get(channel);
            float scale = std.get(channel);
            for (int level = 0; level < LEVELS; level++) {
                levels[channel * LEVELS + level] = (level / 255f - shift) / scale;
            }
        }
        return levels;
    }
}
