package org.mobilenet4j.server.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What a version of a model has done since the server began, whatever became of it meanwhile. Safe for any threads. */
public final class ModelStatistics {
    private final Duration success = new Duration();
    private final Duration failure = new Duration();
    private final Duration queue = new Duration();
    private final Duration input = new Duration();
    private final Duration infer = new Duration();
    private final LongAdder images = new LongAdder();
    private final Map<Integer, Duration> batches = new TreeMap<>();
    private volatile long lastMillis;

    private static final class Duration {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(long took) {
            count.increment();
            nanos.add(took);
        }

        Map<String, Object> toJson() {
            return Map.of("count", count.sum(), "ns", nanos.sum());
        }
    }

    /** A request was answered with a result. */
    public void onSuccess(int imageCount, long nanos) {
        success.add(nanos);
        images.add(imageCount);
        lastMillis = System.currentTimeMillis();
    }

    /** A request was answered with an error. */
    public void onFailure(long nanos) {
        failure.add(nanos);
    }

    /** An image was computed. */
    public void onImage(long queueNanos, long decodeNanos, long networkNanos) {
        queue.add(queueNanos);
        input.add(decodeNanos);
        infer.add(networkNanos);
    }

    /** A thread computed a batch. */
    public void onBatch(int size, long nanos) {
        synchronized (batches) {
            batches.computeIfAbsent(size, key -> new Duration()).add(nanos);
        }
    }

    /** As the statistics extension of the Open Inference Protocol has it. */
    public Map<String, Object> toJson(String name, String version) {
        Map<String, Object> inference = new LinkedHashMap<>();
        inference.put("success", success.toJson());
        inference.put("fail", failure.toJson());
        inference.put("queue", queue.toJson());
        inference.put("compute_input", input.toJson());
        inference.put("compute_infer", infer.toJson());
        inference.put("compute_output", Map.of("count", infer.count.sum(), "ns", 0L));
        inference.put("cache_hit", Map.of("count", 0L, "ns", 0L));
        inference.put("cache_miss", Map.of("count", 0L, "ns", 0L));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("version", version);
        json.put("last_inference", lastMillis);
        json.put("inference_count", images.sum());
        synchronized (batches) {
            json.put(
                    "execution_count",
                    batches.values().stream()
                            .mapToLong(batch -> batch.count.sum())
                            .sum());
            json.put("inference_stats", inference);
            json.put(
                    "batch_stats",
                    batches.entrySet().stream()
                            .map(batch -> Map.of(
                                    "batch_size", batch.getKey(),
                                    "compute_infer", batch.getValue().toJson()))
                            .toList());
        }
        json.put("memory_usage", List.of());
        return json;
    }
}
