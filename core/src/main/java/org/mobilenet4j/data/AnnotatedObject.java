package org.mobilenet4j.data;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.RunLengthMask;

/**
 * An object of an image.
 *
 * @param label the index of its class in {@link AnnotatedDataset#classes()}
 * @param box inside the image, of some area
 * @param area in pixels, of the object where its annotation says so, else of the box
 * @param isCrowd whether it stands for many at once (a crowd in COCO): not to be learned from as one
 * @param isDifficult whether it is hard to recognise (PASCAL VOC's {@code difficult})
 * @param runs its pixels as COCO's compressed runs over the image's size, a fraction of their memory; null for a box
 *     alone, and where masks were not asked for
 */
public record AnnotatedObject(
        int label,
        Box box,
        double area,
        boolean isCrowd,
        boolean isDifficult,
        @Nullable String runs) {
    /** Its pixels in an image of this size; empty for a box alone. */
    public Optional<RunLengthMask> mask(int width, int height) {
        return Optional.ofNullable(runs).map(text -> RunLengthMask.ofCompressed(width, height, text));
    }
}
