package org.mobilenet4j.server.route;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.server.batching.Batcher;
import org.mobilenet4j.server.batching.Demand;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Exchange;
import org.mobilenet4j.server.http.HttpProblem;
import org.mobilenet4j.server.http.Limits;
import org.mobilenet4j.server.http.Multipart;
import org.mobilenet4j.server.inference.ImageInput;
import org.mobilenet4j.server.inference.ImageTask;
import org.mobilenet4j.server.metrics.ServerMetrics;
import org.mobilenet4j.server.model.ModelRepository;
import org.mobilenet4j.server.model.Prediction;
import org.mobilenet4j.server.model.ServedModel;
import org.mobilenet4j.server.model.Wanted;

/**
 * What all routes do with a request: find its model, take its body in, put its images into the queue and answer.
 *
 * @param timeout how long a request may wait that does not say
 */
public record Service(
        ModelRepository models,
        Batcher<ImageTask, ImageTask.Result> batcher,
        ServerMetrics metrics,
        Limits limits,
        Duration timeout) {

    /** What is wanted of an image, and how it is answered. */
    @FunctionalInterface
    interface ImageAnswer {
        Answer answer(Prediction prediction);
    }

    /** The model that a request asks: by its path, by {@code ?model=}, or the first. */
    ServedModel model(Exchange exchange) {
        String name =
                exchange.parameter("model").or(() -> exchange.query("model")).orElse(null);
        String version = exchange.parameter("version").orElse(null);
        ServedModel found = models.find(name, version);
        exchange.setModel(found.name());
        return found;
    }

    /** Reads a body if there is room for its images, which is seen before it is read. */
    void readBody(Exchange exchange, Consumer<byte[]> then) {
        batcher.requireRoom(1, 0);
        exchange.readBody(then);
    }

    /** Answers for one image, which is the body or the file in a form. */
    void answerImage(Exchange exchange, ServedModel model, Wanted wanted, ImageAnswer answer) {
        readBody(exchange, body -> {
            String type = exchange.header("Content-Type").orElse("");
            byte[] image = Multipart.isForm(type) ? Multipart.file(body, type) : body;
            if (image.length == 0) {
                throw HttpProblem.badRequest("the body is empty, expected an image file");
            }
            ImageTask task = ImageTask.of(model, new ImageInput.Encoded(image), wanted);
            compute(
                    exchange,
                    model,
                    List.of(task),
                    body.length,
                    null,
                    predictions -> exchange.answer(answer.answer(predictions.getFirst())));
        });
    }

    /**
     * Computes images and answers.
     *
     * @param bytes that the request holds
     * @param wish how long the client wants to wait; null for as long as the server lets it
     */
    @SuppressWarnings("FutureReturnValueIgnored") // whatever fails becomes an answer
    void compute(
            Exchange exchange,
            ServedModel model,
            List<ImageTask> tasks,
            long bytes,
            @Nullable Duration wish,
            Consumer<List<Prediction>> then) {
        Demand demand = new Demand(bytes, patience(exchange, wish), exchange::isClientGone);
        batcher.submit(tasks, demand).whenComplete((results, failure) -> {
            long took = System.nanoTime() - exchange.begunNanos();
            if (failure != null) {
                model.statistics().onFailure(took);
                exchange.fail(failure);
                return;
            }
            results.forEach(result ->
                    metrics.onImage(model.name(), result.queueNanos(), result.decodeNanos(), result.networkNanos()));
            exchange.setTiming(timing(results, took));
            exchange.answering(() -> then.accept(
                    results.stream().map(ImageTask.Result::prediction).toList()));
            model.statistics().onSuccess(tasks.size(), took);
        });
    }

    private Duration patience(Exchange exchange, @Nullable Duration wish) {
        Optional<Duration> asked = Optional.ofNullable(wish)
                .or(() -> exchange.header("X-Request-Timeout-Millis").map(Service::millis));
        return asked.filter(duration -> duration.compareTo(timeout) < 0).orElse(timeout);
    }

    private static Duration millis(String text) {
        try {
            long millis = Long.parseLong(text);
            if (millis > 0) {
                return Duration.ofMillis(Math.min(millis, 86_400_000));
            }
        } catch (NumberFormatException e) {
            // It is said below.
        }
        throw HttpProblem.badRequest("X-Request-Timeout-Millis is '" + text + "', expected a whole number above 0");
    }

    /** The phases in milliseconds, as browsers show them; of several images the sums, but the longest wait. */
    private static String timing(List<ImageTask.Result> results, long took) {
        return String.format(
                Locale.ROOT,
                "queue;dur=%.2f, decode;dur=%.2f, network;dur=%.2f, total;dur=%.2f",
                results.stream().mapToLong(ImageTask.Result::queueNanos).max().orElse(0) / 1e6,
                sum(results, ImageTask.Result::decodeNanos),
                sum(results, ImageTask.Result::networkNanos),
                took / 1e6);
    }

    private static double sum(List<ImageTask.Result> results, Function<ImageTask.Result, Long> part) {
        return results.stream().mapToLong(part::apply).sum() / 1e6;
    }
}
