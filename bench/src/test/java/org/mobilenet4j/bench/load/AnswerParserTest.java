package org.mobilenet4j.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {
    private static final String BY_LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer-Timing: a\r\n\r\nhello";
    private static final String IN_CHUNKS =
            "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n10\r\n0123456789\r\nABCD\r\n0\r\nTrailer: x\r\n\r\n";

    private final AnswerParser parser = new AnswerParser();

    @ParameterizedTest
    @ValueSource(
            strings = {
                BY_LENGTH,
                IN_CHUNKS,
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"
            })
    void findsTheEndWhereverThePacketsAreCut(String answer) throws ProtocolException {
        for (int first = 0; first <= answer.length(); first++) {
            for (int second = first; second < answer.length(); second++) {
                parser.reset();
                assertThat(parser.read(bytes(answer.substring(0, first)))).isFalse();
                assertThat(parser.read(bytes(answer.substring(first, second)))).isFalse();
                assertThat(parser.read(bytes(answer.substring(second))))
                        .as("cut at %d and %d", first, second)
                        .isTrue();
                assertThat(parser.status()).isEqualTo(200);
                assertThat(parser.isReusable()).isTrue();
            }
        }
    }

    @Test
    void leavesWhatIsBehindTheAnswer() throws ProtocolException {
        ByteBuffer bytes = bytes(BY_LENGTH + "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");

        assertThat(parser.read(bytes)).isTrue();
        assertThat(parser.status()).isEqualTo(200);
        parser.reset();
        assertThat(parser.read(bytes)).isTrue();
        assertThat(parser.status()).isEqualTo(503);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void knowsWhichConnectionsEnd() throws ProtocolException {
        assertThat(parser.read(bytes("HTTP/1.1 503 Busy\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n")))
                .isTrue();
        assertThat(parser.isReusable()).isFalse();

        parser.reset();
        assertThat(parser.read(bytes("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")))
                .isTrue();
        assertThat(parser.isReusable()).isFalse();

        parser.reset();
        assertThat(parser.read(bytes("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n")))
                .isTrue();
        assertThat(parser.isReusable()).isTrue();
    }

    @Test
    void takesABodyWithoutALengthToTheEndOfTheConnection() throws ProtocolException {
        assertThat(parser.read(bytes("HTTP/1.1 200 OK\r\n\r\nhello"))).isFalse();
        assertThat(parser.isCompleteAtEnd()).isTrue();
        assertThat(parser.isReusable()).isFalse();
    }

    @Test
    void missesTheRestOfAnAnswerThatEndsEarly() throws ProtocolException {
        assertThat(parser.read(bytes("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell")))
                .isFalse();
        assertThat(parser.isCompleteAtEnd()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/2 200\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
            })
    void refusesWhatIsNotHttp(String answer) {
        assertThatThrownBy(() -> parser.read(bytes(answer))).isInstanceOf(ProtocolException.class);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
