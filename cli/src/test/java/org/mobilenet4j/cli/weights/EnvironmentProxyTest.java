package org.mobilenet4j.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.io.InvalidInputException;

class EnvironmentProxyTest {
    @ParameterizedTest
    @CsvSource({"http://proxy:3128,3128", "proxy:3128,3128", "http://proxy/,80"})
    void readsTheProxyOfTheEnvironment(String variable, int port) {
        Proxy proxy = EnvironmentProxy.of(Map.of("HTTPS_PROXY", variable))
                .orElseThrow()
                .select(URI.create("https://example.org/"))
                .getFirst();

        assertThat(proxy.address()).isEqualTo(InetSocketAddress.createUnresolved("proxy", port));
    }

    @Test
    void isAbsentWithoutOne() {
        assertThat(EnvironmentProxy.of(Map.of())).isEmpty();
    }

    @Test
    void namesAVariableThatIsNoAddress() {
        assertThatThrownBy(() -> EnvironmentProxy.of(Map.of("HTTPS_PROXY", "no proxy")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("HTTPS_PROXY: 'no proxy' is not an address");
    }
}
