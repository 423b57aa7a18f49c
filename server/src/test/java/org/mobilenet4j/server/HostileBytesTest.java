package org.mobilenet4j.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.MethodSource;
import org.mobilenet4j.server.http.HttpProblem;
import org.mobilenet4j.server.http.Inflation;
import org.mobilenet4j.server.http.Multipart;
import org.mobilenet4j.server.inference.BadInferenceException;
import org.mobilenet4j.server.inference.InferCall;
import org.mobilenet4j.server.inference.InstancesReader;
import org.mobilenet4j.server.model.ModelStatistics;
import org.mobilenet4j.server.model.ServedModel;

/**
 * Whatever the bytes: something is read, or a client is told in one line why not. In every build each target runs over a few
 * examples; a search for more takes ten minutes a target:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl server -am test -Djazzer.hooks=true -Dtest=HostileBytesTest#infer
 * }</pre>
 */
class HostileBytesTest {
    private static final ServedModel MODEL = new ServedModel("tiny", 1, ExactEngine.tiny(), new ModelStatistics());
    private static final int DEPTH = 32;
    private static final int MOST_IMAGES = 32;
    private static final int MOST_BYTES = 1 << 16;

    /** The first two bytes say how many bytes of the rest are JSON; 0xFFFF is all. */
    @MethodSource("requests")
    @FuzzTest(maxDuration = "10m")
    void infer(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        byte[] body = Arrays.copyOfRange(bytes, 2, bytes.length);
        int header = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
        try {
            InferCall call = InferCall.read(
                    MODEL, body, header == 0xFFFF ? OptionalInt.empty() : OptionalInt.of(header), DEPTH, MOST_IMAGES);
            assertThat(call.images()).isBetween(0, MOST_IMAGES);
            assertThat(call.tasks()).hasSizeLessThanOrEqualTo(2 * MOST_IMAGES);
        } catch (BadInferenceException e) {
            requireOneLine(e);
        }
    }

    @MethodSource("instances")
    @FuzzTest(maxDuration = "10m")
    void predict(byte[] bytes) {
        try {
            assertThat(new InstancesReader(MODEL.signature().input(), DEPTH, MOST_IMAGES).read(bytes))
                    .hasSizeLessThanOrEqualTo(MOST_IMAGES);
        } catch (BadInferenceException e) {
            requireOneLine(e);
        }
    }

    @MethodSource("forms")
    @FuzzTest(maxDuration = "10m")
    void form(byte[] bytes) {
        try {
            assertThat(Multipart.file(bytes, "multipart/form-data; boundary=B")).hasSizeLessThan(bytes.length);
        } catch (HttpProblem e) {
            requireOneLine(e);
        }
    }

    @MethodSource("packed")
    @FuzzTest(maxDuration = "10m")
    void inflate(byte[] bytes) {
        for (String encoding : new String[] {"gzip", "deflate"}) {
            try {
                assertThat(Inflation.inflate(bytes, encoding, MOST_BYTES)).hasSizeLessThanOrEqualTo(MOST_BYTES);
            } catch (HttpProblem e) {
                assertThat(e.status()).isIn(400, 413);
                requireOneLine(e);
            }
        }
    }

    private static void requireOneLine(RuntimeException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "\r");
        assertThat(e.getMessage()).hasSizeLessThan(1000);
    }

    static Stream<byte[]> requests() {
        String json = "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,3,4,4],\"datatype\":\"FP32\","
                + "\"parameters\":{\"binary_data_size\":192}}],\"outputs\":[{\"name\":\"output\","
                + "\"parameters\":{\"classification\":2,\"binary_data\":true}}],\"parameters\":{\"timeout\":5}}";
        String texts =
                "{\"id\":\"x\",\"inputs\":[{\"data\":[\"/9gB\"],\"name\":\"input\",\"shape\":[1],\"datatype\":\"BYTES\"}]}";
        String numbers =
                "{\"inputs\":[{\"name\":\"input\",\"shape\":[1,3,4,4],\"datatype\":\"FP32\",\"data\":[[[1,2.5e3,-0]]]}]}";
        return Stream.of(
                request(json.length(), json, new byte[192]),
                request(0xFFFF, texts, new byte[0]),
                request(0xFFFF, numbers, new byte[0]),
                request(json.length() + 1, json, new byte[3]),
                request(3, "{}", new byte[0]));
    }

    private static byte[] request(int header, String json, byte[] raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header >> 8);
        out.write(header);
        out.writeBytes(json.getBytes(UTF_8));
        out.writeBytes(raw);
        return out.toByteArray();
    }

    static Stream<byte[]> instances() {
        return Stream.of(
                        "{\"instances\":[{\"b64\":\"/9gB\"},{\"image_bytes\":{\"b64\":\"/9gB\"}}]}",
                        "{\"signature_name\":\"s\",\"instances\":[[[[1,2],[3,4]]]]}",
                        "{\"instances\":[{\"b64\":{\"b64\":[]}}]}",
                        "{\"instances\":{}}")
                .map(text -> text.getBytes(UTF_8));
    }

    static Stream<byte[]> forms() {
        return Stream.of(
                        "--B\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\nabc\r\n--B--\r\n",
                        "preamble\r\n--B\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n--B\r\n\r\n\r\n--B--",
                        "--B",
                        "--B\r\n\r\n--B",
                        "--B\r\n\r\n\r\n--B--")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    static Stream<byte[]> packed() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            out.write(new byte[1 << 20]);
        }
        byte[] cut = Arrays.copyOf(bomb.toByteArray(), bomb.size() / 2);
        return Stream.of(bomb.toByteArray(), cut, new byte[0], new byte[] {0x78, (byte) 0x9C, 3, 0, 0, 0, 0, 1});
    }
}
