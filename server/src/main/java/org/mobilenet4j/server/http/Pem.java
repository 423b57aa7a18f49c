package org.mobilenet4j.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mobilenet4j.io.InvalidInputException;

/**
 * The certificate and key of a server, as files that everybody issues.
 *
 * @param certificates a PEM file: the server's certificate, then those that vouch for it
 * @param key a PEM file of one unencrypted key in PKCS #8
 */
public record Pem(Path certificates, Path key) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END");

    /** The password of a store that never leaves the memory. */
    static final String PASSWORD = "in memory";

    /**
     * Reads the files.
     *
     * @throws InvalidInputException if they do not hold what they should
     */
    KeyStore read() throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", readKey(), PASSWORD.toCharArray(), readCertificates());
            return store;
        } catch (GeneralSecurityException e) {
            throw new InvalidInputException(
                    certificates + " and " + key + ": no certificate with its key: " + e.getMessage(), e);
        }
    }

    private Certificate[] readCertificates() throws IOException {
        try {
            List<Certificate> found = List.copyOf(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes(certificates))));
            if (!found.isEmpty()) {
                return found.toArray(Certificate[]::new);
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidInputException(certificates + ": is no certificate in PEM: " + e.getMessage(), e);
        }
        throw new InvalidInputException(certificates + ": holds no certificate, expected one in PEM");
    }

    private PrivateKey readKey() throws IOException {
        Matcher found = KEY.matcher(new String(bytes(key), StandardCharsets.ISO_8859_1));
        if (!found.find() || !found.group(1).isEmpty()) {
            throw new InvalidInputException(
                    key + ": holds no private key of the form BEGIN PRIVATE KEY (PKCS #8); convert"
                            + " others with: openssl pkcs8 -topk8 -nocrypt");
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(2)));
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // It is of another kind.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the JDK has no " + algorithm, e);
            }
        }
        throw new InvalidInputException(key + ": is no key of RSA, EC or Ed25519");
    }

    private static byte[] bytes(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(file + ": there is no such file");
        }
        return Files.readAllBytes(file);
    }
}
