package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A server that is measured.
 *
 * @param name for people
 * @param endpoints requests are dealt out among them
 * @param processes whose processor time is read
 */
record Service(String name, List<Endpoint> endpoints, ServerProcesses processes) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SHOWN = 200;

    /**
     * A server that runs.
     *
     * @param option which gave the URLs
     * @param urls of what takes images; several, separated by commas, are processes of one service
     */
    static Service at(String name, String option, String urls) {
        List<Endpoint> endpoints = new ArrayList<>();
        Set<ProcessHandle> processes = new HashSet<>();
        for (String url : urls.split(",", -1)) {
            Endpoint endpoint = Endpoint.of(option, url.strip());
            endpoints.add(endpoint);
            processes.addAll(ServerProcesses.listeningAt(endpoint).roots());
        }
        return new Service(name, endpoints, new ServerProcesses(List.copyOf(processes)));
    }

    /**
     * Sends an image to each endpoint, before anything is measured.
     *
     * @throws InvalidInputException if one does not take it
     */
    void check(byte[] image) {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            for (Endpoint endpoint : endpoints) {
                check(endpoint, image, client);
            }
        }
    }

    private static void check(Endpoint endpoint, byte[] image, HttpClient client) {
        HttpRequest request = HttpRequest.newBuilder(endpoint.url())
                .timeout(PATIENCE)
                .header("Content-Type", "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(image))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                String body = answer.body().strip();
                throw new InvalidInputException(String.format(
                        Locale.ROOT,
                        "%s answered %d to an image, expected 200: %s",
                        endpoint.url(),
                        answer.statusCode(),
                        body.substring(0, Math.min(SHOWN, body.length()))));
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    endpoint.url() + " did not answer (" + reason(e) + "); is the server running?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server was asked", e);
        }
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
