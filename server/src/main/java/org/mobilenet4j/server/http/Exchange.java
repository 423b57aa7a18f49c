package org.mobilenet4j.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** One request and its answer. It is answered once, at any time and on any thread; later answers are left out. */
public final class Exchange {
    private static final int PACKED_FROM = 1024;

    /** What a body may have to be looked at by the thread that read it; others would wait for that too long. */
    private static final int PROMPT_BYTES = 64 << 10;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final HttpHandler server;
    private final String id;
    private final AtomicBoolean isAnswered = new AtomicBoolean();
    private Router.@Nullable Match match;
    private @Nullable BodyReader reader;
    private volatile boolean isBodyWhole;
    private volatile @Nullable String model;
    private volatile String timing = "";

    Exchange(Request request, Response response, Callback callback, HttpHandler server, String id) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.server = server;
        this.id = id;
    }

    void follow(Router.Match found) {
        match = found;
    }

    /** What stands in the path for a parameter of its template, such as {@code model} of {@code /v2/models/{model}}. */
    public Optional<String> parameter(String name) {
        return match == null
                ? Optional.empty()
                : Optional.ofNullable(match.parameters().get(name));
    }

    /** What stands behind the question mark. */
    public Optional<String> query(String name) {
        Fields fields = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
        return Optional.ofNullable(fields.getValue(name));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** The route's template; empty where there is no such route. */
    public String template() {
        return match == null ? "" : match.route().template();
    }

    /** What logs and clients call the request: their own name for it, or a random one. */
    public String id() {
        return id;
    }

    /** When its first byte was there, as {@link System#nanoTime} has it. */
    public long begunNanos() {
        return request.getBeginNanoTime();
    }

    /** The model that it asks, once that is known: for the log and the metrics. */
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    public void setModel(String name) {
        model = name;
    }

    /** How long each phase took, for the header Server-Timing. */
    public void setTiming(String phases) {
        timing = phases;
    }

    /**
     * Reads the body and unpacks it. What is thrown while it is handled is answered with.
     *
     * @throws HttpProblem if it is larger than may be, which is seen before it is read
     */
    public void readBody(Consumer<byte[]> then) {
        Limits limits = server.limits();
        BodyReader.requireAnnouncedFits(request, limits);
        BodyReader started = new BodyReader(
                request,
                limits,
                server.budget(),
                body -> {
                    isBodyWhole = true;
                    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
                    Runnable rest = () -> then.accept(Inflation.inflate(body, encoding, limits.bodyBytes()));
                    if (body.length <= PROMPT_BYTES && encoding == null) {
                        answering(rest);
                    } else {
                        execute(rest);
                    }
                },
                this::fail);
        reader = started;
        started.read();
    }

    /** Runs part of a handler on a thread that has time: what it throws becomes the answer. */
    public void execute(Runnable part) {
        request.getComponents().getExecutor().execute(() -> answering(part));
    }

    /** Runs part of a handler: what it throws becomes the answer. */
    public void answering(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Whether the client has closed its connection. Not to be asked of an exchange that may be answered meanwhile. */
    public boolean isClientGone() {
        WatchedEndPoint endPoint = WatchedEndPoint.of(request);
        return endPoint != null && isBodyWhole && endPoint.isClosedByPeer();
    }

    /** Answers with an error. */
    public void fail(Throwable failure) {
        answer(server.errors().answer(this, failure));
    }

    /** Answers, packed if the client takes it so: only what {@link #answerPacked} sends is. */
    public void answer(Answer answer) {
        send(answer);
    }

    /** Answers, packed with gzip or deflate where the client takes it. */
    public void answerPacked(Answer answer) {
        String accepted = header("Accept-Encoding")
                .map(value -> value.toLowerCase(Locale.ROOT))
                .orElse("");
        String encoding = accepted.contains("gzip") ? "gzip" : accepted.contains("deflate") ? "deflate" : "";
        if (encoding.isEmpty() || answer.body().length < PACKED_FROM) {
            send(answer);
        } else {
            Answer packed = new Answer(
                    answer.status(),
                    answer.contentType(),
                    Inflation.deflate(answer.body(), encoding),
                    answer.headers());
            send(packed.with("Content-Encoding", encoding).with("Vary", "Accept-Encoding"));
        }
    }

    private void send(Answer answer) {
        if (!isAnswered.compareAndSet(false, true)) {
            return;
        }
        server.observer().answered(this, answer);
        response.setStatus(answer.status());
        var headers = response.getHeaders();
        if (!answer.contentType().isEmpty()) {
            headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
        }
        headers.put("X-Request-Id", id);
        if (!timing.isEmpty()) {
            headers.put("Server-Timing", timing);
        }
        headers.put("X-Content-Type-Options", "nosniff");
        answer.headers().forEach(headers::put);
        headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        if (server.isDraining()) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
        response.write(true, ByteBuffer.wrap(answer.body()), Callback.from(this::written, this::broken));
    }

    private void broken(Throwable failure) {
        release();
        callback.failed(failure);
    }

    /**
     * Ends the exchange. A client that still sends its body would not see the answer if the connection were closed under it,
     * so the rest is read first, for a while. Not of one that was ended for sending too slowly, nor of one that waits to be
     * told to send.
     */
    private void written() {
        release();
        boolean isSilent = reader == null ? request.getHeaders().contains(HttpHeader.EXPECT) : reader.isWaiting();
        if (isBodyWhole || isSilent) {
            callback.succeeded();
        } else {
            new Leftovers(request, callback).begin();
        }
    }

    private void release() {
        if (reader != null) {
            server.budget().giveBack(reader.held());
        }
    }

    /** {@code GET}, {@code POST} and so on. */
    public String method() {
        return request.getMethod();
    }

    /** The path, without what stands behind the question mark. */
    public String path() {
        return String.valueOf(request.getHttpURI().getPath());
    }

    /** Where the client is, as the connection says. */
    public String remoteAddress() {
        return String.valueOf(Request.getRemoteAddr(request));
    }
}
