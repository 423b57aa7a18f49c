package org.mobilenet4j.server.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Exchange;
import org.mobilenet4j.server.http.HttpProblem;
import org.mobilenet4j.server.http.Route;
import org.mobilenet4j.server.inference.InferAnswer;
import org.mobilenet4j.server.inference.InferCall;
import org.mobilenet4j.server.model.ModelState;
import org.mobilenet4j.server.model.ServedModel;
import org.mobilenet4j.server.model.TensorSpec;

/**
 * The Open Inference Protocol, version 2, with the extensions for binary tensors, classification, model configuration and
 * statistics, as clients of Triton and KServe speak it.
 */
public final class OpenInferenceRoutes {
    private static final String HEADER_LENGTH = "Inference-Header-Content-Length";
    private static final String PLATFORM = "mobilenet4j";

    private final Service service;
    private final String serverVersion;
    private final BooleanSupplier isReady;

    /**
     * The routes of a service.
     *
     * @param isReady whether the server as a whole takes requests
     */
    public OpenInferenceRoutes(Service service, String serverVersion, BooleanSupplier isReady) {
        this.service = service;
        this.serverVersion = serverVersion;
        this.isReady = isReady;
    }

    /** The routes. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/v2", exchange -> server()));
        routes.add(Route.get("/v2/health/live", exchange -> Answer.json(Map.of("live", true))));
        routes.add(Route.get("/v2/health/ready", exchange -> ready()));
        routes.add(Route.get("/v2/models/stats", exchange -> allStatistics()));
        for (String model : List.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}")) {
            routes.add(Route.get(model, this::metadata));
            routes.add(Route.get(model + "/ready", this::modelReady));
            routes.add(Route.get(model + "/config", this::config));
            routes.add(Route.get(model + "/stats", this::statistics));
            routes.add(Route.post(model + "/infer", this::infer));
        }
        return routes;
    }

    private Answer server() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", PLATFORM);
        json.put("version", serverVersion);
        json.put(
                "extensions",
                List.of(
                        "classification",
                        "model_configuration",
                        "model_repository",
                        "statistics",
                        "binary_tensor_data"));
        return Answer.json(json);
    }

    private Answer ready() {
        boolean ready = isReady.getAsBoolean();
        Answer answer = Answer.json(Map.of("ready", ready));
        return ready ? answer : answer.withStatus(503).with("Retry-After", "1");
    }

    private Answer modelReady(Exchange exchange) {
        ServedModel model = service.model(exchange);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", model.name());
        json.put("ready", true);
        return Answer.json(json);
    }

    private Answer metadata(Exchange exchange) {
        ServedModel model = service.model(exchange);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", model.name());
        json.put(
                "versions",
                service.models().versions(model.name()).stream()
                        .map(version -> String.valueOf(version.version()))
                        .toList());
        json.put("platform", PLATFORM);
        json.put("inputs", List.of(metadata(model.signature().input())));
        json.put(
                "outputs",
                model.signature().outputs().stream()
                        .map(OpenInferenceRoutes::metadata)
                        .toList());
        return Answer.json(json);
    }

    private static Map<String, Object> metadata(TensorSpec spec) {
        List<Integer> shape = new ArrayList<>(List.of(-1));
        shape.addAll(spec.itemShape());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", spec.name());
        json.put("datatype", spec.datatype().name());
        json.put("shape", shape);
        return json;
    }

    private Answer config(Exchange exchange) {
        ServedModel model = service.model(exchange);
        Map<String, Object> input = config(model.signature().input());
        input.put("format", "FORMAT_NCHW");
        input.put("allow_ragged_batch", false);
        input.put("optional", false);
        List<Map<String, Object>> outputs = model.signature().outputs().stream()
                .map(OpenInferenceRoutes::config)
                .toList();
        outputs.forEach(output -> output.put("label_filename", "labels.txt"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", model.name());
        json.put("platform", PLATFORM);
        json.put("backend", PLATFORM);
        json.put("version_policy", Map.of("all", Map.of()));
        json.put("max_batch_size", service.batcher().options().queueItems());
        json.put("input", List.of(input));
        json.put("output", outputs);
        json.put("batch_input", List.of());
        json.put("batch_output", List.of());
        json.put(
                "instance_group",
                List.of(Map.of(
                        "name",
                        model.name() + "_0",
                        "kind",
                        "KIND_CPU",
                        "count",
                        service.batcher().options().threads())));
        json.put(
                "dynamic_batching",
                Map.of(
                        "preferred_batch_size",
                        List.of(),
                        "max_queue_delay_microseconds",
                        service.batcher().options().maxDelay().toNanos() / 1000));
        json.put("parameters", Map.of());
        return Answer.json(json);
    }

    private static Map<String, Object> config(TensorSpec spec) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", spec.name());
        json.put("data_type", "TYPE_" + spec.datatype().name());
        json.put("dims", spec.itemShape());
        json.put("is_shape_tensor", false);
        return json;
    }

    private Answer statistics(Exchange exchange) {
        ServedModel asked = service.model(exchange);
        return statistics(
                exchange.parameter("version").isPresent()
                        ? List.of(asked)
                        : service.models().versions(asked.name()));
    }

    private Answer allStatistics() {
        return statistics(service.models().names().stream()
                .filter(name -> service.models().state(name) == ModelState.READY)
                .flatMap(name -> service.models().versions(name).stream())
                .toList());
    }

    private static Answer statistics(List<ServedModel> models) {
        return Answer.json(Map.of(
                "model_stats",
                models.stream()
                        .map(model -> model.statistics().toJson(model.name(), String.valueOf(model.version())))
                        .toList()));
    }

    private void infer(Exchange exchange) {
        ServedModel model = service.model(exchange);
        OptionalInt headerLength = headerLength(exchange);
        service.readBody(exchange, body -> {
            InferCall call = InferCall.read(
                    model,
                    body,
                    headerLength,
                    service.limits().jsonDepth(),
                    service.batcher().options().queueItems());
            service.compute(
                    exchange,
                    model,
                    call.tasks(),
                    body.length,
                    call.timeout(),
                    predictions -> exchange.answerPacked(answer(call.answer(predictions))));
        });
    }

    private static Answer answer(InferAnswer answer) {
        return answer.headerLength().isEmpty()
                ? Answer.of(Answer.JSON, answer.body())
                : Answer.of("application/octet-stream", answer.body())
                        .with(
                                HEADER_LENGTH,
                                String.valueOf(answer.headerLength().getAsInt()));
    }

    private static OptionalInt headerLength(Exchange exchange) {
        String text = exchange.header(HEADER_LENGTH).orElse("");
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            throw HttpProblem.badRequest(HEADER_LENGTH + " is '" + text + "', expected a number of bytes");
        }
    }
}
