package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.parameters.Initialization;

class PlannedOperationTest {
    @ParameterizedTest
    @EnumSource(
            names = {"MOBILENET_V1", "MOBILENET_V2", "MOBILENET_V3_LARGE", "MOBILENET_V3_SMALL", "MOBILENETV3_SMALL_050"
            })
    void theStepsDoTheWorkThatTheSummaryCountsInsideTheArena(MobileNet variant) {
        Network network = variant.build();
        CompiledNetwork model = Compiler.compile(Initialization.torchvision(network, 1), 65, 65);

        List<PlannedOperation> plan = model.plan();

        assertThat(plan.stream().mapToLong(PlannedOperation::multiplyAdds).sum())
                .isEqualTo(Summary.of(network, 65, 65).multiplyAdds());
        assertThat(plan).allSatisfy(step -> {
            assertThat(step.place()).isNotEmpty();
            assertThat(step.arenaOffset()).isBetween(0L, model.arenaBytes() - 1);
            assertThat(step.arenaBytes()).isBetween(1L, model.arenaBytes());
            assertThat(step.bytesTouched()).isPositive();
        });
        assertThat(model.operationNanos(new float[model.inputLength()])).hasSameSizeAs(plan.toArray());
    }
}
