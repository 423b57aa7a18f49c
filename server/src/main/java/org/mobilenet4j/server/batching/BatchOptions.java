package org.mobilenet4j.server.batching;

import java.time.Duration;

/**
 * How many threads compute, and how much may wait for them.
 *
 * @param threads that compute, one batch each
 * @param queueItems how many items may wait; those that are computed do not count
 * @param queueBytes how many bytes of requests may wait
 * @param maxBatch how many items a thread takes at once
 * @param maxDelay how long a thread waits for a batch to fill up; zero takes what is there
 */
public record BatchOptions(int threads, int queueItems, long queueBytes, int maxBatch, Duration maxDelay) {
    /** One thread for each processor, no delay. */
    public static final BatchOptions DEFAULT =
            new BatchOptions(Runtime.getRuntime().availableProcessors(), 32, 64L << 20, 1, Duration.ZERO);

    public BatchOptions {
        require("threads", threads, 1024);
        require("queueItems", queueItems, 1 << 20);
        require("maxBatch", maxBatch, 1 << 20);
        if (queueBytes < 1) {
            throw new IllegalArgumentException("queueBytes is " + queueBytes + ", expected at least 1");
        }
        if (maxDelay.isNegative()) {
            throw new IllegalArgumentException("maxDelay is " + maxDelay + ", expected zero or more");
        }
    }

    private static void require(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 1 to " + most);
        }
    }

    public BatchOptions withThreads(int value) {
        return new BatchOptions(value, queueItems, queueBytes, maxBatch, maxDelay);
    }

    public BatchOptions withQueueItems(int value) {
        return new BatchOptions(threads, value, queueBytes, maxBatch, maxDelay);
    }

    public BatchOptions withQueueBytes(long value) {
        return new BatchOptions(threads, queueItems, value, maxBatch, maxDelay);
    }

    public BatchOptions withMaxBatch(int value) {
        return new BatchOptions(threads, queueItems, queueBytes, value, maxDelay);
    }

    public BatchOptions withMaxDelay(Duration value) {
        return new BatchOptions(threads, queueItems, queueBytes, maxBatch, value);
    }
}
