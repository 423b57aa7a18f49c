package org.mobilenet4j.training.network;

/** Which statistics batch norm goes by in training. */
public enum Mode {
    /** Those of the batch, which also move the running ones. */
    BATCH_STATISTICS,
    /**
     * Those of a rank's part of the batch, where several processes train together: nothing is asked of the others, as in
     * PyTorch's DistributedDataParallel without SyncBatchNorm. In one process the same as those of the batch.
     */
    PART_STATISTICS,
    /**
     * The running ones, which stay as they are; scale and shift still learn. For fine-tuning on few images or in small
     * batches.
     */
    FROZEN_STATISTICS
}
