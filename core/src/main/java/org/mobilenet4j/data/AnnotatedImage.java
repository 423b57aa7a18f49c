package org.mobilenet4j.data;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.ImageSize;

/**
 * An image and what its annotations say of it.
 *
 * @param name where it lies, from the root of the folder or archive, with {@code /} between folders
 * @param size that the annotations are for
 * @param objects in the order of their annotations; none is an image with nothing to find
 * @param maskFile where its mask of classes lies; null where it has none, or its objects' masks make one
 */
public record AnnotatedImage(
        String name,
        ImageSize size,
        List<AnnotatedObject> objects,
        @Nullable String maskFile) {
    public AnnotatedImage {
        objects = List.copyOf(objects);
    }
}
