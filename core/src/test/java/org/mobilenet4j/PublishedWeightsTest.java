package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PublishedWeightsTest {
    @Test
    void hasADefaultForEachNetwork() {
        assertThat(PublishedWeights.ALL.stream()
                        .collect(Collectors.groupingBy(PublishedWeights::network))
                        .values())
                .allSatisfy(sets ->
                        assertThat(sets).filteredOn(PublishedWeights::isDefault).hasSize(1));
    }

    @Test
    void findsTheHashInTheFilesName() {
        assertThat(PublishedWeights.ALL)
                .extracting(PublishedWeights::sha256Prefix)
                .containsExactly(
                        "b0353104", "7ebf99e0", "8738ca79", "5c1a4163", "047dcff4", "a79551df", "fc3c493d", "d234d4ea");
    }

    @Test
    void isFoundByTheNetworksNameOrItsOwn() {
        assertThat(PublishedWeights.named("mobilenet_v2").orElseThrow().name()).isEqualTo("mobilenet_v2.IMAGENET1K_V2");
        assertThat(PublishedWeights.named("MobileNet_V2.imagenet1k_v1")
                        .orElseThrow()
                        .file())
                .isEqualTo("mobilenet_v2-b0353104.pth");
        assertThat(PublishedWeights.named("mobilenet_v9")).isEmpty();
    }
}
