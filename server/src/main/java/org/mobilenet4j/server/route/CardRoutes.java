package org.mobilenet4j.server.route;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Task;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Route;
import org.mobilenet4j.server.model.ModelEngine;
import org.mobilenet4j.server.model.ModelRepository;
import org.mobilenet4j.server.model.ServedModel;
import org.mobilenet4j.server.model.TensorSpec;

/** What a person wants to know of the models: their task, classes, and the figures of the run that made them. */
public final class CardRoutes {
    private final ModelRepository models;

    public CardRoutes(ModelRepository models) {
        this.models = models;
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/models",
                        exchange -> Answer.json(Map.of(
                                "models",
                                models.names().stream().map(this::card).toList()))),
                Route.get("/models/{model}", exchange -> {
                    String name = exchange.parameter("model").orElseThrow();
                    models.state(name); // which says it if there is none
                    return Answer.json(card(name));
                }));
    }

    private Map<String, @Nullable Object> card(String name) {
        List<ServedModel> versions = models.versions(name);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("state", models.state(name).name().toLowerCase(Locale.ROOT));
        json.put(
                "versions",
                versions.stream().map(model -> String.valueOf(model.version())).toList());
        if (!versions.isEmpty()) {
            describe(versions.getLast(), json);
        }
        return json;
    }

    private static void describe(ServedModel model, Map<String, @Nullable Object> json) {
        json.put("version", String.valueOf(model.version()));
        json.put("task", task(model.signature().task()));
        TensorSpec input = model.signature().input();
        json.put(
                "input",
                Map.of(
                        "height",
                        input.itemShape().get(1),
                        "width",
                        input.itemShape().get(2)));
        json.put("labels", model.signature().labels());
        if (model.engine() instanceof ModelEngine engine) {
            json.put("network", engine.model().name());
            json.put("parameters", engine.model().summary().parameters());
            json.put("run", engine.model().run());
        }
    }

    private static String task(Task task) {
        return switch (task) {
            case Task.ImageClassification t -> "classification";
            case Task.ObjectDetection t -> "detection";
            case Task.SemanticSegmentation t -> "segmentation";
            case Task.FeatureExtraction t -> "features";
        };
    }
}
