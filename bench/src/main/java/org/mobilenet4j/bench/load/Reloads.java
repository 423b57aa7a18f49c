package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Has a server load its model anew, again and again, from a thread of its own. */
final class Reloads implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI load;
    private final String token;
    private final int count;
    private final Thread thread;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile String firstFailure = "";

    private Reloads(URI load, String token, int count) {
        this.load = load;
        this.token = token;
        this.count = count;
        this.thread = Thread.ofPlatform().daemon().name("reloads").unstarted(this::run);
    }

    /** Starts them, one behind the other. */
    static Reloads start(URI load, String token, int count) {
        Reloads reloads = new Reloads(load, token, count);
        reloads.thread.start();
        return reloads;
    }

    boolean isOver() {
        return !thread.isAlive();
    }

    /** How many were answered, in whatever way. */
    int done() {
        return done.get();
    }

    /** How many of them failed. */
    int failed() {
        return failed.get();
    }

    /** What the first failure said; empty if there was none. */
    String firstFailure() {
        return firstFailure;
    }

    private void run() {
        HttpRequest request = HttpRequest.newBuilder(load)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < count; i++) {
                String failure = failure(client, request);
                if (!failure.isEmpty()) {
                    firstFailure = firstFailure.isEmpty() ? failure : firstFailure;
                    failed.incrementAndGet();
                }
                done.incrementAndGet();
            }
        } catch (InterruptedException e) {
            // It is over.
        }
    }

    private static String failure(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() / 100 == 2
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%d: %s",
                            answer.statusCode(),
                            answer.body().strip());
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends them early. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
