package org.mobilenet4j.training.network;

/** Which statistics batch norm goes by in training. */
public enum Mode {
    /** Those of the batch, which also move the running ones. */
    BATCH_STATISTICS,
    /**
     * The running ones, which stay as they are; scale and shift still learn. For fine-tuning on few images or in small
     * batches.
     */
    FROZEN_STATISTICS
}
