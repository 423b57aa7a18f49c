package org.mobilenet4j.naming;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Network;

class NamedLayersTest {
    @ParameterizedTest
    @CsvSource({
        "mobilenet_v2, features, 0, 18",
        "mobilenet_v2, features.0, 0, 0",
        "mobilenet_v2, features.1, 1, 1",
        "mobilenet_v2, features.18, 18, 18",
        "mobilenet_v2, classifier, 21, 21",
        "mobilenet_v2, stem, 0, 0",
        "mobilenet_v2, conv_stem, 0, 0",
        "mobilenet_v2, blocks.3, 7, 10",
        "mobilenet_v2, stages.3, 7, 10",
        "mobilenet_v2, stages.3.1, 8, 8",
        "mobilenet_v2, blocks, 1, 17",
        "mobilenet_v3_large, features.16, 16, 16",
        "mobilenet_v3_large, hidden, 18, 18",
        "mobilenet_v3_large, classifier, 18, 20",
        "mobilenet_v3_large, blocks.6, 16, 16",
        "mobilenet_v1, stages.0, 1, 1",
    })
    void findsWholeLayersByAnyOfTheirNames(String variant, String name, int first, int last) {
        assertThat(NamedLayers.of(network(variant), name)).contains(new NamedLayers(first, last));
    }

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v2, features.13.conv.0",
        "mobilenet_v2, features.19",
        "mobilenet_v2, feat",
        "mobilenet_v2, ''",
        "mobilenet_v2, stages.3.1.depthwise",
        "mobilenet_v1, features",
    })
    void findsNothingElse(String variant, String name) {
        assertThat(NamedLayers.of(network(variant), name)).isEmpty();
    }

    private static Network network(String variant) {
        return MobileNet.named(variant).orElseThrow().build(options -> options);
    }
}
