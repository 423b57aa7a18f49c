package org.mobilenet4j.server.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import tools.jackson.databind.ObjectMapper;

/** A server that hands out the page and gives always the same answers, as a real one would word them. */
final class CannedServer implements AutoCloseable {
    /** What the server allows its page. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
            + " connect-src 'self'; media-src 'self' blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    static final int WIDTH = 640;
    static final int HEIGHT = 480;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html; charset=utf-8", "css", "text/css", "js", "text/javascript");

    private final HttpServer server;
    private volatile boolean isLoaded;

    private CannedServer(HttpServer server) {
        this.server = server;
    }

    static CannedServer start(int port) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        CannedServer canned = new CannedServer(http);
        http.createContext("/", canned::handle);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.start();
        return canned;
    }

    /** Such as {@code http://127.0.0.1:8080/}. */
    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** The model that is still loading becomes ready. */
    void finishLoading() {
        isLoaded = true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/" -> file(exchange, "index.html");
                case "/page/page.css", "/page/page.js" -> file(exchange, path.substring("/page/".length()));
                case "/models" -> json(exchange, 200, Map.of("models", cards()));
                case "/classify", "/detect", "/segment", "/embed", "/explain" -> infer(exchange, path, body);
                default -> json(exchange, 404, Map.of("error", "no route " + path));
            }
        }
    }

    private void infer(HttpExchange exchange, String path, byte[] body) throws IOException {
        boolean isPng = body.length > 3 && body[1] == 'P' && body[2] == 'N';
        boolean isJpeg = body.length > 3 && body[0] == (byte) 0xFF && body[1] == (byte) 0xD8;
        if (!isPng && !isJpeg) {
            json(
                    exchange,
                    400,
                    Map.of("error", "the body is not an image: it begins with neither JPEG's nor PNG's mark"));
            return;
        }
        exchange.getResponseHeaders()
                .set("Server-Timing", "queue;dur=0.1, decode;dur=1.5, network;dur=7.2, total;dur=9.0");
        exchange.getResponseHeaders().set("X-Request-Id", "4711");
        if ("/explain".equals(path)) {
            send(exchange, 200, "image/png", explanation());
            return;
        }
        json(exchange, 200, answer(path, model(exchange.getRequestURI())));
    }

    private static String model(URI address) {
        for (String parameter : address.getRawQuery().split("&", -1)) {
            if (parameter.startsWith("model=")) {
                return parameter.substring("model=".length());
            }
        }
        throw new IllegalArgumentException("no model in " + address);
    }

    private static Map<String, Object> answer(String path, String model) {
        return switch (path) {
            case "/classify" ->
                Map.of(
                        "model",
                        model,
                        "version",
                        "1",
                        "predictions",
                        List.of(
                                prediction("daisy", 0, 0.9081),
                                prediction("sunflower", 3, 0.0612),
                                prediction("dandelion <i>wild</i>", 1, 0.0298),
                                prediction("tulip", 4, 0.00084),
                                prediction("rose", 2, 0.00006)));
            case "/detect" ->
                Map.of(
                        "model",
                        model,
                        "version",
                        "1",
                        "width",
                        WIDTH,
                        "height",
                        HEIGHT,
                        "objects",
                        List.of(
                                object("person", 1, 0.97, 60, 110, 120, 330),
                                object("bicycle", 2, 0.88, 230, 240, 260, 190),
                                object("person", 1, 0.71, 500, 120, 110, 300),
                                object("dog", 18, 0.31, 420, 350, 90, 80),
                                object("kite", 38, 0.07, 300, 20, 60, 50)));
            case "/segment" ->
                Map.of(
                        "model",
                        model,
                        "version",
                        "1",
                        "width",
                        WIDTH,
                        "height",
                        HEIGHT,
                        "classes",
                        List.of(
                                found("__background__", 0, 0.72, "#000000"),
                                found("person", 15, 0.18, "#c08080"),
                                found("dog", 12, 0.10, "#400080")),
                        "mask",
                        Base64.getEncoder().encodeToString(mask()));
            default ->
                Map.of(
                        "model",
                        model,
                        "version",
                        "1",
                        "embedding",
                        IntStream.range(0, 256)
                                .mapToObj(k -> Math.abs(Math.sin(k * 0.7) * Math.cos(k * 0.13)))
                                .toList());
        };
    }

    private static Map<String, Object> prediction(String label, int index, double probability) {
        return Map.of("label", label, "index", index, "probability", probability);
    }

    private static Map<String, Object> object(
            String label, int index, double score, int left, int top, int width, int height) {
        return Map.of(
                "label", label, "index", index, "score", score, "left", left, "top", top, "width", width, "height",
                height);
    }

    private static Map<String, Object> found(String label, int index, double share, String color) {
        return Map.of(
                "label",
                label,
                "index",
                index,
                "pixels",
                Math.round(share * WIDTH * HEIGHT),
                "share",
                share,
                "color",
                color);
    }

    private List<Map<String, Object>> cards() {
        List<String> many =
                IntStream.range(0, 91).mapToObj(k -> "class number " + k).toList();
        return List.of(
                card("flowers", "classification", List.of("daisy", "dandelion", "rose", "sunflower", "tulip"), "ready"),
                card("street", "detection", many, "ready"),
                card("pets", "segmentation", many.subList(0, 21), "ready"),
                card("vectors", "features", List.of(), "ready"),
                card("birds", "classification", many, isLoaded ? "ready" : "loading"));
    }

    private static Map<String, Object> card(String name, String task, List<String> labels, String state) {
        return Map.ofEntries(
                Map.entry("name", name),
                Map.entry("version", "2"),
                Map.entry("versions", List.of("1", "2")),
                Map.entry("task", task),
                Map.entry("state", state),
                Map.entry("network", "mobilenet_v2"),
                Map.entry("input", Map.of("height", 224, "width", 224)),
                Map.entry("parameters", 2_230_277),
                Map.entry("labels", labels),
                Map.entry(
                        "run",
                        Map.of(
                                "finished",
                                "2026-11-27T03:49:05.158659071Z",
                                "top1",
                                0.8726,
                                "epochs",
                                30,
                                "skipped",
                                List.of(),
                                "options",
                                "TrainerOptions[" + "epochs=30, batchSize=128, ".repeat(12) + "seed=1]")));
    }

    private static byte[] mask() {
        byte[] red = new byte[256];
        byte[] green = new byte[256];
        byte[] blue = new byte[256];
        red[15] = (byte) 0xC0;
        green[15] = (byte) 0x80;
        blue[15] = (byte) 0x80;
        red[12] = 0x40;
        blue[12] = (byte) 0x80;
        BufferedImage mask = new BufferedImage(
                WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 256, red, green, blue));
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean isPerson = x > 60 && x < 180 && y > 110 && y < 440;
                boolean isDog = Math.hypot(x - 460, y - 380) < 60;
                mask.getRaster().setSample(x, y, 0, isPerson ? 15 : isDog ? 12 : 0);
            }
        }
        return png(mask);
    }

    private static byte[] explanation() {
        BufferedImage image = new BufferedImage(224, 224, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 224; y++) {
            for (int x = 0; x < 224; x++) {
                int grey = 60 + (x + y) / 4;
                int red = (int) Math.clamp(255 - 2.5 * Math.hypot(x - 90, y - 120), grey, 255);
                image.setRGB(x, y, red << 16 | grey << 8 | grey);
            }
        }
        return png(image);
    }

    static byte[] png(BufferedImage image) {
        return encoded(image, "png");
    }

    static byte[] encoded(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void file(HttpExchange exchange, String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(
                CannedServer.class.getResourceAsStream("/org/mobilenet4j/server/page/" + name), name)) {
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            String type = Objects.requireNonNull(TYPES.get(name.substring(name.indexOf('.') + 1)));
            send(exchange, 200, type, in.readAllBytes());
        }
    }

    private static void json(HttpExchange exchange, int status, Map<String, ?> members) throws IOException {
        send(
                exchange,
                status,
                "application/json",
                JSON.writeValueAsString(members).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
