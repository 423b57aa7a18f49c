package org.mobilenet4j.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.augmentation.View;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.AnnotatedObject;
import org.mobilenet4j.data.ImageListener;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.ImageResults;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.PillowResampler;
import org.mobilenet4j.image.RgbImage;

/**
 * Annotated images to read again and again: decoded once and kept where they fit into memory, else decoded each time. Safe
 * for any number of threads.
 *
 * @param images those that can be read
 * @param shortSide what larger images are shrunk to, and their masks with them
 * @param hasMasks whether masks are to be read
 * @param kept as many as {@code images}; null where they are decoded each time
 * @param skipped those that cannot be read
 */
record AnnotatedPictures(
        AnnotatedImages images,
        ImageReader reader,
        int shortSide,
        boolean hasMasks,
        @Nullable List<Picture> kept,
        List<SkippedImage> skipped) {
    /** The share of the heap that images may take: those to learn from, and those to validate on as much again. */
    private static final double HEAP_SHARE = 0.2;

    /** @param mask of the image's size; null where none is wanted */
    record Picture(RgbImage image, @Nullable ClassMask mask) {}

    /**
     * Reads images.
     *
     * @param shortSide what larger images are shrunk to
     * @throws org.mobilenet4j.io.InvalidInputException if none can be read, or, when the reader is strict, if one cannot
     */
    static AnnotatedPictures read(
            AnnotatedImages images, ImageReader reader, int shortSide, boolean hasMasks, ImageListener listener) {
        double bytes = images.images().stream()
                .mapToDouble(image -> bytes(image.size(), shortSide))
                .sum();
        boolean areKept = bytes < HEAP_SHARE * Runtime.getRuntime().maxMemory();
        AnnotatedPictures unread = new AnnotatedPictures(images, reader, shortSide, hasMasks, null, List.of());
        Picture none = new Picture(RgbImage.of(1, 1, new byte[3]), null);
        ImageResults<Picture> read = reader.mapIndexed(
                images,
                (index, image) -> {
                    Picture picture = unread.picture(index, image);
                    return areKept ? picture : none;
                },
                listener);
        return new AnnotatedPictures(
                images.only(read.indexes()),
                reader,
                shortSide,
                hasMasks,
                areKept ? read.results() : null,
                read.skipped());
    }

    private static double bytes(ImageSize size, int shortSide) {
        double factor = Math.min(1, (double) shortSide / Math.min(size.width(), size.height()));
        return 4 * factor * factor * size.width() * size.height();
    }

    int size() {
        return images.size();
    }

    /** The size that an image's annotations are for. */
    ImageSize size(int index) {
        return images.images().get(index).size();
    }

    /** What is to be found in an image, in pixels of its {@link #size(int)}. */
    List<AnnotatedObject> objects(int index) {
        return images.objects(index);
    }

    /** An image and its mask, no larger than wanted. */
    Picture picture(int index) {
        return kept != null ? kept.get(index) : reader.compute(images, index, image -> picture(index, image));
    }

    private Picture picture(int index, RgbImage image) {
        RgbImage shrunk = shrunk(image);
        ClassMask mask = hasMasks
                ? View.of(image.width(), image.height()).show(images.mask(index), shrunk.width(), shrunk.height())
                : null;
        return new Picture(shrunk, mask);
    }

    private RgbImage shrunk(RgbImage image) {
        double factor = (double) shortSide / Math.min(image.width(), image.height());
        return factor >= 1
                ? image
                : PillowResampler.resize(
                        image,
                        Math.max(1, (int) Math.rint(factor * image.width())),
                        Math.max(1, (int) Math.rint(factor * image.height())),
                        Interpolation.BILINEAR);
    }
}
