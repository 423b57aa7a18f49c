package org.mobilenet4j.spark.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The decoded shards of an executor's JVM, between the tasks of a run: each round's tasks mostly come to where their shards
 * are. Those of a run go when a shard of another is asked for.
 */
final class KeptShards {
    private static final Map<Integer, ShardImages> KEPT = new HashMap<>();
    private static long run;

    private KeptShards() {}

    /** Reads a shard. */
    interface Reading {
        ShardImages read() throws IOException;
    }

    /** A shard of a run, read unless it is there. Shards are read one at a time: each has a core's work to do anyway. */
    static ShardImages of(long itsRun, int shard, Reading reading) {
        synchronized (KEPT) {
            if (itsRun != run) {
                closeAll();
                run = itsRun;
            }
            try {
                ShardImages images = KEPT.get(shard);
                if (images == null) {
                    images = reading.read();
                    KEPT.put(shard, images);
                }
                return images;
            } catch (IOException e) {
                throw new UncheckedIOException("shard " + shard + ": " + e.getMessage(), e);
            }
        }
    }

    private static void closeAll() {
        for (ShardImages shard : KEPT.values()) {
            try {
                shard.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        KEPT.clear();
    }
}
