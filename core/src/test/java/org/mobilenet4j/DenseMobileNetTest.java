package org.mobilenet4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.architecture.DeepLabV3;
import org.mobilenet4j.architecture.Family;
import org.mobilenet4j.architecture.LrAspp;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.SsdLite;

class DenseMobileNetTest {
    @Test
    void torchvisionsNamesAreTorchvisionsNetworks() {
        assertThat(DenseMobileNet.SSDLITE320_MOBILENET_V3_LARGE.network(91, 1))
                .isEqualTo(SsdLite.on(Family.V3_LARGE_REDUCED_TAIL, 91).network());
        assertThat(DenseMobileNet.DEEPLABV3_MOBILENET_V3_LARGE.network(21, 1))
                .isEqualTo(DeepLabV3.onV3Large(21, true).network());
        assertThat(DenseMobileNet.LRASPP_MOBILENET_V3_LARGE.network(21, 1))
                .isEqualTo(LrAspp.onV3Large(21).network());
    }

    @ParameterizedTest
    @EnumSource
    void everyNameIsFoundAndItsTaskFitsItsNetwork(DenseMobileNet dense) {
        Network network = dense.network(dense.publishedLabels().size(), 0.5);

        dense.task(dense.publishedLabels()).requireFits(network);
        assertThat(DenseMobileNet.named(dense.toString())).contains(dense);
    }
}
