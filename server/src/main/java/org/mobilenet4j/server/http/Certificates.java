package org.mobilenet4j.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.mobilenet4j.io.InvalidInputException;

/** The server's certificate, read again when its files change. While they do not fit each other, the old one stays. */
final class Certificates {
    private static final int SECONDS = 1;

    private final Pem pem;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    private final Consumer<String> warnings;
    private List<FileTime> seen;

    Certificates(Pem pem, Consumer<String> warnings) throws IOException {
        this.pem = pem;
        this.warnings = warnings;
        this.seen = times();
        use(factory, pem.read());
        factory.setSniRequired(false);
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    }

    SslContextFactory.Server factory() {
        return factory;
    }

    /** Looks at the files from now on. */
    void watch(Scheduler scheduler) {
        scheduler.schedule(
                () -> {
                    reloadIfChanged();
                    if (factory.isRunning()) {
                        watch(scheduler);
                    }
                },
                SECONDS,
                TimeUnit.SECONDS);
    }

    /** Reads the files again if they have changed. */
    void reloadIfChanged() {
        try {
            List<FileTime> now = times();
            if (now.equals(seen)) {
                return;
            }
            seen = now;
            KeyStore store = pem.read();
            factory.reload(changed -> use(changed, store));
        } catch (Exception e) { // that is what reload throws
            warnings.accept("the certificate stays the old one: " + e.getMessage());
        }
    }

    private static void use(SslContextFactory factory, KeyStore store) {
        factory.setKeyStore(store);
        factory.setKeyStorePassword(Pem.PASSWORD);
    }

    private List<FileTime> times() throws IOException {
        if (!Files.isRegularFile(pem.certificates())) {
            throw new InvalidInputException(pem.certificates() + ": there is no such file");
        }
        if (!Files.isRegularFile(pem.key())) {
            throw new InvalidInputException(pem.key() + ": there is no such file");
        }
        return List.of(Files.getLastModifiedTime(pem.certificates()), Files.getLastModifiedTime(pem.key()));
    }
}
