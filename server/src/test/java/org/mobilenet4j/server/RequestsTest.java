package org.mobilenet4j.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.server.RawHttp.Reply;
import org.mobilenet4j.server.http.Limits;

/** Requests that mean harm or are mistaken: each has a clear answer, and the next one is answered as ever. */
class RequestsTest {
    private static final String INFER = "/v2/models/tiny/infer";
    private static final byte[] PICTURE = {(byte) 0xFF, (byte) 0xD8, 1, 2, 3, 4};
    private static final int MOST_BYTES = 64 << 10;

    private static InferenceServer server;

    @BeforeAll
    static void start() throws Exception {
        server = InferenceServer.builder()
                .engine("tiny", ExactEngine.tiny())
                .options(ServerOptions.DEFAULT
                        .withPort(0)
                        .withWarmUp(Duration.ZERO)
                        .withLimits(Limits.DEFAULT
                                .withBodyBytes(MOST_BYTES)
                                .withPatience(new Limits.Patience(
                                        Duration.ofMillis(500),
                                        Duration.ofSeconds(2),
                                        Duration.ofMillis(300),
                                        Duration.ofSeconds(90)))))
                .start();
        assertThat(server.awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply ask(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        try (RawHttp connection = new RawHttp(server.url())) {
            return connection.send(method, path, headers, body).read();
        }
    }

    private static Reply raw(String text) throws IOException {
        try (RawHttp connection = new RawHttp(server.url())) {
            return connection.send(text).read();
        }
    }

    private static Reply infer(String json, byte[] raw) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] text = json.getBytes(UTF_8);
        body.writeBytes(text);
        body.writeBytes(raw);
        return ask("POST", INFER, Map.of("Inference-Header-Content-Length", "" + text.length), body.toByteArray());
    }

    private static void requireError(Reply reply, int status, String... words) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.text()).startsWith("{\"error\":\"").doesNotContain("Exception");
        for (String word : words) {
            assertThat(reply.text()).contains(word);
        }
    }

    private static String input(String shape, String rest) {
        return "{\"inputs\":[{\"name\":\"input\",\"shape\":" + shape + ",\"datatype\":\"FP32\"," + rest + "}]}";
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(48 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    @Test
    void anInflateBombIsStoppedAtTheLimit() throws IOException {
        for (String encoding : new String[] {"gzip", "deflate"}) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (DeflaterOutputStream out =
                    encoding.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
                byte[] zeros = new byte[1 << 20];
                for (int i = 0; i < 32; i++) {
                    out.write(zeros);
                }
            }
            assertThat(packed.size()).isLessThan(MOST_BYTES);
            requireError(
                    ask("POST", INFER, Map.of("Content-Encoding", encoding), packed.toByteArray()),
                    413,
                    "unpacks to more than " + MOST_BYTES);
        }
    }

    @Test
    void aBodyThatIsNotPackedAsItSaysIsMalformed() throws IOException {
        requireError(ask("POST", INFER, Map.of("Content-Encoding", "gzip"), PICTURE), 400, "not valid gzip");
        requireError(ask("POST", INFER, Map.of("Content-Encoding", "br"), PICTURE), 415, "'br'", "gzip");
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedBeforeItIsReadAndTheClientSeesWhy() throws IOException {
        byte[] large = new byte[4 << 20];
        requireError(ask("POST", "/classify", Map.of(), large), 413, "larger than " + MOST_BYTES);
        try (RawHttp connection = new RawHttp(server.url())) { // without its length
            connection.send("POST /classify HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.send(Integer.toHexString(large.length) + "\r\n");
            connection.send(new byte[MOST_BYTES + 1]);
            requireError(connection.read(), 413, "larger than " + MOST_BYTES);
        }
    }

    @Test
    void anExpectationIsRefusedWithoutTheBodyBeingSent() throws IOException {
        try (RawHttp connection = new RawHttp(server.url())) {
            connection.send(
                    "POST /classify HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
            requireError(connection.read(), 413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999", "-1", "4294967295", "one", "99999999999999999999"})
    void aHeaderLengthBeyondTheBodyIsRefused(String length) throws IOException {
        requireError(
                ask("POST", INFER, Map.of("Inference-Header-Content-Length", length), PICTURE),
                400,
                "Inference-Header-Content-Length");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[-1,3,4,4] | whole number, 0 or more",
                "[1,-3,4,4] | whole number, 0 or more",
                "[1.5,3,4,4] | whole number",
                "[1000000000,3,4,4] | 1000000000 images, expected at most 32",
                "[9223372036854775807,3,4,4] | images, expected at most 32",
                "[99999999999999999999,3,4,4] | whole number",
                "[1,1000000000] | has shape",
                "[1,3,4,4,4,4,4,4,4,4,4] | more than 8 extents",
                "[] | has shape",
                "{} | shape is",
            })
    void shapesThatAreNoneAreRefused(String shape, String words) throws IOException {
        requireError(infer(input(shape, "\"parameters\":{\"binary_data_size\":192}"), floats()), 400, words);
    }

    @Test
    void aTensorOfOtherThanItsBytesIsRefused() throws IOException {
        requireError(
                infer(input("[1,3,4,4]", "\"parameters\":{\"binary_data_size\":191}"), new byte[191]),
                400,
                "191 bytes, expected 192");
        requireError(
                infer(input("[1,3,4,4]", "\"parameters\":{\"binary_data_size\":192}"), new byte[100]),
                400,
                "100 bytes are left");
        requireError(
                infer(input("[1,3,4,4]", "\"parameters\":{\"binary_data_size\":192}"), new byte[200]),
                400,
                "8 bytes follow the last input");
        requireError(
                infer(input("[1,3,4,4]", "\"parameters\":{\"binary_data_size\":2147483648}"), new byte[8]),
                400,
                "at most");
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() throws IOException {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            requireError(
                    infer(input("[1,3,4,4]", "\"parameters\":{\"binary_data_size\":192}"), floats(0, value)),
                    400,
                    "at 1, expected finite values");
        }
        for (String value : new String[] {"NaN", "Infinity", "1e39", "-1e999"}) {
            requireError(
                    ask(
                            "POST",
                            INFER,
                            Map.of(),
                            input("[1,3,4,4]", "\"data\":[" + value + "]").getBytes(UTF_8)),
                    400);
        }
    }

    @Test
    void deepJsonIsRefused() throws IOException {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        requireError(
                ask(
                        "POST",
                        INFER,
                        Map.of(),
                        input("[1,3,4,4]", "\"data\":" + deep).getBytes(UTF_8)),
                400);
        requireError(ask("POST", INFER, Map.of(), ("{\"other\":" + deep + "}").getBytes(UTF_8)), 400);
        requireError(
                ask("POST", "/v1/models/tiny:predict", Map.of(), ("{\"instances\":" + deep + "}").getBytes(UTF_8)),
                400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "null",
                "{\"inputs\":3}",
                "{\"inputs\":[]}",
                "{\"inputs\":[1]}",
                "{\"inputs\":[{}]}",
                "{} {}",
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"*\"]}]}",
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,3,4,4],\"datatype\":\"FP32\",\"data\":[\"QUJD\"]}]}",
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"QUJD\"]}]}",
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,3,4,4],\"datatype\":\"FP32\",\"data\":[1,true]}]}",
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,3,4,4],\"datatype\":\"FP32\",\"data\":null}]}",
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,3,4,4],\"datatype\":\"INT64\",\"data\":[1]}]}",
            })
    void whatIsNoRequestIsRefused(String body) throws IOException {
        requireError(ask("POST", INFER, Map.of(), body.getBytes(UTF_8)), 400);
    }

    @Test
    void lengthsWithinBytesTensorsAreNotTrusted() throws IOException {
        String json =
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1],\"datatype\":\"BYTES\",\"parameters\":{\"binary_data_size\":8}}]}";
        ByteBuffer raw =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(7);
        requireError(infer(json, raw.array()), 400, "ends within element 0");
        requireError(infer(json, ByteBuffer.allocate(8).array()), 400, "more elements than the 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/models/../../etc/passwd",
                "/v2/models/%2e%2e/ready",
                "/v2/models/..%2f..%2fetc/ready",
                "/v2/models/%00/ready",
                "/page/%2e%2e%2fopenapi.yaml",
                "/v2/models/tiny%2Fready",
                "/v2/models/a%5Cb/ready",
                "/v2/models/;x=1/ready",
                "/%ff",
                "/%zz",
                "//",
                "/v2//models",
            })
    void pathsThatClimbOrHideAreRefused(String path) throws IOException {
        Reply reply = raw("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n");
        assertThat(reply.status()).as(path).isBetween(400, 404);
        assertThat(reply.text()).startsWith("{\"error\":\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /classify HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\nabcdef",
                "POST /classify HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /classify HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST /classify HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /classify HTTP/1.1\r\nHost: t\r\nContent-Length: +6\r\n\r\nabcdef",
                "POST /classify HTTP/1.1\r\nHost: t\r\nContent-Length : 6\r\n\r\nabcdef",
                "POST /classify HTTP/1.1\r\nHost: t\r\nContent-Length: 6 \r\n x\r\n\r\nabcdef",
                "POST /classify HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /\u0001 HTTP/1.1\r\nHost: t\r\n\r\n",
                "G\u0000T / HTTP/1.1\r\nHost: t\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: t\r\n\r\n",
            })
    void formsThatProxiesAndServersReadDifferentlyAreRefusedAndTheConnectionEnds(String request) throws IOException {
        try (RawHttp connection = new RawHttp(server.url())) {
            connection.send(request);
            Reply reply = connection.read();
            assertThat(reply.status()).as(reply.text()).isBetween(400, 505);
            assertThat(reply.text()).startsWith("{\"error\":\"");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void headersWithoutEndAreRefused() throws IOException {
        Reply reply = raw("GET / HTTP/1.1\r\nHost: t\r\nX: " + "x".repeat(40_000) + "\r\n\r\n");
        assertThat(reply.status()).isEqualTo(431);
    }

    @Test
    void aSenderThatStopsInItsBodyIsToldSo() throws IOException {
        try (RawHttp connection = new RawHttp(server.url())) {
            connection.send("POST /classify HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nabc");
            requireError(connection.read(), 408, "too slowly", "3 bytes");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void aSenderThatNeverStopsButTakesTooLongIsToldSo() throws Exception {
        try (RawHttp connection = new RawHttp(server.url())) {
            connection.send("POST /classify HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n");
            for (int i = 0; i < 11; i++) { // longer than the two seconds, each byte within its time
                connection.send("x");
                Thread.sleep(200);
            }
            requireError(connection.read(), 408, "too slowly");
        }
    }

    @Test
    void headersThatDribbleEndTheConnection() throws Exception {
        try (RawHttp connection = new RawHttp(server.url())) {
            connection.send("GET / HTTP/1.1\r\nHost: t\r\nX-Long: ");
            boolean isEnded = false;
            for (int i = 0; i < 20 && !isEnded; i++) {
                try {
                    connection.send("x");
                } catch (IOException e) {
                    isEnded = true;
                }
                Thread.sleep(100);
            }
            assertThat(isEnded).isTrue();
        }
    }

    @Test
    void headersThatStopEndTheConnectionAndAKeptOneIsKept() throws Exception {
        try (RawHttp kept = new RawHttp(server.url());
                RawHttp stopped = new RawHttp(server.url())) {
            stopped.send("GET / HTTP/1.1\r\nHost: t\r\nX-Lo");
            kept.send("GET /pi").send("ng HTTP/1.1\r\nHost: t\r\n\r\n");
            assertThat(kept.read().status()).isEqualTo(200);
            assertThat(stopped.isClosed()).isTrue(); // or the read times out, before a kept connection would
            Thread.sleep(700); // longer than headers may take
            assertThat(kept.send("GET", "/ping", Map.of(), new byte[0]).read().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aForm() throws IOException {
        String form = String.join(
                "\r\n",
                "--B",
                "Content-Disposition: form-data; name=\"note\"",
                "",
                "hello",
                "--B",
                "Content-Disposition: form-data; name=\"data\"; filename=\"a.jpg\"",
                "",
                "");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(form.getBytes(UTF_8));
        body.writeBytes(PICTURE);
        body.writeBytes("\r\n--B--\r\n".getBytes(UTF_8));
        Map<String, String> type = Map.of("Content-Type", "multipart/form-data; boundary=B");
        Reply alone = ask("POST", "/predictions/tiny", Map.of(), PICTURE);
        assertThat(alone.status()).isEqualTo(200);
        assertThat(ask("POST", "/predictions/tiny", type, body.toByteArray()).text())
                .isEqualTo(alone.text());
        requireError(ask("POST", "/classify", type, PICTURE), 400, "no file");
        requireError(ask("POST", "/classify", type, form.getBytes(UTF_8)), 400, "no end");
        requireError(
                ask("POST", "/classify", Map.of("Content-Type", "multipart/form-data"), PICTURE), 400, "no boundary");
    }

    @Test
    void aQueryThatIsNoneIsRefused() throws IOException {
        requireError(ask("POST", "/classify?top=0", Map.of(), PICTURE), 400, "top is '0', expected 1 or more");
        requireError(ask("POST", "/classify?top=x", Map.of(), PICTURE), 400, "top is 'x'");
        requireError(ask("POST", "/classify?model=nope", Map.of(), PICTURE), 404, "there is no model 'nope'", "tiny");
        requireError(ask("POST", "/detect", Map.of(), PICTURE), 400, "is a classifier, /detect is for a detector");
        requireError(ask("GET", "/classify", Map.of(), new byte[0]), 405, "GET is not for this path");
    }

    @Test
    void instancesAreImagesOrNumbersInEitherOrder() throws IOException {
        String b64 = Base64.getEncoder().encodeToString(PICTURE);
        String plain = ask(
                        "POST",
                        "/v1/models/tiny:predict",
                        Map.of(),
                        ("{\"instances\":[{\"b64\":\"" + b64 + "\"}]}").getBytes(UTF_8))
                .text();
        assertThat(plain).startsWith("{\"predictions\":[[");
        assertThat(ask(
                                "POST",
                                "/v1/models/tiny/versions/1:predict",
                                Map.of(),
                                ("{\"signature_name\":\"x\",\"instances\":[{\"image_bytes\":{\"b64\":\"" + b64
                                                + "\"}}]}")
                                        .getBytes(UTF_8))
                        .text())
                .isEqualTo(plain);
        requireError(
                ask("POST", "/v1/models/tiny:predict", Map.of(), "{\"instances\":[[1,2]]}".getBytes(UTF_8)),
                400,
                "2 numbers, expected 48");
        requireError(ask("POST", "/v1/models/tiny:predict", Map.of(), "{}".getBytes(UTF_8)), 400, "no instances");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RawHttp connection = new RawHttp(server.url())) {
            String head = "POST /classify?top=1 HTTP/1.1\r\nHost: t\r\nContent-Length: 6\r\n\r\n";
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            for (int i = 0; i < 3; i++) {
                both.writeBytes(head.getBytes(UTF_8));
                both.writeBytes(PICTURE);
            }
            both.writeBytes("GET /ping HTTP/1.1\r\nHost: t\r\n\r\n".getBytes(UTF_8));
            connection.send(both.toByteArray());
            for (int i = 0; i < 3; i++) {
                assertThat(connection.read().text()).contains("\"predictions\"");
            }
            assertThat(connection.read().text()).isEqualTo("{\"status\":\"Healthy\"}");
        }
    }

    @Test
    void aRequestKeepsTheNameThatItsClientGaveIt() throws IOException {
        assertThat(ask("GET", "/ping", Map.of("X-Request-Id", "abc-1"), new byte[0])
                        .header("X-Request-Id"))
                .isEqualTo("abc-1");
        assertThat(ask("GET", "/ping", Map.of("X-Request-Id", "a\tb"), new byte[0])
                        .header("X-Request-Id"))
                .hasSize(16);
    }
}
