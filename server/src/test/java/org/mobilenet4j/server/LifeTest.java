package org.mobilenet4j.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.server.RawHttp.Reply;
import org.mobilenet4j.server.batching.BatchOptions;
import org.mobilenet4j.server.http.Address;
import org.mobilenet4j.server.model.ModelSource;

/** Overload, clients that leave, reloading, and the end. */
class LifeTest {
    private static final byte[] PICTURE = {(byte) 0xFF, (byte) 0xD8, 1, 2, 3, 4};
    private static final String TOKEN = "a token for the tests";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final GatedEngine engine = new GatedEngine();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        engine.gate.release(1_000_000);
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private InferenceServer start(ServerOptions options) throws Exception {
        return start(InferenceServer.builder().engine("tiny", engine), options);
    }

    private InferenceServer start(InferenceServer.Builder builder, ServerOptions options) throws Exception {
        InferenceServer server = builder.options(
                        options.withPort(0).withWarmUp(Duration.ZERO).withEnd(Duration.ZERO, PATIENCE))
                .start();
        open.add(server);
        server.awaitReady(PATIENCE);
        return server;
    }

    private static ServerOptions oneThread(int queue) {
        return ServerOptions.DEFAULT.withBatching(new BatchOptions(1, queue, 1 << 20, 1, Duration.ZERO));
    }

    private RawHttp connect(String url) throws IOException {
        RawHttp connection = new RawHttp(url);
        open.add(connection);
        return connection;
    }

    /** A connection that has asked and not been answered. */
    private RawHttp classify(InferenceServer server) throws IOException {
        return connect(server.url()).send("POST", "/classify", Map.of(), PICTURE);
    }

    private static void awaitWaiting(InferenceServer server, int images) throws InterruptedException {
        while (!server.metrics().scrape().contains("mobilenet4j_queue_images " + images + ".0")) {
            Thread.sleep(2);
        }
    }

    @Test
    void aFullQueueIsSaidBeforeTheBodyIsRead() throws Exception {
        InferenceServer server = start(oneThread(2));
        RawHttp running = classify(server);
        engine.awaitBegun(1);
        List<RawHttp> waiting = List.of(classify(server), classify(server));
        awaitWaiting(server, 2);
        Reply refused = connect(server.url())
                .send("POST /classify HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n")
                .read(); // of whose body nothing was sent
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.text()).contains("the queue is full: 2 of 2 images wait");
        engine.gate.release(3);
        for (RawHttp each : List.of(running, waiting.getFirst(), waiting.getLast())) {
            assertThat(each.read().status()).isEqualTo(200);
        }
        assertThat(server.metrics().scrape()).contains("mobilenet4j_rejected_total{cause=\"queue_full\"} 1.0");
    }

    @Test
    void aClientThatIsRefusedWhileItSendsSeesItsAnswerAndKeepsItsConnection() throws Exception {
        InferenceServer server = start(oneThread(1).withFullStatus(429));
        classify(server);
        engine.awaitBegun(1);
        classify(server);
        awaitWaiting(server, 1);
        RawHttp large = connect(server.url()).send("POST", "/classify", Map.of(), new byte[5 << 20]);
        assertThat(large.read().status()).isEqualTo(429);
        assertThat(large.send("GET", "/v2/health/live", Map.of(), new byte[0])
                        .read()
                        .text())
                .isEqualTo("{\"live\":true}");
    }

    @Test
    void aDeadlineActsInTheQueue() throws Exception {
        InferenceServer server = start(oneThread(8));
        classify(server);
        engine.awaitBegun(1);
        Reply late = connect(server.url())
                .send("POST", "/classify", Map.of("X-Request-Timeout-Millis", "30"), PICTURE)
                .read();
        assertThat(late.status()).isEqualTo(504);
        assertThat(late.text()).contains("not computed within its 30 ms");
        String infer =
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"/9gBAgM=\"]}],"
                        + "\"parameters\":{\"timeout\":30000}}";
        assertThat(connect(server.url())
                        .send("POST", "/v2/models/tiny/infer", Map.of(), infer.getBytes(UTF_8))
                        .read()
                        .status())
                .isEqualTo(504);
        assertThat(engine.begun).hasValue(1);
    }

    @Test
    void nothingIsComputedForClientsThatHaveGone() throws Exception {
        InferenceServer server = start(oneThread(200));
        RawHttp running = classify(server);
        engine.awaitBegun(1);
        List<RawHttp> leaving = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            leaving.add(classify(server));
        }
        awaitWaiting(server, 50);
        for (int i = 0; i < leaving.size(); i++) {
            if (i % 2 == 0) {
                leaving.get(i).abort();
            } else {
                leaving.get(i).close();
            }
        }
        RawHttp staying = classify(server);
        awaitWaiting(server, 51);
        engine.gate.release(1000);
        assertThat(running.read().status()).isEqualTo(200);
        assertThat(staying.read().status()).isEqualTo(200);
        assertThat(engine.begun).hasValue(2);
        assertThat(server.metrics().scrape()).contains("mobilenet4j_rejected_total{cause=\"client_gone\"} 50.0");
    }

    @Test
    void aRequestThatIsSentWhileAnotherIsComputedIsNotTakenForLeaving() throws Exception {
        InferenceServer server = start(oneThread(8));
        RawHttp first = classify(server);
        engine.awaitBegun(1);
        RawHttp both = classify(server);
        awaitWaiting(server, 1);
        both.send("GET", "/ping", Map.of(), new byte[0]); // its first byte is read while the first request is looked at
        engine.gate.release(1000);
        assertThat(first.read().status()).isEqualTo(200);
        assertThat(both.read().text()).contains("predictions");
        assertThat(both.read().text()).isEqualTo("{\"status\":\"Healthy\"}");
    }

    @Test
    void reloadingUnderLoadLosesNoRequest() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        ModelSource counted = () -> {
            loads.incrementAndGet();
            return ModelSource.of(ExactEngine.tiny()).versions();
        };
        InferenceServer server = start(
                InferenceServer.builder().source("tiny", counted),
                ServerOptions.DEFAULT.withManagement(
                        new ManagementOptions(new Address(Address.LOOPBACK, 0), TOKEN), false));
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger answers = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(Thread.ofPlatform().start(() -> {
                try (RawHttp connection = new RawHttp(server.url())) {
                    while (!isOver.get()) {
                        Reply reply = connection
                                .send("POST", "/classify", Map.of(), PICTURE)
                                .read();
                        answers.incrementAndGet();
                        if (reply.status() != 200) {
                            failures.add(reply.status() + " " + reply.text());
                        }
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }));
        }
        try (RawHttp management = new RawHttp(Objects.requireNonNull(server.managementUrl()))) {
            for (int i = 0; i < 100; i++) {
                Reply reply = management
                        .send(
                                "POST",
                                "/v2/repository/models/tiny/load",
                                Map.of("Authorization", "Bearer " + TOKEN),
                                "{}".getBytes(UTF_8))
                        .read();
                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            }
        }
        isOver.set(true);
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failures).isEmpty();
        assertThat(answers.get()).isGreaterThan(50);
        assertThat(loads).hasValue(101);
    }

    @Test
    void aModelThatFailsToLoadLeavesTheOldOneAndVersionsComeAndGo() throws Exception {
        TreeMap<Integer, ModelSource.Version> versions = new TreeMap<>(Map.of(1, maxPixels -> ExactEngine.tiny()));
        InferenceServer server = start(
                InferenceServer.builder().source("tiny", () -> new TreeMap<>(versions)),
                ServerOptions.DEFAULT.withManagement(
                        new ManagementOptions(new Address(Address.LOOPBACK, 0), TOKEN), true));
        versions.put(2, maxPixels -> {
            throw new IOException("the disk is gone");
        });
        Reply failed = manage(server, "/v2/repository/models/tiny/load");
        assertThat(failed.status()).isEqualTo(400);
        assertThat(failed.text()).contains("what was there stays: the disk is gone");
        assertThat(ask(server, "/v2/models/tiny").text()).contains("\"versions\":[\"1\"]");
        versions.put(2, maxPixels -> ExactEngine.tiny());
        assertThat(manage(server, "/v2/repository/models/tiny/load").status()).isEqualTo(200);
        assertThat(ask(server, "/v2/models/tiny").text()).contains("\"versions\":[\"1\",\"2\"]");
        assertThat(ask(server, "/v2/models/tiny/versions/2/ready").status()).isEqualTo(200);
        assertThat(ask(server, "/v2/models/tiny/versions/3/ready").status()).isEqualTo(404);
        assertThat(manage(server, "/v2/repository/models/tiny/unload").status()).isEqualTo(200);
        assertThat(ask(server, "/v2/models/tiny/ready").status()).isEqualTo(503);
        assertThat(manage(server, "/v2/repository/index").text())
                .isEqualTo("[{\"name\":\"tiny\",\"version\":\"\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"}]");
        assertThat(manage(server, "/v2/repository/models/tiny/load").status()).isEqualTo(200);
        assertThat(ask(server, "/v2/models/tiny/ready").status()).isEqualTo(200);
    }

    @Test
    void managementWantsItsTokenAndIsNowhereElse() throws Exception {
        InferenceServer server = start(
                InferenceServer.builder().engine("tiny", ExactEngine.tiny()),
                ServerOptions.DEFAULT.withManagement(
                        new ManagementOptions(new Address(Address.LOOPBACK, 0), TOKEN), true));
        String path = "/v2/repository/index";
        RawHttp management = connect(Objects.requireNonNull(server.managementUrl()));
        assertThat(management.send("POST", path, Map.of(), new byte[0]).read().status())
                .isEqualTo(401);
        assertThat(management
                        .send("POST", path, Map.of("Authorization", "Bearer wrong"), new byte[0])
                        .read()
                        .status())
                .isEqualTo(401);
        assertThat(manage(server, path).status()).isEqualTo(200);
        assertThat(connect(server.url())
                        .send("POST", path, Map.of(), new byte[0])
                        .read()
                        .status())
                .isEqualTo(404);
        assertThat(ask(server, "/metrics").status()).isEqualTo(404);
    }

    @Test
    void closingAnswersWhatWasTakenAndSaysThatItIsNotReady() throws Exception {
        InferenceServer server = start(oneThread(8));
        List<RawHttp> clients = List.of(classify(server), classify(server), classify(server));
        RawHttp watcher = connect(server.url());
        assertThat(watcher.send("GET", "/v2/health/ready", Map.of(), new byte[0])
                        .read()
                        .status())
                .isEqualTo(200);
        awaitWaiting(server, 2);
        Thread closing = Thread.ofPlatform().start(server::close);
        while (server.isReady()) {
            Thread.sleep(1);
        }
        assertThat(watcher.send("GET", "/v2/health/ready", Map.of(), new byte[0])
                        .read()
                        .status())
                .isEqualTo(503);
        engine.gate.release(3);
        for (RawHttp client : clients) {
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(200);
        }
        closing.join();
    }

    @Test
    void pagesOfOtherOriginsMayAskOnlyIfTheyAreListed() throws Exception {
        InferenceServer server = start(
                InferenceServer.builder().engine("tiny", ExactEngine.tiny()),
                ServerOptions.DEFAULT.withOrigins(List.of("https://example.org")));
        RawHttp connection = connect(server.url());
        Reply listed = connection
                .send("POST", "/classify", Map.of("Origin", "https://example.org"), PICTURE)
                .read();
        assertThat(listed.header("Access-Control-Allow-Origin")).isEqualTo("https://example.org");
        assertThat(listed.header("Access-Control-Expose-Headers")).contains("Inference-Header-Content-Length");
        Reply other = connection
                .send("POST", "/classify", Map.of("Origin", "https://examplexorg"), PICTURE)
                .read();
        assertThat(other.headers()).doesNotContainKey("access-control-allow-origin");
    }

    private Reply ask(InferenceServer server, String path) throws IOException {
        return connect(server.url()).send("GET", path, Map.of(), new byte[0]).read();
    }

    private Reply manage(InferenceServer server, String path) throws IOException {
        return connect(Objects.requireNonNull(server.managementUrl()))
                .send("POST", path, Map.of("Authorization", "Bearer " + TOKEN), new byte[0])
                .read();
    }
}
