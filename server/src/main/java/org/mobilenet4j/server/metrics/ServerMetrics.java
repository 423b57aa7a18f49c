package org.mobilenet4j.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a server counts and times, for Prometheus. Safe for any number of threads. */
public final class ServerMetrics implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofNanos(3_500_000),
        Duration.ofMillis(5),
        Duration.ofNanos(7_500_000),
        Duration.ofMillis(10),
        Duration.ofMillis(15),
        Duration.ofMillis(20),
        Duration.ofMillis(30),
        Duration.ofMillis(50),
        Duration.ofMillis(75),
        Duration.ofMillis(100),
        Duration.ofMillis(150),
        Duration.ofMillis(200),
        Duration.ofMillis(300),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };
    private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<String, Phases> phases = new ConcurrentHashMap<>();
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();
    private final Map<String, Counter> rejections = new ConcurrentHashMap<>();

    private record Phases(Timer queue, Timer decode, Timer network, DistributionSummary batch) {}

    /** Counts nothing but the JVM yet. */
    public ServerMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Where more can be counted. */
    public MeterRegistry registry() {
        return registry;
    }

    /** A request was answered. */
    public void onRequest(String route, String model, int status, long nanos) {
        cached(
                        requests,
                        route + ' ' + model + ' ' + status,
                        key -> timer(
                                "mobilenet4j.request",
                                "From a request's first byte to its answer",
                                "route",
                                route,
                                "model",
                                model,
                                "status",
                                String.valueOf(status)))
                .record(Duration.ofNanos(nanos));
    }

    /** An image was computed. */
    public void onImage(String model, long queueNanos, long decodeNanos, long networkNanos) {
        Phases of = phases(model);
        of.queue.record(Duration.ofNanos(queueNanos));
        of.decode.record(Duration.ofNanos(decodeNanos));
        of.network.record(Duration.ofNanos(networkNanos));
    }

    /** A thread computed a batch. */
    public void onBatch(String model, int images) {
        phases(model).batch.record(images);
    }

    /** A request was not computed. */
    public void onRejection(String cause) {
        cached(
                        rejections,
                        cause,
                        key -> Counter.builder("mobilenet4j.rejected")
                                .description("Requests that were not computed, by cause")
                                .tag("cause", cause)
                                .register(registry))
                .increment();
    }

    /** Something that goes up and down. */
    public <T> void gauge(String name, String description, T object, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder(name, object, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** All of it in Prometheus' text form. */
    public String scrape() {
        return registry.scrape();
    }

    private Phases phases(String model) {
        return cached(
                phases,
                model,
                key -> new Phases(
                        timer("mobilenet4j.queue", "How long an image waited", "model", model),
                        timer("mobilenet4j.decode", "How long decoding an image took", "model", model),
                        timer("mobilenet4j.network", "How long resizing and the network took", "model", model),
                        DistributionSummary.builder("mobilenet4j.batch.images")
                                .description("Images that a thread took at once")
                                .serviceLevelObjectives(BATCHES)
                                .tag("model", model)
                                .register(registry)));
    }

    private Timer timer(String name, String description, String... tags) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .tags(tags)
                .register(registry);
    }

    /** Looking up a meter by its tags costs more than by one text. */
    private static <V> V cached(Map<String, V> known, String key, Function<String, V> make) {
        V found = known.get(key);
        return found == null ? known.computeIfAbsent(key, make) : found;
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
