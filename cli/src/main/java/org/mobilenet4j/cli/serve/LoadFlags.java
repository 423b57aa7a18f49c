package org.mobilenet4j.cli.serve;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.ServerOptions;
import org.mobilenet4j.server.batching.BatchOptions;
import org.mobilenet4j.server.http.Limits;
import org.mobilenet4j.server.http.Limits.Patience;
import picocli.CommandLine.Option;

/** How much a server computes at a time, what may wait, and what a client may ask. */
public final class LoadFlags {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute, an image each. By default one a processor.")
    private @Nullable Integer threads;

    @Option(
            names = "--queue",
            paramLabel = "IMAGES",
            defaultValue = "32",
            description = "Images that may wait; more are refused at once (default: ${DEFAULT-VALUE}).")
    private int queue;

    @Option(
            names = "--queue-bytes",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            description =
                    "Bytes of requests that may wait or be on their way in. By default 64m, or a quarter of the heap.")
    private @Nullable Long queueBytes;

    @Option(
            names = "--max-batch",
            paramLabel = "IMAGES",
            defaultValue = "1",
            description = "Images that a thread takes at once. A network here gains nothing by more (default:"
                    + " ${DEFAULT-VALUE}).")
    private int maxBatch;

    @Option(
            names = "--max-delay",
            paramLabel = "MS",
            defaultValue = "0",
            description = "Milliseconds that a thread waits for a batch to fill up (default: ${DEFAULT-VALUE}).")
    private int maxDelay;

    @Option(
            names = "--timeout",
            paramLabel = "MS",
            defaultValue = "30000",
            description = "Milliseconds that a request may wait to be computed (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = "--full-status",
            paramLabel = "STATUS",
            defaultValue = "503",
            description = "503 or 429: the status of a request that finds the queue full (default: ${DEFAULT-VALUE}).")
    private int fullStatus;

    @Option(
            names = "--max-body",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "16m",
            description = "Bytes that a request's body may have, packed or not (default: ${DEFAULT-VALUE}).")
    private long maxBody;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description = "Pixels that an image may have. By default 50 million, or fewer where memory is short.")
    private @Nullable Integer maxPixels;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Connections that may be open (default: ${DEFAULT-VALUE}).")
    private int maxConnections;

    @Option(
            names = "--body-time",
            paramLabel = "MS",
            defaultValue = "30000",
            description = "Milliseconds in which a body must be there; a third of them without a byte ends it (default:"
                    + " ${DEFAULT-VALUE}).")
    private int bodyTime;

    /**
     * The options with what the flags say.
     *
     * @throws InvalidInputException if a flag is out of its range
     */
    public ServerOptions applyTo(ServerOptions options) {
        within("--queue", queue, 1, 1 << 20);
        within("--max-batch", maxBatch, 1, 1 << 20);
        within("--max-delay", maxDelay, 0, 1000);
        within("--timeout", timeout, 1, 86_400_000);
        within("--max-body", maxBody, 1024, 1 << 30);
        within("--max-connections", maxConnections, 1, 1 << 20);
        within("--body-time", bodyTime, 100, 86_400_000);
        if (fullStatus != 503 && fullStatus != 429) {
            throw new InvalidInputException("--full-status is " + fullStatus + ", expected 503 or 429");
        }
        BatchOptions batching = options.batching()
                .withQueueItems(queue)
                .withMaxBatch(maxBatch)
                .withMaxDelay(Duration.ofMillis(maxDelay));
        Limits limits = options.limits()
                .withBodyBytes((int) maxBody)
                .withConnections(maxConnections)
                .withPatience(patience(options.limits().patience()));
        if (threads != null) {
            batching = batching.withThreads((int) within("--threads", threads, 1, 1024));
        }
        if (queueBytes != null) {
            within("--queue-bytes", queueBytes, 1024, Long.MAX_VALUE);
            batching = batching.withQueueBytes(queueBytes);
            limits = limits.withBufferedBytes(queueBytes);
        }
        if (maxPixels != null) {
            limits = limits.withPixels((int) within("--max-pixels", maxPixels, 1, 178_956_970));
        }
        return options.withBatching(batching)
                .withLimits(limits)
                .withTimeout(Duration.ofMillis(timeout))
                .withFullStatus(fullStatus);
    }

    private Patience patience(Patience other) {
        return new Patience(
                other.headers(), Duration.ofMillis(bodyTime), Duration.ofMillis(bodyTime / 3), other.idle());
    }

    private static long within(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InvalidInputException(option + " is " + value + ", expected "
                    + (most == Long.MAX_VALUE ? "at least " + least : least + " to " + most));
        }
        return value;
    }
}
