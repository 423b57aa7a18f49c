package org.mobilenet4j.augmentation;

import java.util.List;
import java.util.random.RandomGenerator;
import org.mobilenet4j.image.Box;

/** A random change of what of an image is seen, where boxes or masks move with it. */
public sealed interface ViewChange permits IouCrop, PartOfImage, RandomMirror, ScaleJitter, ZoomOut {
    /**
     * The changed view.
     *
     * @param boxes of the objects, in pixels of the image; none where masks are learned
     */
    View change(View view, List<Box> boxes, RandomGenerator random);
}
