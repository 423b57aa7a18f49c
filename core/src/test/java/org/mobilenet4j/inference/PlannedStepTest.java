package org.mobilenet4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.weights.Initialization;

class PlannedStepTest {
    @ParameterizedTest
    @EnumSource(
            names = {"MOBILENET_V1", "MOBILENET_V2", "MOBILENET_V3_LARGE", "MOBILENET_V3_SMALL", "MOBILENETV3_SMALL_050"
            })
    void theStepsDoTheWorkThatTheSummaryCountsInsideTheArena(MobileNet variant) {
        Architecture network = variant.build(options -> options.withResolution(65));
        CompiledModel model = Compiler.compile(Initialization.torchvision(network, 1));

        List<PlannedStep> plan = model.plan();

        assertThat(plan.stream().mapToLong(PlannedStep::multiplyAdds).sum())
                .isEqualTo(Summary.of(network).multiplyAdds());
        assertThat(plan).allSatisfy(step -> {
            assertThat(step.place()).isNotEmpty();
            assertThat(step.arenaOffset()).isBetween(0L, model.arenaBytes() - 1);
            assertThat(step.arenaBytes()).isBetween(1L, model.arenaBytes());
            assertThat(step.bytesTouched()).isPositive();
        });
        assertThat(model.stepNanos(new float[model.inputLength()])).hasSameSizeAs(plan.toArray());
    }
}
