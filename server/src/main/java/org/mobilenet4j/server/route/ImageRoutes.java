package org.mobilenet4j.server.route;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.mobilenet4j.Classification;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.Task;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.MaskDecoder;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Exchange;
import org.mobilenet4j.server.http.HttpProblem;
import org.mobilenet4j.server.http.Route;
import org.mobilenet4j.server.model.Prediction;
import org.mobilenet4j.server.model.ServedModel;
import org.mobilenet4j.server.model.Wanted;

/** An image in, an answer out: this server's own short routes, and those of TorchServe and DJL Serving. */
public final class ImageRoutes {
    private static final int TOP = 5;
    private static final double LEAST_SCORE = 0.5;
    private static final String PNG = "image/png";

    private final Service service;
    private final BooleanSupplier isReady;

    /**
     * The routes of a service.
     *
     * @param isReady whether the server as a whole takes requests
     */
    public ImageRoutes(Service service, BooleanSupplier isReady) {
        this.service = service;
        this.isReady = isReady;
    }

    /** The routes. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.addAll(Route.postOrPut("/classify", this::classify));
        routes.addAll(Route.postOrPut("/detect", this::detect));
        routes.addAll(Route.postOrPut("/segment", this::segment));
        routes.addAll(Route.postOrPut("/embed", this::embed));
        routes.addAll(Route.postOrPut("/explain", this::explain));
        routes.add(Route.get("/ping", exchange -> ping()));
        for (String path : List.of(
                "/predictions/{model}", "/predictions/{model}/{version}", "/invocations", "/invocations/{model}")) {
            routes.addAll(Route.postOrPut(path, this::predictions));
        }
        return routes;
    }

    private void classify(Exchange exchange) {
        ServedModel model = service.model(exchange);
        require(model, Task.ImageClassification.class, "/classify", "a classifier");
        int top = number(exchange, "top", TOP, Integer::parseInt, value -> value >= 1, "1 or more");
        service.answerImage(exchange, model, new Wanted.Result(), prediction -> {
            Map<String, Object> json = begin(model);
            json.put(
                    "predictions",
                    classification(model, prediction).top(top).stream()
                            .map(each -> {
                                Map<String, Object> entry = entry(each.label(), each.index());
                                entry.put("probability", each.probability());
                                return entry;
                            })
                            .toList());
            return Answer.json(json);
        });
    }

    private static Classification classification(ServedModel model, Prediction prediction) {
        return Classification.of(
                ((Prediction.Scores) prediction).logits(), model.signature().labels());
    }

    private void detect(Exchange exchange) {
        ServedModel model = service.model(exchange);
        require(model, Task.ObjectDetection.class, "/detect", "a detector");
        double least = number(
                exchange,
                "min_score",
                LEAST_SCORE,
                Double::parseDouble,
                value -> value >= 0 && value < 1,
                "0 or more and less than 1");
        service.answerImage(exchange, model, new Wanted.Result(), prediction -> {
            Prediction.Objects found = (Prediction.Objects) prediction;
            Map<String, Object> json = begin(model);
            json.put("width", found.width());
            json.put("height", found.height());
            json.put(
                    "objects",
                    found.objects().stream()
                            .filter(object -> object.score() > least)
                            .map(ImageRoutes::json)
                            .toList());
            return Answer.json(json);
        });
    }

    private static Map<String, Object> json(DetectedObject object) {
        Map<String, Object> json = entry(object.label(), object.index());
        json.put("score", object.score());
        json.put("left", object.box().left());
        json.put("top", object.box().top());
        json.put("width", object.box().width());
        json.put("height", object.box().height());
        return json;
    }

    private void segment(Exchange exchange) {
        ServedModel model = service.model(exchange);
        require(model, Task.SemanticSegmentation.class, "/segment", "a segmentation network");
        boolean isImage = exchange.header("Accept").orElse("").startsWith(PNG);
        service.answerImage(exchange, model, new Wanted.Result(), prediction -> {
            Segmentation segmentation = ((Prediction.Mask) prediction).segmentation();
            byte[] mask = ImageEncoder.indexedPng(segmentation.mask());
            return isImage ? Answer.of(PNG, mask) : Answer.json(json(model, segmentation, mask));
        });
    }

    private static Map<String, Object> json(ServedModel model, Segmentation segmentation, byte[] mask) {
        int[] pixels = segmentation.pixelsByClass();
        double all = segmentation.classes().length;
        Map<String, Object> json = begin(model);
        json.put("width", segmentation.width());
        json.put("height", segmentation.height());
        json.put(
                "classes",
                IntStream.range(0, pixels.length)
                        .filter(index -> pixels[index] > 0)
                        .boxed()
                        .sorted(Comparator.comparingInt(index -> -pixels[index]))
                        .map(index -> {
                            Map<String, Object> entry =
                                    entry(segmentation.labels().get(index), index);
                            entry.put("pixels", pixels[index]);
                            entry.put("share", pixels[index] / all);
                            entry.put("color", String.format("#%06x", MaskDecoder.vocColor(index)));
                            return entry;
                        })
                        .toList());
        json.put("mask", Base64.getEncoder().encodeToString(mask));
        return json;
    }

    private void embed(Exchange exchange) {
        ServedModel model = service.model(exchange);
        service.answerImage(exchange, model, new Wanted.Embedding(), prediction -> {
            List<Float> vector = new ArrayList<>();
            for (float value : ((Prediction.Embedding) prediction).vector()) {
                vector.add(value);
            }
            Map<String, Object> json = begin(model);
            json.put("embedding", vector);
            return Answer.json(json);
        });
    }

    private void explain(Exchange exchange) {
        ServedModel model = service.model(exchange);
        int index = number(exchange, "index", -1, Integer::parseInt, value -> value >= 0, "that of a class");
        service.answerImage(
                exchange,
                model,
                new Wanted.Explanation(index < 0 ? null : Integer.valueOf(index)),
                prediction -> Answer.of(PNG, ImageEncoder.png(((Prediction.Explanation) prediction).drawing())));
    }

    private Answer ping() {
        return isReady.getAsBoolean()
                ? Answer.json(Map.of("status", "Healthy"))
                : Answer.json(Map.of("status", "Unhealthy")).withStatus(503);
    }

    /** As TorchServe and DJL Serving answer: the likeliest classes by name, or the objects. */
    private void predictions(Exchange exchange) {
        ServedModel model = service.model(exchange);
        switch (model.signature().task()) {
            case Task.ImageClassification task ->
                service.answerImage(exchange, model, new Wanted.Result(), prediction -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    classification(model, prediction)
                            .top(TOP)
                            .forEach(each -> json.putIfAbsent(each.label(), each.probability()));
                    return Answer.json(json);
                });
            case Task.ObjectDetection task -> detect(exchange);
            case Task.SemanticSegmentation task -> segment(exchange);
            case Task.FeatureExtraction task -> embed(exchange);
        }
    }

    private static Map<String, Object> begin(ServedModel model) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", model.name());
        json.put("version", String.valueOf(model.version()));
        return json;
    }

    private static Map<String, Object> entry(String label, int index) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("label", label);
        json.put("index", index);
        return json;
    }

    private static void require(ServedModel model, Class<? extends Task> kind, String route, String expected) {
        if (!kind.isInstance(model.signature().task())) {
            throw HttpProblem.badRequest("model '" + model.name() + "' is "
                    + model.signature().task().solver() + ", " + route + " is for " + expected);
        }
    }

    private static <N extends Number> N number(
            Exchange exchange,
            String name,
            N otherwise,
            Function<String, N> parse,
            Predicate<N> isValid,
            String expected) {
        Optional<String> text = exchange.query(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            N value = parse.apply(text.get());
            if (isValid.test(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // It is said below.
        }
        throw HttpProblem.badRequest(name + " is '" + text.get() + "', expected " + expected);
    }
}
