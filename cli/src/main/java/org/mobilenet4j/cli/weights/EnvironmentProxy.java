package org.mobilenet4j.cli.weights;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.mobilenet4j.io.InvalidInputException;

/** The proxy that {@code HTTPS_PROXY} names, as other programs read it; the JDK looks at its own properties alone. */
final class EnvironmentProxy {
    private static final int USUAL_PORT = 80;

    private EnvironmentProxy() {}

    /** The proxy for {@code https} addresses, if the environment names one. */
    static Optional<ProxySelector> of(Map<String, String> environment) {
        String proxy = environment.getOrDefault("https_proxy", environment.getOrDefault("HTTPS_PROXY", ""));
        if (proxy.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI address = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
            int port = address.getPort() < 0 ? USUAL_PORT : address.getPort();
            return Optional.of(ProxySelector.of(new InetSocketAddress(address.getHost(), port)));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidInputException(
                    "HTTPS_PROXY: '" + proxy + "' is not an address; expected one such as http://proxy:3128",
                    malformed);
        }
    }
}
