package org.mobilenet4j.server;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.server.batching.BatchOptions;
import org.mobilenet4j.server.http.Address;
import org.mobilenet4j.server.http.Limits;
import org.mobilenet4j.server.http.Pem;

/** How a server is run. Immutable: each {@code with} gives another. */
public final class ServerOptions {
    /** Port 8080 of this machine alone, plain HTTP, limits that fit the memory. */
    public static final ServerOptions DEFAULT = new ServerOptions();

    private Address address = new Address(Address.LOOPBACK, 8080);
    private @Nullable Pem pem;
    private List<String> origins = List.of();
    private @Nullable ManagementOptions management;
    private boolean isMetricsPrivate;
    private BatchOptions batching = fitting(BatchOptions.DEFAULT);
    private Limits limits = fitting(Limits.DEFAULT, batching.threads());
    private Duration timeout = Duration.ofSeconds(30);
    private int fullStatus = 503;
    private Duration warmUp = Duration.ofSeconds(60);
    private Duration notReadyTime = Duration.ZERO;
    private Duration drainTime = Duration.ofSeconds(30);
    private @Nullable PrintStream accessLog;

    private ServerOptions() {}

    private ServerOptions with(Consumer<ServerOptions> change) {
        ServerOptions copy = new ServerOptions();
        copy.address = address;
        copy.pem = pem;
        copy.origins = origins;
        copy.management = management;
        copy.isMetricsPrivate = isMetricsPrivate;
        copy.batching = batching;
        copy.limits = limits;
        copy.timeout = timeout;
        copy.fullStatus = fullStatus;
        copy.warmUp = warmUp;
        copy.notReadyTime = notReadyTime;
        copy.drainTime = drainTime;
        copy.accessLog = accessLog;
        change.accept(copy);
        return copy;
    }

    /** A quarter of the memory for requests that wait. */
    private static BatchOptions fitting(BatchOptions options) {
        return options.withQueueBytes(
                Math.min(options.queueBytes(), Runtime.getRuntime().maxMemory() / 4));
    }

    /** A quarter of the memory for requests, half for the images that are decoded at a time, three bytes a pixel. */
    private static Limits fitting(Limits limits, int threads) {
        long memory = Runtime.getRuntime().maxMemory();
        return limits.withBufferedBytes(Math.min(limits.bufferedBytes(), memory / 4))
                .withPixels((int) Math.min(limits.pixels(), memory / (6L * threads)));
    }

    /** Where it listens. */
    public Address address() {
        return address;
    }

    public ServerOptions withAddress(Address value) {
        return with(copy -> copy.address = value);
    }

    /** On the same host; 0 for any port that is free. */
    public ServerOptions withPort(int port) {
        return withAddress(new Address(address.host(), port));
    }

    /** Certificate and key for HTTPS; null for plain HTTP. */
    public @Nullable Pem pem() {
        return pem;
    }

    public ServerOptions withPem(@Nullable Pem value) {
        return with(copy -> copy.pem = value);
    }

    /** The origins of pages in browsers that may ask; {@code *} for all. */
    public List<String> origins() {
        return origins;
    }

    public ServerOptions withOrigins(List<String> value) {
        return with(copy -> copy.origins = List.copyOf(value));
    }

    /** The port on which models are loaded and unloaded; null for none. */
    public @Nullable ManagementOptions management() {
        return management;
    }

    /** Whether metrics are to be had on the management port alone. */
    public boolean isMetricsPrivate() {
        return isMetricsPrivate;
    }

    /** A port for management, and whether metrics are to be had there alone. */
    public ServerOptions withManagement(ManagementOptions value, boolean areMetricsPrivate) {
        return with(copy -> {
            copy.management = value;
            copy.isMetricsPrivate = areMetricsPrivate;
        });
    }

    /** The threads that compute and the queue before them. */
    public BatchOptions batching() {
        return batching;
    }

    public ServerOptions withBatching(BatchOptions value) {
        return with(copy -> copy.batching = value);
    }

    /** What a client may ask. */
    public Limits limits() {
        return limits;
    }

    public ServerOptions withLimits(Limits value) {
        return with(copy -> copy.limits = value);
    }

    /** How long a request may wait to be computed. */
    public Duration timeout() {
        return timeout;
    }

    public ServerOptions withTimeout(Duration value) {
        return with(copy -> copy.timeout = value);
    }

    /** The status of a request that finds the queue full. */
    public int fullStatus() {
        return fullStatus;
    }

    /** The same with 503 or 429 where the queue is full. */
    public ServerOptions withFullStatus(int value) {
        if (value != 503 && value != 429) {
            throw new IllegalArgumentException("fullStatus is " + value + ", expected 503 or 429");
        }
        return with(copy -> copy.fullStatus = value);
    }

    /** How long a model may be warmed. */
    public Duration warmUp() {
        return warmUp;
    }

    /** The same with other patience for the warm-up; zero for none. */
    public ServerOptions withWarmUp(Duration value) {
        return with(copy -> copy.warmUp = value);
    }

    /** How long a server that ends still takes requests while it says that it is not ready. */
    public Duration notReadyTime() {
        return notReadyTime;
    }

    /** How long a server that ends takes to answer what it has taken. */
    public Duration drainTime() {
        return drainTime;
    }

    /** How a server ends: not ready for a while, then answering what it has taken. */
    public ServerOptions withEnd(Duration notReady, Duration drain) {
        return with(copy -> {
            copy.notReadyTime = notReady;
            copy.drainTime = drain;
        });
    }

    /** What gets a line for each request; null for none. */
    public @Nullable PrintStream accessLog() {
        return accessLog;
    }

    public ServerOptions withAccessLog(@Nullable PrintStream value) {
        return with(copy -> copy.accessLog = value);
    }
}
