package org.mobilenet4j.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The way to have a server of this project load its model anew: a port of its own, and a token.
 *
 * @param tokenFile which the server reads
 */
record ModelManagement(int port, String token, Path tokenFile) {
    /** Makes a token for a server that is to listen at a port which is free now. */
    static ModelManagement prepared() throws IOException {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        String token = UUID.randomUUID().toString();
        Path file = Files.createTempFile("mobilenet-bench", ".token"); // for this user's eyes alone
        Files.writeString(file, token);
        return new ModelManagement(port, token, file);
    }

    /** What the verb {@code serve} is to be told. */
    List<String> options() {
        return List.of("--management-port", Integer.toString(port), "--token-file", tokenFile.toString());
    }

    /** Removes the token, when the server has ended. */
    void discard() {
        try {
            Files.deleteIfExists(tokenFile);
        } catch (IOException e) {
            // It opens nothing any more.
        }
    }

    /** Where a POST loads a model. */
    URI load(String model) {
        return URI.create("http://127.0.0.1:" + port + "/v2/repository/models/" + model + "/load");
    }
}
