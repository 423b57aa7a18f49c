package org.mobilenet4j.data;

import java.util.List;
import java.util.Map;

/**
 * What a reader of annotations found.
 *
 * @param classes of objects or, in masks, of pixels
 * @param parts of the dataset; the part to learn from where it is not split
 * @param hasBinaryMasks whether the 255 in masks are of the class 1, and not pixels to be ignored
 */
record Annotations(List<String> classes, Map<DatasetPart, List<AnnotatedImage>> parts, boolean hasBinaryMasks) {}
