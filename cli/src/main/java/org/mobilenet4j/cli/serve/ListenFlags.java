package org.mobilenet4j.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.server.ManagementOptions;
import org.mobilenet4j.server.ServerOptions;
import org.mobilenet4j.server.http.Address;
import org.mobilenet4j.server.http.Pem;
import picocli.CommandLine.Option;

/** Where a server listens, and to whom. */
public final class ListenFlags {
    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = Address.LOOPBACK,
            description = "Address to listen on; 0.0.0.0 is all of this machine's (default: ${DEFAULT-VALUE}).")
    private String host = Address.LOOPBACK;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port to listen on; 0 takes one that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--cors",
            paramLabel = "ORIGIN",
            description = "Origins of web pages that may ask, such as https://example.org; * for all. By default none.")
    private List<String> origins = List.of();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Certificates for HTTPS, in PEM, the server's first. Read again when the file changes.")
    private @Nullable Path certificates;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's private key, in PEM (PKCS #8).")
    private @Nullable Path key;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "Another port, on which models are loaded and unloaded. By default none.")
    private @Nullable Integer managementPort;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token that the management port wants: Authorization: Bearer TOKEN.")
    private @Nullable Path tokenFile;

    @Option(names = "--private-metrics", description = "Metrics are to be had on the management port alone.")
    private boolean isMetricsPrivate;

    /**
     * The options with what the flags say.
     *
     * @throws InvalidInputException if a flag is out of its range
     */
    public ServerOptions applyTo(ServerOptions options) throws IOException {
        ServerOptions listening = options.withAddress(address("--port", port)).withOrigins(origins);
        if ((certificates == null) != (key == null)) {
            throw new InvalidInputException((certificates == null ? "--tls-key" : "--tls-cert") + " is given without "
                    + (certificates == null ? "--tls-cert" : "--tls-key") + "; HTTPS needs both");
        }
        if (certificates != null && key != null) {
            listening = listening.withPem(new Pem(certificates, key));
        }
        if (managementPort == null) {
            if (tokenFile != null || isMetricsPrivate) {
                throw new InvalidInputException((tokenFile != null ? "--token-file" : "--private-metrics")
                        + " is for the management port; give one with --management-port");
            }
            return listening;
        }
        return listening.withManagement(
                new ManagementOptions(address("--management-port", managementPort), token()), isMetricsPrivate);
    }

    private Address address(String option, int value) {
        if (value < 0 || value > 65535) {
            throw new InvalidInputException(option + " is " + value + ", expected 0 to 65535");
        }
        return new Address(host, value);
    }

    private String token() throws IOException {
        if (tokenFile == null) {
            throw new InvalidInputException(
                    "--management-port needs --token-file: whoever loads models must show a token");
        }
        if (!Files.isRegularFile(tokenFile)) {
            throw new InvalidInputException("--token-file: " + tokenFile + ": there is no such file");
        }
        String token = Files.readString(tokenFile).strip();
        if (token.length() < 8) {
            throw new InvalidInputException("--token-file: " + tokenFile + " holds " + token.length()
                    + " characters, expected at least 8; make one with: openssl rand -hex 16");
        }
        return token;
    }
}
