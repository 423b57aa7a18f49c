package org.mobilenet4j.data;

/** What annotations are read for. */
public enum AnnotationTask {
    /** Boxes around objects. */
    DETECTION,
    /** The class of each pixel: semantic segmentation. */
    SEGMENTATION
}
