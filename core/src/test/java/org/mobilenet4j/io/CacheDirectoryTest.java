package org.mobilenet4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheDirectoryTest {
    @Test
    void followsTheEnvironment() {
        assertThat(CacheDirectory.of(Map.of("MOBILENET_CACHE", "/mine", "XDG_CACHE_HOME", "/caches")))
                .isEqualTo(Path.of("/mine"));
        assertThat(CacheDirectory.of(Map.of("MOBILENET_CACHE", "", "XDG_CACHE_HOME", "/caches")))
                .isEqualTo(Path.of("/caches/mobilenet4j"));
        assertThat(CacheDirectory.of(Map.of())).endsWithRaw(Path.of(".cache", "mobilenet4j"));
    }
}
