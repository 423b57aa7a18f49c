package org.mobilenet4j.server.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Takes requests from Jetty, finds their routes, and counts those that are not answered yet. */
final class HttpHandler extends Handler.Abstract.NonBlocking {
    /** What of a client's own name for a request may go into a log. */
    private static final Pattern ID = Pattern.compile("[\\w.:/+=-]{1,128}");

    private final Router router;
    private final Limits limits;
    private final BodyBudget budget;
    private final Errors errors;
    private final ExchangeObserver observer;
    private final AtomicInteger inHand = new AtomicInteger();
    private final AtomicLong begun = new AtomicLong();
    private volatile boolean isDraining;

    HttpHandler(Router router, Limits limits, Errors errors, ExchangeObserver observer) {
        this.router = router;
        this.limits = limits;
        this.budget = new BodyBudget(limits.bufferedBytes());
        this.errors = errors;
        this.observer = observer;
    }

    Limits limits() {
        return limits;
    }

    BodyBudget budget() {
        return budget;
    }

    Errors errors() {
        return errors;
    }

    ExchangeObserver observer() {
        return observer;
    }

    /** Requests that are begun and not answered. */
    int inHand() {
        return inHand.get();
    }

    /** Requests that were ever begun. */
    long requests() {
        return begun.get();
    }

    /** Whether connections end with their next answer. */
    boolean isDraining() {
        return isDraining;
    }

    void drain() {
        isDraining = true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        begun.incrementAndGet();
        inHand.incrementAndGet();
        WatchedEndPoint endPoint = WatchedEndPoint.of(request);
        if (endPoint != null) {
            endPoint.onRequest();
        }
        Callback ending = Callback.from(
                () -> {
                    end(endPoint);
                    callback.succeeded();
                },
                failure -> {
                    end(endPoint);
                    callback.failed(failure);
                });
        Exchange exchange = new Exchange(request, response, ending, this, id(request));
        exchange.answering(() -> {
            Router.Match match = router.find(request.getMethod(), Request.getPathInContext(request));
            exchange.follow(match);
            match.route().handler().handle(exchange);
        });
        return true;
    }

    private void end(@Nullable WatchedEndPoint endPoint) {
        inHand.decrementAndGet();
        if (endPoint != null) {
            endPoint.onRequestEnd();
        }
    }

    private static String id(Request request) {
        return Optional.ofNullable(request.getHeaders().get("X-Request-Id"))
                .filter(id -> ID.matcher(id).matches())
                .orElseGet(() ->
                        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }
}
