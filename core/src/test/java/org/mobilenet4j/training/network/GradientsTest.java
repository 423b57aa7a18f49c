package org.mobilenet4j.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.training.LearningRates;
import org.mobilenet4j.training.Optimizer;
import org.mobilenet4j.training.OptimizerSettings.Sgd;

class GradientsTest {
    private final Parameters parameters = Initialization.torchvision(
            MobileNet.named("tf_mobilenetv3_small_minimal_100")
                    .orElseThrow()
                    .build(options -> options.withWidth(0.35).withClasses(4)),
            1);

    @Test
    void clippingShortensAllTogetherAndLeavesShortOnesAlone() {
        Gradients gradients = new Gradients(parameters);
        long values = 0;
        for (float[] array : gradients.arrays().values()) {
            Arrays.fill(array, 2);
            values += array.length;
        }
        double length = 2 * Math.sqrt((double) values);

        assertThat(gradients.clip(2 * length)).isCloseTo(length, within(1e-3));
        assertThat(gradients.norm()).isCloseTo(length, within(1e-3));
        assertThat(gradients.clip(1)).isCloseTo(length, within(1e-3));
        assertThat(gradients.norm()).isCloseTo(1, within(1e-4));
        float each = (float) (2 / length);
        gradients.arrays().values().forEach(array -> assertThat(array).containsOnly(array[0]));
        assertThat(gradients.arrays().values().iterator().next()[0]).isCloseTo(each, within(each * 1e-4f));
    }

    @Test
    void decayMayLeaveNormsAndBiasesAlone() {
        Gradients none = new Gradients(parameters);
        Parameters before = Initialization.torchvision(parameters.network(), 1);

        new Optimizer(new Sgd(0, false, 0.5), parameters, false).step(none, LearningRates.same(0.1));

        none.arrays().keySet().forEach(id -> {
            float[] old = before.get(id.location(), id.kind()).data();
            float[] now = parameters.get(id.location(), id.kind()).data();
            boolean decays = before.get(id.location(), id.kind()).shape().rank() > 1;
            for (int i = 0; i < old.length; i++) {
                assertThat(now[i]).as("%s[%d]", id, i).isCloseTo(decays ? 0.95f * old[i] : old[i], within(1e-6f));
            }
        });
    }
}
