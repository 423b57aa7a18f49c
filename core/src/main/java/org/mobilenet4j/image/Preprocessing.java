package org.mobilenet4j.image;

import java.util.List;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.kernel.KernelSelection;
import org.mobilenet4j.kernel.Kernels;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;

/**
 * How an image becomes a network's input, by the rules of torchvision's transforms: it is resized and brought to the input's
 * size, and each channel is scaled to 0..1, shifted by its mean and divided by its standard deviation. Belongs to the
 * weights: the same network with other preprocessing is a worse network. Immutable.
 *
 * @param inputWidth of the network's input, in pixels; where {@code fit} leaves that to the image, of a usual one
 * @param inputHeight of the network's input, in pixels
 * @param fit how an image comes to that size
 * @param interpolation the filter of the resize
 * @param mean per channel, of samples scaled to 0..1; as many as the network has input channels: 3, or 1 for a network
 *     of grey images
 * @param std the standard deviation per channel, of samples scaled to 0..1
 * @param isUpright whether images are first turned and mirrored as their EXIF orientation says, by the decoder: see
 *     {@link ImageDecoder#withOrientation}
 */
public record Preprocessing(
        int inputWidth,
        int inputHeight,
        Fit fit,
        Interpolation interpolation,
        List<Float> mean,
        List<Float> std,
        boolean isUpright) {
    /** The mean of ImageNet's images, per channel, of samples scaled to 0..1. */
    public static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);

    /** The standard deviation of ImageNet's images, per channel, of samples scaled to 0..1. */
    public static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

    /** Inputs from -1 to 1, which torchvision's detectors take whatever their trunk was trained with. */
    private static final List<Float> HALF = List.of(0.5f, 0.5f, 0.5f);

    private static final int LEVELS = 256;
    static final int MAX_SIDE = 16384;

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

    /** Of images as they are stored, whatever their EXIF orientation: as torchvision and timm read their datasets. */
    public Preprocessing(
            int inputWidth, int inputHeight, Fit fit, Interpolation interpolation, List<Float> mean, List<Float> std) {
        this(inputWidth, inputHeight, fit, interpolation, mean, std, false);
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
                resolution,
                resolution,
                new Fit.CenterCrop(shortSide),
                Interpolation.BILINEAR,
                IMAGENET_MEAN,
                IMAGENET_STD);
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
        return new Preprocessing(resolution, resolution, new Fit.CenterCrop(shortSide), interpolation, mean, std);
    }

    /**
     * What torchvision's SSDLite prepares images by: both sides stretched, inputs from -1 to 1. See {@link #sample}.
     *
     * @param resolution both sides of the network's input, in pixels
     */
    public static Preprocessing detection(int resolution) {
        return new Preprocessing(resolution, resolution, new Fit.Stretch(), Interpolation.BILINEAR, HALF, HALF);
    }

    /**
     * What torchvision's segmentation networks were evaluated with: the short side resized, nothing cut, ImageNet's mean and
     * standard deviation.
     */
    public static Preprocessing segmentation(int shortSide) {
        return new Preprocessing(
                shortSide,
                shortSide,
                new Fit.ShortSide(shortSide),
                Interpolation.BILINEAR,
                IMAGENET_MEAN,
                IMAGENET_STD);
    }

    /** The same with the whole of a square image, of which no margin is cut off: for images no larger than the input. */
    public Preprocessing whole() {
        return withFit(new Fit.CenterCrop(Math.min(inputWidth, inputHeight)));
    }

    /** The same with another way to the input's size. */
    public Preprocessing withFit(Fit other) {
        return new Preprocessing(inputWidth, inputHeight, other, interpolation, mean, std, isUpright);
    }

    /** The same for inputs of one size, whatever that does to an image's proportions where it was to keep them. */
    public Preprocessing ofOneSize() {
        return fit instanceof Fit.ShortSide ? withFit(new Fit.Stretch()) : this;
    }

    /** The same of images that are turned as their EXIF orientation says, or of images as they are stored. */
    public Preprocessing withUpright(boolean isWanted) {
        return new Preprocessing(inputWidth, inputHeight, fit, interpolation, mean, std, isWanted);
    }

    /** The same for a square input of another size, the part of the image that is kept staying as it is. */
    public Preprocessing withResolution(int resolution) {
        return withInput(resolution, resolution);
    }

    /** The same for an input of another size, the part of the image that is kept staying as it is. */
    public Preprocessing withInput(int height, int width) {
        Fit scaled = switch (fit) {
            case Fit.CenterCrop crop ->
                new Fit.CenterCrop(
                        scaled(crop.shortSide(), Math.min(height, width), Math.min(inputWidth, inputHeight)));
            case Fit.ShortSide side ->
                new Fit.ShortSide(scaled(side.shortSide(), Math.min(height, width), Math.min(inputWidth, inputHeight)));
            case Fit.Stretch stretch -> stretch;
            case Fit.StretchCrop crop ->
                new Fit.StretchCrop(
                        scaled(crop.height(), height, inputHeight), scaled(crop.width(), width, inputWidth));
            case Fit.CoverCrop crop ->
                new Fit.CoverCrop(scaled(crop.height(), height, inputHeight), scaled(crop.width(), width, inputWidth));
            case Fit.Letterbox box -> box;
        };
        return new Preprocessing(width, height, scaled, interpolation, mean, std, isUpright);
    }

    private static int scaled(int pixels, int to, int from) {
        return Math.toIntExact((long) to * pixels / from);
    }

    /** The same for a square input of another size, cut from images that are resized as before. */
    public Preprocessing cropOf(int side) {
        return new Preprocessing(side, side, new Fit.CenterCrop(shortSide()), interpolation, mean, std, isUpright);
    }

    /** What an image's shorter side becomes, in pixels: at least what of the image the network can see. */
    public int shortSide() {
        return switch (fit) {
            case Fit.CenterCrop crop -> crop.shortSide();
            case Fit.ShortSide side -> side.shortSide();
            case Fit.Stretch stretch -> Math.max(inputWidth, inputHeight);
            case Fit.StretchCrop crop -> Math.max(crop.height(), crop.width());
            case Fit.CoverCrop crop -> Math.max(crop.height(), crop.width());
            case Fit.Letterbox box -> Math.max(inputWidth, inputHeight);
        };
    }

    /** The same for a network that takes grey images: their mean and deviation are those of the colours, averaged. */
    public Preprocessing forGrey() {
        return new Preprocessing(inputWidth, inputHeight, fit, interpolation, averaged(mean), averaged(std), isUpright);
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
     * The pixels that the network will see. Where the centre is cut out of a resized image that is smaller than the input,
     * it is surrounded by black. For one channel the image turns grey
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
        return switch (fit) {
            case Fit.CenterCrop crop -> centerCrop(source, crop.shortSide(), kernels);
            case Fit.Stretch stretch -> resized(source, inputWidth, inputHeight, kernels);
            case Fit.StretchCrop crop -> resizedCenter(source, crop.width(), crop.height(), kernels);
            case Fit.CoverCrop crop -> covering(source, crop, kernels);
            case Fit.Letterbox box -> letterbox(source, box, kernels);
            case Fit.ShortSide side -> {
                int longSide = longSide(source, side.shortSide());
                boolean isUpright = source.width() <= source.height();
                yield resized(
                        source,
                        isUpright ? side.shortSide() : longSide,
                        isUpright ? longSide : side.shortSide(),
                        kernels);
            }
        };
    }

    private RgbImage resized(RgbImage image, int width, int height, Kernels kernels) {
        return PillowResampler.resizeCropped(
                image, width, height, 0, 0, width, height, interpolation, kernels.resampling());
    }

    private RgbImage letterbox(RgbImage image, Fit.Letterbox box, Kernels kernels) {
        double scale = Math.min((double) inputWidth / image.width(), (double) inputHeight / image.height());
        int width = Math.clamp(Math.round(image.width() * scale), 1, inputWidth);
        int height = Math.clamp(Math.round(image.height() * scale), 1, inputHeight);
        RgbImage inside = resized(image, width, height, kernels);
        byte[] filled = new byte[3 * inputWidth * inputHeight];
        for (int i = 0; i < filled.length; i += 3) {
            filled[i] = (byte) box.red();
            filled[i + 1] = (byte) box.green();
            filled[i + 2] = (byte) box.blue();
        }
        int left = (inputWidth - width) / 2;
        int top = (inputHeight - height) / 2;
        for (int row = 0; row < height; row++) {
            System.arraycopy(inside.rgb(), 3 * row * width, filled, 3 * ((top + row) * inputWidth + left), 3 * width);
        }
        return RgbImage.of(inputWidth, inputHeight, filled);
    }

    private RgbImage centerCrop(RgbImage source, int shortSide, Kernels kernels) {
        int longSide = longSide(source, shortSide);
        int resizedWidth = source.width() <= source.height() ? shortSide : longSide;
        int resizedHeight = source.width() <= source.height() ? longSide : shortSide;
        return resizedCenter(source, resizedWidth, resizedHeight, kernels);
    }

    /** As timm's {@code ResizeKeepRatio} rounds. */
    private RgbImage covering(RgbImage source, Fit.CoverCrop crop, Kernels kernels) {
        double ratio = Math.min((double) source.height() / crop.height(), (double) source.width() / crop.width());
        double width = Math.rint(source.width() / ratio);
        double height = Math.rint(source.height() / ratio);
        if (Math.max(width, height) > Integer.MAX_VALUE) {
            throw new InvalidInputException("an image of " + source.width() + " by " + source.height()
                    + " pixels is too long to cover " + crop.width() + " by " + crop.height() + "; cut it");
        }
        return resizedCenter(source, (int) width, (int) height, kernels);
    }

    private RgbImage resizedCenter(RgbImage source, int resizedWidth, int resizedHeight, Kernels kernels) {
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

    private static int longSide(RgbImage image, int shortSide) {
        int longer = Math.max(image.width(), image.height());
        int shorter = Math.min(image.width(), image.height());
        long resized = (long) shortSide * longer / shorter;
        if (resized > Integer.MAX_VALUE) {
            throw new InvalidInputException("an image of " + longer + " by " + shorter
                    + " pixels is too long to be resized to a short side of " + shortSide + "; cut it");
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

    /**
     * Writes an image as a detector's input, {@code H x W x C} from {@code offset} on, as torchvision's detectors do
     * themselves: normalised first, then both sides resized by {@link BilinearSampling}, whatever that does to the
     * proportions.
     *
     * @throws IndexOutOfBoundsException if {@code out} is too short
     */
    public void sample(RgbImage image, float[] out, int offset) {
        RgbImage source = channels() == 1 ? image.toGrey() : image;
        float[] levels = normalizedLevels();
        byte[] rgb = source.rgb();
        int channels = channels();
        BilinearSampling.Rows rows = (row, into) -> {
            int from = 3 * row * source.width();
            for (int column = 0; column < source.width(); column++) {
                for (int channel = 0; channel < channels; channel++) {
                    into[column * channels + channel] =
                            levels[channel * LEVELS + (rgb[from + 3 * column + channel] & 0xFF)];
                }
            }
        };
        BilinearSampling.resize(source.height(), source.width(), channels, rows, inputHeight, inputWidth, out, offset);
    }

    /** The network's input for one image: {@code H x W x C}. */
    public Tensor apply(RgbImage image) {
        RgbImage seen = crop(image);
        Tensor input = Tensor.zeros(Shape.of(seen.height(), seen.width(), channels()));
        normalize(seen, input.data(), 0);
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
