package org.mobilenet4j.server.route;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Exchange;
import org.mobilenet4j.server.http.ExchangeObserver;

/** A line of JSON for each request. */
public final class AccessLog implements ExchangeObserver {
    private final PrintStream out;

    public AccessLog(PrintStream out) {
        this.out = out;
    }

    @Override
    public void answered(Exchange exchange, Answer answer) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().toString());
        line.put("id", exchange.id());
        line.put("client", exchange.remoteAddress());
        line.put("method", exchange.method());
        line.put("path", exchange.path());
        exchange.model().ifPresent(model -> line.put("model", model));
        line.put("status", answer.status());
        line.put("bytes", answer.body().length);
        line.put("millis", Math.round((System.nanoTime() - exchange.begunNanos()) / 1e4) / 100.0);
        if (answer.status() >= 500) {
            line.put("error", new String(answer.body(), StandardCharsets.UTF_8));
        }
        out.println(Json.line(line));
    }
}
