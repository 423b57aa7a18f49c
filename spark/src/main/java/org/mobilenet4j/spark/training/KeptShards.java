package org.mobilenet4j.spark.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The decoded shards of an executor's JVM, between the tasks of a run: each round's tasks mostly come to where their shards
 * are. Those of the run that was asked for longest ago go when there are more than two.
 */
final class KeptShards {
    private static final int MOST_RUNS = 2;

    private static final LinkedHashMap<Long, Map<Integer, ShardImages>> RUNS = new LinkedHashMap<>(8, 0.75f, true);

    private KeptShards() {}

    /** Reads a shard. */
    interface Reading {
        ShardImages read() throws IOException;
    }

    /** A shard of a run, read unless it is there. */
    static ShardImages of(long run, int shard, Reading reading) {
        return shards(run).computeIfAbsent(shard, absent -> {
            try {
                return reading.read();
            } catch (IOException e) {
                throw new UncheckedIOException("shard " + shard + ": " + e.getMessage(), e);
            }
        });
    }

    private static Map<Integer, ShardImages> shards(long run) {
        synchronized (RUNS) {
            Map<Integer, ShardImages> shards = RUNS.computeIfAbsent(run, begun -> new ConcurrentHashMap<>());
            if (RUNS.size() > MOST_RUNS) {
                RUNS.pollFirstEntry().getValue().values().forEach(KeptShards::close);
            }
            return shards;
        }
    }

    private static void close(ShardImages shard) {
        try {
            shard.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
