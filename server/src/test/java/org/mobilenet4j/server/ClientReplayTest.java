package org.mobilenet4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mobilenet4j.server.http.Address;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What unmodified clients sent to a server that does as the protocol says, and what they were given: the same bytes in, an
 * equal answer out. See {@code resources/oip/README.md}.
 */
class ClientReplayTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double TOLERANCE = 1e-4;
    private static final String TOKEN = "a token for the tests";
    /** What the recorded server refused and this one takes: images as base64. */
    private static final Set<String> TAKEN_HERE = Set.of("kserve-v2-infer-base64-in-json");

    private static final Set<String> OURS_ALONE = Set.of(
            "version_policy",
            "batch_input",
            "batch_output",
            "instance_group",
            "dynamic_batching",
            "parameters",
            "backend");

    private static final Map<String, byte[]> FILES = new HashMap<>();
    private static final AtomicInteger EXPECTATIONS = new AtomicInteger();
    private static InferenceServer server;

    @BeforeAll
    static void start() throws Exception {
        try (InputStream in = ClientReplayTest.class.getResourceAsStream("/oip/goldens.zip");
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                FILES.put(entry.getName(), zip.readAllBytes());
            }
        }
        server = InferenceServer.builder()
                .engine("tiny", ExactEngine.tiny())
                .engine("mobilenet_v2", ExactEngine.large())
                .source("starting", () -> {
                    throw new IOException("never ready");
                })
                .options(ServerOptions.DEFAULT
                        .withPort(0)
                        .withWarmUp(Duration.ZERO)
                        .withManagement(new ManagementOptions(new Address(Address.LOOPBACK, 0), TOKEN), false))
                .start();
        server.awaitReady(Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() {
        server.close();
        assertThat(EXPECTATIONS.get())
                .as("arrays that clients gave their users")
                .isGreaterThan(40);
    }

    @TestFactory
    Stream<DynamicTest> everyExchange() {
        return StreamSupport.stream(json(file("index.json")).spliterator(), false)
                .filter(each -> !each.has("no_request"))
                .filter(each ->
                        !each.has("body_omitted") || each.get("name").asString().endsWith("real-size"))
                .map(each -> dynamicTest(each.get("name").asString(), () -> replay(each)));
    }

    private static void replay(JsonNode exchange) throws IOException {
        String name = exchange.get("name").asString();
        JsonNode request = json(file(name + "/request.json"));
        JsonNode wanted = json(file(name + "/answer.json"));
        boolean isManagement = exchange.get("path").asString().startsWith("/v2/repository");
        if (isManagement && !exchange.get("path").asString().endsWith("index")) {
            return; // held by LifeTest, as the loader here waits for ever
        }
        byte[] body = exchange.has("body_omitted")
                ? madeAgain(request)
                : FILES.getOrDefault(name + "/request.bin", new byte[0]);
        RawHttp.Reply reply;
        String url = isManagement ? Objects.requireNonNull(server.managementUrl()) : server.url();
        try (RawHttp connection = new RawHttp(url)) {
            reply = connection.send(bytes(request, body, isManagement)).read();
        }
        compare(exchange, request, wanted, reply);
    }

    /** A large request that is not kept: its JSON, then the values that the README gives. */
    private static byte[] madeAgain(JsonNode request) {
        String json = request.get("body").get("json").toString();
        ByteBuffer values = ByteBuffer.allocate(150_528 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < 150_528; k++) {
            values.putFloat((5 * k % 13 - 6) / 4f);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(values.array());
        return body.toByteArray();
    }

    private static byte[] bytes(JsonNode request, byte[] body, boolean isManagement) {
        StringBuilder head = new StringBuilder(
                request.get("method").asString() + " " + request.get("path").asString() + " HTTP/1.1\r\n");
        boolean isChunked = false;
        for (JsonNode header : request.get("headers")) {
            String key = header.get(0).asString();
            isChunked |= key.equalsIgnoreCase("transfer-encoding");
            if (!key.equalsIgnoreCase("expect")) {
                head.append(key).append(": ").append(header.get(1).asString()).append("\r\n");
            }
        }
        if (isManagement) {
            head.append("Authorization: Bearer " + TOKEN + "\r\n");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (isChunked) {
            all.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            all.writeBytes(body);
            all.writeBytes("\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        } else {
            all.writeBytes(body);
        }
        return all.toByteArray();
    }

    private static void compare(JsonNode exchange, JsonNode request, JsonNode wanted, RawHttp.Reply reply)
            throws IOException {
        String name = exchange.get("name").asString();
        int expected = wanted.get("status").asInt();
        boolean isOptional = exchange.path("optional").asBoolean(false);
        if (TAKEN_HERE.contains(name)) {
            assertThat(reply.status()).isEqualTo(200);
            return;
        }
        if (reply.status() != expected) {
            assertThat(reply.status())
                    .as(reply.text())
                    .isGreaterThanOrEqualTo(400)
                    .isNotEqualTo(411);
            assertThat(isOptional || Set.of(400, 404).containsAll(Set.of(reply.status(), expected)))
                    .as("status %d for %d: %s", reply.status(), expected, reply.text())
                    .isTrue();
        }
        if (reply.status() == expected) {
            requireExpectation(name, reply);
        }
        requireWelcomeEncoding(exchange, request, reply);
        if (reply.status() >= 400) {
            JsonNode error = json(reply.body());
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
            assertThat(error.propertyNames()).containsExactly("error");
            assertThat(error.get("error").isString()).isTrue();
            return;
        }
        String how = exchange.get("compare").asString();
        if (how.equals("any") || how.equals("status")) {
            return;
        }
        Opened got = Opened.of(reply.headers(), reply.body());
        Opened want = Opened.of(headers(wanted), FILES.getOrDefault(name + "/answer.bin", new byte[0]));
        assertThat(reply.header("Content-Type")).isEqualTo(headers(wanted).get("content-type"));
        switch (how) {
            case "tensors" -> {
                List<Tensor> tensors = got.tensors();
                List<Tensor> wantedTensors = want.tensors();
                assertThat(tensors).hasSameSizeAs(wantedTensors);
                for (int i = 0; i < tensors.size(); i++) {
                    tensors.get(i).requireEquals(wantedTensors.get(i));
                }
                assertThat(got.json.path("id")).isEqualTo(want.json.path("id"));
                assertThat(got.json.get("model_name")).isEqualTo(want.json.get("model_name"));
                assertThat(Set.of("id", "model_name", "model_version", "parameters", "outputs"))
                        .containsAll(got.json.propertyNames());
            }
            case "keys" -> {
                assertThat(got.json.getNodeType()).isEqualTo(want.json.getNodeType());
                if (want.json.isObject()) {
                    Set<String> names = new HashSet<>(want.json.propertyNames());
                    names.removeAll(OURS_ALONE);
                    assertThat(got.json.propertyNames()).containsAll(names);
                }
            }
            default -> assertThat(got.json).isEqualTo(want.json);
        }
    }

    /** What the client gave its user: an error, a truth, or arrays of these values. */
    private static void requireExpectation(String name, RawHttp.Reply reply) throws IOException {
        byte[] file = FILES.get(name + "/expect.json");
        if (file == null) {
            return; // not the last of a call's requests
        }
        JsonNode expectation = json(file);
        JsonNode returned = expectation.path("returned");
        if (expectation.has("raised") || (returned.isBoolean() && !returned.asBoolean())) {
            assertThat(reply.status()).isNotEqualTo(200);
            return;
        }
        assertThat(reply.status()).isEqualTo(200);
        JsonNode arrays = returned.path("as_numpy");
        if (arrays.isEmpty()) {
            return;
        }
        List<Tensor> tensors = Opened.of(reply.headers(), reply.body()).tensors();
        assertThat(tensors).hasSameSizeAs(arrays);
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            assertThat(tensor.name).isEqualTo(arrays.get(i).get("name").asString());
            assertThat(tensor.shape).isEqualTo(arrays.get(i).get("shape").toString());
            List<Object> data = new ArrayList<>();
            arrays.get(i)
                    .path("data")
                    .forEach(value -> data.add(value.isNumber() ? (Object) value.asDouble() : value.asString()));
            if (!data.isEmpty()) {
                tensor.requireValues(data);
                EXPECTATIONS.incrementAndGet();
            }
        }
    }

    private static void requireWelcomeEncoding(JsonNode exchange, JsonNode request, RawHttp.Reply reply) {
        String encoding = reply.header("Content-Encoding");
        if (encoding.isEmpty()) {
            return;
        }
        Map<String, String> sent = headers(request);
        assertThat(sent.getOrDefault("accept-encoding", "")).contains(encoding);
        assertThat(reply.status()).as("only successful answers are packed").isEqualTo(200);
        assertThat(exchange.get("compare").asString()).isEqualTo("tensors");
    }

    private static Map<String, String> headers(JsonNode message) {
        Map<String, String> headers = new HashMap<>();
        message.get("headers")
                .forEach(header -> headers.put(
                        header.get(0).asString().toLowerCase(Locale.ROOT),
                        header.get(1).asString()));
        return headers;
    }

    private static byte[] file(String name) {
        return Objects.requireNonNull(FILES.get(name), name);
    }

    private static JsonNode json(byte[] text) {
        return JSON.readTree(text);
    }

    /** An answer's JSON and the bytes behind it. */
    private record Opened(JsonNode json, byte[] rest) {
        static Opened of(Map<String, String> headers, byte[] body) throws IOException {
            byte[] plain = switch (headers.getOrDefault("content-encoding", "identity")) {
                case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
                case "deflate" -> new InflaterInputStream(new ByteArrayInputStream(body)).readAllBytes();
                default -> body;
            };
            String length = headers.get("inference-header-content-length");
            int end = length == null ? plain.length : Integer.parseInt(length);
            return new Opened(
                    ClientReplayTest.json(Arrays.copyOf(plain, end)), Arrays.copyOfRange(plain, end, plain.length));
        }

        List<Tensor> tensors() {
            List<Tensor> tensors = new ArrayList<>();
            ByteBuffer bytes = ByteBuffer.wrap(rest).order(ByteOrder.LITTLE_ENDIAN);
            for (JsonNode output : json.get("outputs")) {
                JsonNode size = output.path("parameters").path("binary_data_size");
                List<Object> values = new ArrayList<>();
                boolean isFloat = output.get("datatype").asString().equals("FP32");
                if (size.isMissingNode()) {
                    output.get("data")
                            .forEach(each -> values.add(isFloat ? (Object) each.asDouble() : each.asString()));
                } else {
                    int end = bytes.position() + size.asInt();
                    while (bytes.position() < end) {
                        values.add(isFloat ? (Object) (double) bytes.getFloat() : text(bytes));
                    }
                }
                tensors.add(new Tensor(
                        output.get("name").asString(),
                        output.get("datatype").asString(),
                        output.get("shape").toString(),
                        !size.isMissingNode(),
                        values));
            }
            assertThat(bytes.remaining()).as("bytes left over").isZero();
            return tensors;
        }

        private static String text(ByteBuffer bytes) {
            byte[] text = new byte[bytes.getInt()];
            bytes.get(text);
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    private record Tensor(String name, String datatype, String shape, boolean isBinary, List<Object> values) {
        void requireEquals(Tensor other) {
            assertThat(List.of(name, datatype, shape, isBinary))
                    .isEqualTo(List.of(other.name, other.datatype, other.shape, other.isBinary));
            requireValues(other.values);
        }

        void requireValues(List<Object> others) {
            assertThat(values).hasSameSizeAs(others);
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) instanceof Double number) {
                    assertThat(number).isCloseTo((Double) others.get(i), Offset.offset(TOLERANCE));
                } else {
                    assertThat(values.get(i)).isEqualTo(others.get(i));
                }
            }
        }
    }
}
