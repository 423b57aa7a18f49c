package org.mobilenet4j.server.page;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** One tab of a Chromium without a window, driven by the DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    private Browser(Process process, URI tab, HttpClient client) {
        this.process = process;
        this.socket =
                client.newWebSocketBuilder().buildAsync(tab, new Listener()).join();
    }

    /** The program of the first name that is on the PATH. */
    static Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "");
        return PROGRAMS.stream()
                .flatMap(name ->
                        List.of(path.split(File.pathSeparator, -1)).stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts a browser whose camera is a moving test picture; all it writes goes into the scratch folder. */
    static Browser start(Path program, Path scratch) throws IOException, InterruptedException {
        Path profile = scratch.resolve("chromium");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--use-fake-device-for-media-stream",
                        "--use-fake-ui-for-media-stream",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("chromium.log").toFile())
                .start();
        try {
            Path portFile = profile.resolve("DevToolsActivePort");
            await(() -> Files.exists(portFile) && portFile.toFile().length() > 0, "Chromium's " + portFile);
            String address = "http://127.0.0.1:" + Files.readAllLines(portFile).getFirst();
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest open = HttpRequest.newBuilder(URI.create(address + "/json/new?about:blank"))
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            JsonNode tab = JSON.readTree(
                    client.send(open, HttpResponse.BodyHandlers.ofString()).body());
            Browser browser = new Browser(
                    process, URI.create(tab.get("webSocketDebuggerUrl").asString()), client);
            for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility", "DOM")) {
                browser.call(domain + ".enable", Map.of());
            }
            return browser;
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Calls a method of the protocol and waits for what it gives. */
    JsonNode call(String method, Map<String, ?> parameters) {
        int id = calls.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        JsonNode message =
                answer.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        if (message.has("error")) {
            throw new IllegalStateException(method + ": " + message.get("error"));
        }
        return message.get("result");
    }

    /**
     * Opens an address in place of what the tab shows, and forgets what was complained about and asked for before. An
     * address that differs in its fragment alone is the same page, which stays.
     */
    void open(String address) {
        events.clear();
        call("Page.navigate", Map.of("url", address));
        await("document.readyState == 'complete' && location.href == " + quoted(address));
    }

    /** The value of an expression; of a promise, what it becomes. */
    JsonNode evaluate(String expression) {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
        }
        JsonNode value = result.get("result").get("value");
        return value == null ? JSON.nullNode() : value;
    }

    /** The text of the element that the selector finds, as it is shown. */
    String text(String selector) {
        return evaluate("document.querySelector(" + quoted(selector) + ").innerText")
                .asString();
    }

    /** How many elements that are shown the selector finds. */
    int count(String selector) {
        return evaluate("[...document.querySelectorAll(" + quoted(selector)
                        + ")].filter(e => e.checkVisibility()).length")
                .asInt();
    }

    void click(String selector) {
        evaluate("document.querySelector(" + quoted(selector) + ").click()");
    }

    void press(String key) {
        call(
                "Input.dispatchKeyEvent",
                Map.of("type", "rawKeyDown", "key", key, "code", key, "windowsVirtualKeyCode", 9));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", 9));
    }

    /** Waits until the expression is true. */
    void await(String expression) {
        await(() -> evaluate(expression).asBoolean(false), expression);
    }

    private static void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for: " + what, e);
            }
        }
    }

    /** Gives a file to an input, as a person does in the dialog. */
    void chooseFile(String selector, Path file) {
        JsonNode document = call("DOM.getDocument", Map.of()).get("root").get("nodeId");
        int input = call("DOM.querySelector", Map.of("nodeId", document.asInt(), "selector", selector))
                .get("nodeId")
                .asInt();
        call("DOM.setFileInputFiles", Map.of("nodeId", input, "files", List.of(file.toString())));
    }

    /** Makes the window as wide and as dark as asked; a phone also has finer pixels and no mouse. */
    void emulate(int width, int height, boolean isPhone, boolean isDark) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", isPhone ? 2 : 1, "mobile", isPhone));
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** The whole page as a PNG. */
    void screenshot(Path file) throws IOException {
        JsonNode image = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        Files.write(file, Base64.getDecoder().decode(image.get("data").asString()));
    }

    /** What the browser found wrong: exceptions, errors and warnings of scripts, breaches of the security policy. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (JsonNode event : events) {
            JsonNode parameters = event.get("params");
            switch (event.get("method").asString()) {
                case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
                case "Runtime.consoleAPICalled" -> {
                    if (List.of("error", "warning", "assert")
                            .contains(parameters.get("type").asString())) {
                        complaints.add(parameters.toString());
                    }
                }
                case "Log.entryAdded" -> {
                    // A refusal by the server is an entry of its own, and what the page makes of it is tested.
                    if (!"network".equals(parameters.get("entry").get("source").asString())) {
                        complaints.add(parameters.toString());
                    }
                }
                default -> {}
            }
        }
        return complaints;
    }

    /** The addresses that were asked for since the page was opened. */
    List<String> requests() {
        return events.stream()
                .filter(event ->
                        "Network.requestWillBeSent".equals(event.get("method").asString()))
                .map(event -> event.get("params").get("request").get("url").asString())
                .toList();
    }

    /** What a screen reader is told of the page: the nodes of the accessibility tree. */
    List<JsonNode> accessibilityTree() {
        List<JsonNode> nodes = new ArrayList<>();
        call("Accessibility.getFullAXTree", Map.of()).get("nodes").forEach(nodes::add);
        return nodes;
    }

    static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    /** Waits until the last of the browser's processes has ended: they write into the scratch folder as long as they run. */
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        call("Browser.close", Map.of());
        socket.abort();
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Puts messages together and hands them to whoever waits. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                if (message.has("id")) {
                    CompletableFuture<JsonNode> answer =
                            waiting.remove(message.get("id").asInt());
                    if (answer != null) {
                        answer.complete(message);
                    }
                } else {
                    events.add(message);
                }
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
