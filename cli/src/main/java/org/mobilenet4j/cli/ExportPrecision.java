package org.mobilenet4j.cli;

/** In what numbers a model is exported. */
enum ExportPrecision {
    FLOAT32,
    /** Weights only; the arithmetic stays float32. */
    FLOAT16,
    INT8
}
