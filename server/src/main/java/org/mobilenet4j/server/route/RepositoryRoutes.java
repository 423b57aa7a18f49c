package org.mobilenet4j.server.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Exchange;
import org.mobilenet4j.server.http.HttpProblem;
import org.mobilenet4j.server.http.Route;
import org.mobilenet4j.server.model.ModelRepository;
import org.mobilenet4j.server.model.ModelState;

/** The repository extension of the Open Inference Protocol: which models there are, loading them anew, taking them away. */
public final class RepositoryRoutes {
    private final ModelRepository models;
    private final ExecutorService loader;

    /**
     * The routes over a repository.
     *
     * @param loader runs what takes as long as a model takes to load
     */
    public RepositoryRoutes(ModelRepository models, ExecutorService loader) {
        this.models = models;
        this.loader = loader;
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                Route.post("/v2/repository/index", exchange -> exchange.readBody(body -> exchange.answer(index(body)))),
                Route.post("/v2/repository/models/{model}/load", this::load),
                Route.post("/v2/repository/models/{model}/unload", this::unload));
    }

    private Answer index(byte[] body) {
        boolean isReadyOnly = body.length > 0 && parameters(body).flag("ready").orElse(false);
        List<Map<String, Object>> listed = models.list().stream()
                .filter(each -> !isReadyOnly || each.state() == ModelState.READY)
                .map(each -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("name", each.name());
                    json.put("version", each.version());
                    json.put("state", each.state().name());
                    json.put("reason", each.reason());
                    return json;
                })
                .toList();
        return Answer.text(Answer.JSON, Json.line(listed));
    }

    private void load(Exchange exchange) {
        exchange.readBody(body -> {
            if (body.length > 0
                    && !parameters(body).object("parameters").members().isEmpty()) {
                throw HttpProblem.of(
                        501,
                        "a model is loaded from where the server was told that it is; leave out" + " config and files");
            }
            String name = exchange.parameter("model").orElseThrow();
            exchange.setModel(name);
            loader.execute(() -> exchange.answering(() -> {
                load(name);
                exchange.answer(Answer.empty(200));
            }));
        });
    }

    private void load(String name) {
        try {
            models.load(name);
        } catch (IOException | InvalidInputException e) {
            throw HttpProblem.badRequest(
                    "model '" + name + "' was not loaded, what was there stays: " + e.getMessage());
        }
    }

    private void unload(Exchange exchange) {
        exchange.readBody(body -> {
            String name = exchange.parameter("model").orElseThrow();
            exchange.setModel(name);
            loader.execute(() -> exchange.answering(() -> {
                models.unload(name);
                exchange.answer(Answer.empty(200));
            }));
        });
    }

    private static JsonObject parameters(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.isBlank() ? new JsonObject(Map.of(), "the body") : Json.readObject(body, "the body");
    }
}
