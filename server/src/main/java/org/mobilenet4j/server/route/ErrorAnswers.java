package org.mobilenet4j.server.route;

import java.util.Locale;
import java.util.function.BiConsumer;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.batching.RefusedException;
import org.mobilenet4j.server.http.Answer;
import org.mobilenet4j.server.http.Errors;
import org.mobilenet4j.server.http.Exchange;
import org.mobilenet4j.server.http.HttpProblem;
import org.mobilenet4j.server.inference.BadInferenceException;
import org.mobilenet4j.server.metrics.ServerMetrics;
import org.mobilenet4j.server.model.UnavailableModelException;

/** The status that each failure has, and what is counted of it. */
public final class ErrorAnswers implements Errors {
    private final ServerMetrics metrics;
    private final int fullStatus;
    private final BiConsumer<String, Throwable> unexpected;

    /**
     * Answers for failures.
     *
     * @param fullStatus of a request that finds the queue full, 503 or 429
     * @param unexpected is told of failures that are the server's own, with the request's name
     */
    public ErrorAnswers(ServerMetrics metrics, int fullStatus, BiConsumer<String, Throwable> unexpected) {
        this.metrics = metrics;
        this.fullStatus = fullStatus;
        this.unexpected = unexpected;
    }

    @Override
    public Answer answer(Exchange exchange, Throwable failure) {
        return switch (failure) {
            case HttpProblem problem -> {
                String cause = cause(problem.status());
                if (!cause.isEmpty()) {
                    metrics.onRejection(cause);
                }
                yield Answer.error(problem.status(), message(failure)).withAll(problem.headers());
            }
            case RefusedException refused -> {
                metrics.onRejection(refused.refusal().name().toLowerCase(Locale.ROOT));
                yield switch (refused.refusal()) {
                    case QUEUE_FULL, QUEUE_BYTES ->
                        Answer.error(fullStatus, message(failure)).with("Retry-After", "1");
                    case CLOSED -> Answer.error(503, message(failure)).with("Retry-After", "1");
                    case DEADLINE -> Answer.error(504, message(failure));
                    case CLIENT_GONE -> Answer.error(499, message(failure)); // which nobody reads
                };
            }
            case UnavailableModelException unavailable -> {
                if (unavailable.isKnown()) {
                    metrics.onRejection("not_ready");
                    yield Answer.error(503, message(failure)).with("Retry-After", "1");
                }
                yield Answer.error(404, message(failure));
            }
            case BadInferenceException bad -> malformed(failure);
            case InvalidInputException bad -> malformed(failure);
            case OutOfMemoryError full -> {
                unexpected.accept(exchange.id(), failure);
                yield Answer.error(503, "there is not enough memory for this request; see --max-pixels and -Xmx")
                        .with("Retry-After", "1");
            }
            default -> {
                unexpected.accept(exchange.id(), failure);
                yield Answer.error(500, "the server failed on this request; its log says more of " + exchange.id());
            }
        };
    }

    private Answer malformed(Throwable failure) {
        metrics.onRejection("malformed");
        return Answer.error(400, message(failure));
    }

    private static String cause(int status) {
        return switch (status) {
            case 400, 415 -> "malformed";
            case 408 -> "slow";
            case 413 -> "too_large";
            case 503 -> "queue_bytes";
            default -> "";
        };
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
