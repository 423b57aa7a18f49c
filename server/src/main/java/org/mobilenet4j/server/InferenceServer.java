package org.mobilenet4j.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.batching.BatchOptions;
import org.mobilenet4j.server.batching.Batcher;
import org.mobilenet4j.server.http.Errors;
import org.mobilenet4j.server.http.ExchangeObserver;
import org.mobilenet4j.server.http.HttpServer;
import org.mobilenet4j.server.http.Limits;
import org.mobilenet4j.server.http.Route;
import org.mobilenet4j.server.http.Router;
import org.mobilenet4j.server.inference.ImageBatches;
import org.mobilenet4j.server.inference.ImageTask;
import org.mobilenet4j.server.metrics.ServerMetrics;
import org.mobilenet4j.server.model.Engine;
import org.mobilenet4j.server.model.ModelRepository;
import org.mobilenet4j.server.model.ModelSource;
import org.mobilenet4j.server.model.ModelState;
import org.mobilenet4j.server.model.WarmUp;
import org.mobilenet4j.server.route.AccessLog;
import org.mobilenet4j.server.route.ErrorAnswers;
import org.mobilenet4j.server.route.Service;
import org.mobilenet4j.server.route.TokenGuard;

/**
 * Models behind HTTP. It is live as soon as it is started, and ready when its models are loaded and warm:
 *
 * <pre>{@code
 * try (InferenceServer server = InferenceServer.builder()
 *         .model("flowers", Path.of("my-model"))
 *         .options(ServerOptions.DEFAULT.withPort(8080))
 *         .start()) {
 *     server.awaitReady(Duration.ofSeconds(30));
 *     ...
 * }
 * }</pre>
 *
 * <p>Safe for any number of threads.
 */
public final class InferenceServer implements AutoCloseable {
    private static final int LOOK_MILLIS = 5;
    private static final long QUIET_NANOS = 300_000_000;

    private final ServerOptions options;
    private final ServerListener listener;
    private final ModelRepository models;
    private final Batcher<ImageTask, ImageTask.Result> batcher;
    private final ServerMetrics metrics = new ServerMetrics();
    private final ExecutorService loader;
    private final List<Route> routes;
    private final HttpServer http;
    private final @Nullable HttpServer management;
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final AtomicBoolean isClosing = new AtomicBoolean();

    private InferenceServer(Map<String, ModelSource> sources, ServerOptions options, ServerListener listener)
            throws IOException {
        this.options = options;
        this.listener = listener;
        Limits limits = options.limits();
        models = new ModelRepository(sources, limits.pixels(), new WarmUp(options.warmUp()));
        batcher = new Batcher<>(
                "inference",
                options.batching(),
                new ImageBatches((model, images) -> metrics.onBatch(model.name(), images)));
        loader = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("loader").factory());
        Service service = new Service(models, batcher, metrics, limits, options.timeout());
        Errors errors = new ErrorAnswers(metrics, options.fullStatus(), listener::onUnexpected);
        ServedRoutes served = ServedRoutes.of(service, loader, version(), this::isReady);
        routes = served.all();
        ExchangeObserver observer = observer();
        http = new HttpServer(
                new HttpServer.Options("http", options.address(), options.pem(), options.origins(), limits),
                new Router(options.isMetricsPrivate() ? served.withoutMetrics() : served.open()),
                errors,
                observer,
                listener::onWarning);
        ManagementOptions managed = options.management();
        management = managed == null
                ? null
                : new HttpServer(
                        new HttpServer.Options("management", managed.address(), options.pem(), List.of(), limits),
                        new Router(TokenGuard.guarded(served.managed(), managed.token())),
                        errors,
                        observer,
                        listener::onWarning);
        count();
    }

    /** As the build wrote it into the jar. */
    private static String version() {
        return Objects.requireNonNullElse(InferenceServer.class.getPackage().getImplementationVersion(), "unpackaged");
    }

    private ExchangeObserver observer() {
        ExchangeObserver timing = (exchange, answer) -> metrics.onRequest(
                exchange.template().isEmpty() ? "none" : exchange.template(),
                exchange.model().orElse(""),
                answer.status(),
                System.nanoTime() - exchange.begunNanos());
        if (options.accessLog() == null) {
            return timing;
        }
        ExchangeObserver log = new AccessLog(options.accessLog());
        return (exchange, answer) -> {
            timing.answered(exchange, answer);
            log.answered(exchange, answer);
        };
    }

    private void count() {
        metrics.gauge("mobilenet4j.queue.images", "Images that wait", batcher, Batcher::waitingItems);
        metrics.gauge("mobilenet4j.queue.bytes", "Bytes of requests that wait", batcher, Batcher::waitingBytes);
        metrics.gauge(
                "mobilenet4j.queue.limit.images", "Images that may wait", options.batching(), BatchOptions::queueItems);
        metrics.gauge(
                "mobilenet4j.queue.limit.bytes", "Bytes that may wait", options.batching(), BatchOptions::queueBytes);
        metrics.gauge("mobilenet4j.connections", "Open connections", http, HttpServer::connections);
        metrics.gauge("mobilenet4j.bodies.bytes", "Bytes of all requests in hand", http, HttpServer::bufferedBytes);
        for (String name : models.names()) {
            metrics.gauge(
                    "mobilenet4j.model.ready",
                    "1 where the model can be asked",
                    models,
                    all -> all.state(name) == ModelState.READY ? 1 : 0,
                    "model",
                    name);
        }
    }

    /** A server that is told what it serves. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a server is made of. */
    public static final class Builder {
        private final Map<String, ModelSource> sources = new LinkedHashMap<>();
        private ServerOptions options = ServerOptions.DEFAULT;
        private ServerListener listener = ServerListener.NONE;

        private Builder() {}

        /** Serves what {@link ModelSource#at} finds at a path. The first model is asked where a request names none. */
        public Builder model(String name, Path path) {
            return source(name, ModelSource.at(path));
        }

        /** Serves a model that is there already. */
        public Builder model(String name, Model model) {
            return source(name, ModelSource.of(model));
        }

        /** Serves another network than those of this library. */
        public Builder engine(String name, Engine engine) {
            return source(name, ModelSource.of(engine));
        }

        /**
         * Serves what a source gives.
         *
         * @throws InvalidInputException if there is a model of that name already
         */
        public Builder source(String name, ModelSource source) {
            if (sources.putIfAbsent(name, source) != null) {
                throw new InvalidInputException(
                        "there are two models of the name '" + name + "'; give one another: --model NAME=PATH");
            }
            return this;
        }

        public Builder options(ServerOptions value) {
            options = value;
            return this;
        }

        public Builder listener(ServerListener value) {
            listener = value;
            return this;
        }

        /**
         * Begins to listen, then to load the models.
         *
         * @throws InvalidInputException if there is no model, a name is none that clients can ask for, or the port is taken
         * @throws IOException if the files of the certificate cannot be read
         */
        public InferenceServer start() throws IOException {
            if (sources.isEmpty()) {
                throw new InvalidInputException("there is no model to serve; give one with --model");
            }
            InferenceServer server = new InferenceServer(sources, options, listener);
            try {
                server.begin();
            } catch (IOException | RuntimeException e) {
                server.stop();
                throw e;
            }
            return server;
        }
    }

    private void begin() throws IOException {
        http.start();
        if (management != null) {
            management.start();
        }
        loader.execute(() -> {
            models.names().forEach(this::load);
            loaded.countDown();
        });
    }

    private void load(String name) {
        long begin = System.nanoTime();
        try {
            WarmUp.Result warmth = models.load(name);
            listener.onReady(name, Duration.ofNanos(System.nanoTime() - begin), warmth);
        } catch (IOException | RuntimeException | Error e) {
            listener.onFailure(name, e);
        }
    }

    /**
     * Whether requests are answered: the models have been loaded, at least one is ready, and it is not being closed. A model
     * that fails or is unloaded later does not take the others out of service.
     */
    public boolean isReady() {
        return !isClosing.get() && loaded.getCount() == 0 && models.isAnyReady();
    }

    /**
     * Waits until the models are loaded, or have failed to.
     *
     * @return whether all are ready
     */
    public boolean awaitReady(Duration most) throws InterruptedException {
        return loaded.await(most.toNanos(), TimeUnit.NANOSECONDS) && models.isReady();
    }

    /** The address at which it can be asked from this machine. */
    public String url() {
        return http.url();
    }

    /** The address of the management port; null where there is none. */
    public @Nullable String managementUrl() {
        return management == null ? null : management.url();
    }

    /** The models, to load one anew or look at their states. */
    public ModelRepository models() {
        return models;
    }

    /** All routes, those of the management port among them. */
    List<Route> routes() {
        return routes;
    }

    /** What is counted. */
    public ServerMetrics metrics() {
        return metrics;
    }

    /**
     * Ends: is no longer ready, takes no new connections, answers what it has taken, for as long as the options say.
     *
     * <p>Closing it again does nothing.
     */
    @Override
    public void close() {
        if (!isClosing.compareAndSet(false, true)) {
            return;
        }
        pause(options.notReadyTime());
        http.drain();
        awaitQuiet(System.nanoTime() + options.drainTime().toNanos());
        stop();
    }

    /**
     * Waits until all is answered and nothing has come for a while: on connections that are kept, requests may be under way
     * that were sent before their clients were told.
     */
    private void awaitQuiet(long end) {
        long seen = http.requests();
        long quietSince = System.nanoTime();
        while (System.nanoTime() < end
                && http.connections() > 0
                && (http.inHand() > 0 || System.nanoTime() - quietSince < QUIET_NANOS)) {
            pause(Duration.ofMillis(LOOK_MILLIS));
            if (http.inHand() > 0 || http.requests() != seen) {
                seen = http.requests();
                quietSince = System.nanoTime();
            }
        }
    }

    private void stop() {
        isClosing.set(true);
        http.close();
        if (management != null) {
            management.close();
        }
        loader.shutdownNow();
        batcher.close();
        metrics.close();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
