package org.mobilenet4j.data;

import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.image.MaskDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Images of a dataset, each with what is to be found in it: {@link #objects} for detection, {@link #mask} for segmentation.
 * Safe for any number of threads.
 *
 * @param dataset the open dataset that they are of
 */
public record AnnotatedImages(AnnotatedDataset dataset, List<AnnotatedImage> images) implements ImageSet {
    public AnnotatedImages {
        images = List.copyOf(images);
    }

    /** Those with these indexes. */
    public AnnotatedImages only(List<Integer> indexes) {
        return new AnnotatedImages(dataset, indexes.stream().map(images::get).toList());
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public String name(int index) {
        return images.get(index).name();
    }

    @Override
    public String path(int index) {
        return pathOf(name(index));
    }

    @Override
    public String source() {
        return dataset.path().toString();
    }

    private String pathOf(String name) {
        return ImageSource.pathOf(dataset.path(), name);
    }

    /**
     * An image, decoded anew at each call.
     *
     * @throws InvalidInputException if it cannot be read, or is of another size than its annotations say: their boxes would
     *     be somewhere else in it
     */
    @Override
    public RgbImage decode(int index, ImageDecoder decoder) {
        RgbImage image = decoder.decode(read(name(index)), path(index));
        ImageSize size = images.get(index).size();
        if (image.width() != size.width() || image.height() != size.height()) {
            throw new InvalidInputException(path(index) + ": is " + image.width() + " x " + image.height()
                    + ", expected " + size + " as its annotations say; correct them, or leave the image out");
        }
        return image;
    }

    /** The objects of an image, in the order of their annotations. */
    public List<AnnotatedObject> objects(int index) {
        return images.get(index).objects();
    }

    /**
     * The class of each pixel of an image, decoded or drawn anew at each call. Where masks of objects of two classes overlap,
     * pixels are {@link ClassMask#IGNORED}.
     *
     * @throws InvalidInputException if its mask cannot be read any more
     */
    public ClassMask mask(int index) {
        AnnotatedImage image = images.get(index);
        return image.maskFile() == null ? drawn(image) : decoded(image, image.maskFile());
    }

    private static ClassMask drawn(AnnotatedImage image) {
        int width = image.size().width();
        int height = image.size().height();
        byte[] classes = new byte[width * height];
        for (AnnotatedObject object : image.objects()) {
            byte label = (byte) (object.label() + 1); // 0 is the background
            IntConsumer draw = place ->
                    classes[place] = classes[place] == 0 || classes[place] == label ? label : (byte) ClassMask.IGNORED;
            object.mask(width, height).ifPresent(mask -> mask.forEachPixel(draw));
        }
        return new ClassMask(width, height, classes);
    }

    private ClassMask decoded(AnnotatedImage image, String file) {
        ClassMask mask = new MaskDecoder(new ImageDecoder()).decode(read(file), pathOf(file));
        if (mask.width() != image.size().width()
                || mask.height() != image.size().height()) {
            throw new InvalidInputException(pathOf(file) + ": is " + mask.width() + " x " + mask.height()
                    + ", expected the size of its image, " + image.size() + "; it has changed");
        }
        if (dataset.hasBinaryMasks()) {
            byte[] classes = mask.classes();
            for (int i = 0; i < classes.length; i++) {
                classes[i] = (byte) (classes[i] == 0 ? 0 : 1);
            }
        }
        return mask;
    }

    private byte[] read(String name) {
        try {
            return dataset.read(name);
        } catch (IOException e) {
            throw new InvalidInputException(pathOf(name) + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
