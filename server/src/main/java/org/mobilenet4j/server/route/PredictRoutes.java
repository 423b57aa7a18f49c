package org.mobilenet4j.server.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mobilenet4j.DetectedObject;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Exchange;
import org.mobilenet4j.server.http.Route;
import org.mobilenet4j.server.inference.ImageInput;
import org.mobilenet4j.server.inference.ImageTask;
import org.mobilenet4j.server.inference.InstancesReader;
import org.mobilenet4j.server.model.ModelState;
import org.mobilenet4j.server.model.Prediction;
import org.mobilenet4j.server.model.ServedModel;
import org.mobilenet4j.server.model.Wanted;

/** KServe's first protocol, which is TensorFlow Serving's {@code :predict} by rows. */
public final class PredictRoutes {
    private final Service service;

    public PredictRoutes(Service service) {
        this.service = service;
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/models", exchange -> models()),
                Route.get("/v1/models/{model}", this::model),
                Route.post("/v1/models/{model}:predict", this::predict),
                Route.post("/v1/models/{model}/versions/{version}:predict", this::predict));
    }

    private Answer models() {
        return Answer.json(Map.of(
                "models",
                service.models().names().stream()
                        .filter(name -> service.models().state(name) == ModelState.READY)
                        .toList()));
    }

    private Answer model(Exchange exchange) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", service.model(exchange).name());
        json.put("ready", true);
        return Answer.json(json);
    }

    private void predict(Exchange exchange) {
        ServedModel model = service.model(exchange);
        int mostImages = service.batcher().options().queueItems();
        service.readBody(exchange, body -> {
            List<ImageInput> images = new InstancesReader(
                            model.signature().input(), service.limits().jsonDepth(), mostImages)
                    .read(body);
            List<ImageTask> tasks = images.stream()
                    .map(image -> ImageTask.of(model, image, new Wanted.Result()))
                    .toList();
            service.compute(
                    exchange,
                    model,
                    tasks,
                    body.length,
                    null,
                    predictions -> exchange.answer(Answer.json(Map.of(
                            "predictions",
                            predictions.stream().map(PredictRoutes::json).toList()))));
        });
    }

    private static Object json(Prediction prediction) {
        return switch (prediction) {
            case Prediction.Scores scores -> floats(scores.logits());
            case Prediction.Embedding embedding -> floats(embedding.vector());
            case Prediction.Objects found -> json(found);
            case Prediction.Mask mask -> json(mask.segmentation());
            case Prediction.Explanation drawn -> throw new IllegalStateException("no explanation was asked for");
        };
    }

    private static List<Float> floats(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    /** As the exported detectors of TensorFlow name it; boxes are left, top, right, bottom in pixels. */
    private static Map<String, Object> json(Prediction.Objects found) {
        List<DetectedObject> objects = found.objects();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("num_detections", objects.size());
        json.put(
                "detection_boxes",
                objects.stream()
                        .map(DetectedObject::box)
                        .map(box -> List.of(box.left(), box.top(), box.right(), box.bottom()))
                        .toList());
        json.put("detection_scores", objects.stream().map(DetectedObject::score).toList());
        json.put(
                "detection_classes", objects.stream().map(DetectedObject::index).toList());
        return json;
    }

    private static List<List<Integer>> json(Segmentation mask) {
        return IntStream.range(0, mask.height())
                .mapToObj(y -> IntStream.range(0, mask.width())
                        .mapToObj(x -> mask.classAt(x, y))
                        .toList())
                .toList();
    }
}
