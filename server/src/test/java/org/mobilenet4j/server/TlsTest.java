package org.mobilenet4j.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.http.Pem;

class TlsTest {
    @TempDir
    private Path folder;

    private void put(String name, long second) throws IOException {
        for (String suffix : new String[] {".crt", ".key"}) {
            Path file = folder.resolve("server" + suffix);
            try (InputStream in = Objects.requireNonNull(TlsTest.class.getResourceAsStream("/tls/" + name + suffix))) {
                Files.write(file, in.readAllBytes());
            }
            Files.setLastModifiedTime(file, FileTime.fromMillis(1000 * second));
        }
    }

    private Pem pem() {
        return new Pem(folder.resolve("server.crt"), folder.resolve("server.key"));
    }

    private InferenceServer start() throws IOException {
        return InferenceServer.builder()
                .engine("tiny", ExactEngine.tiny())
                .options(ServerOptions.DEFAULT
                        .withPort(0)
                        .withWarmUp(Duration.ZERO)
                        .withPem(pem()))
                .start();
    }

    @Test
    void aCertificateIsReadAgainWhenItsFilesChange() throws Exception {
        put("first", 1);
        try (InferenceServer server = start()) {
            assertThat(server.url()).startsWith("https://");
            assertThat(subject(server)).isEqualTo("CN=first");
            put("second", 2);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!subject(server).equals("CN=second") && System.nanoTime() < end) {
                Thread.sleep(50);
            }
            assertThat(subject(server)).isEqualTo("CN=second");
        }
    }

    /** Who the server says it is, and that it answers. */
    private static String subject(InferenceServer server) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        int port = URI.create(server.url()).getPort();
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /v2/health/live HTTP/1.1\r\nHost: 10.1.2.3\r\nConnection: close\r\n\r\n"
                            .getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("{\"live\":true}");
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    void filesThatAreNoneAreNamed() throws IOException {
        put("first", 1);
        Files.writeString(folder.resolve("server.key"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END");
        assertThatThrownBy(this::start)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("server.key: holds no private key")
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
        put("first", 1);
        Files.writeString(folder.resolve("server.crt"), "nothing");
        assertThatThrownBy(this::start)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("server.crt");
        Files.delete(folder.resolve("server.crt"));
        assertThatThrownBy(this::start)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("server.crt: there is no such file");
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
