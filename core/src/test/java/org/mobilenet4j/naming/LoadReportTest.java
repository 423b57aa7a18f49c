package org.mobilenet4j.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

class LoadReportTest {
    private final SequencedMap<String, Shape> network = new LinkedHashMap<>(Map.of("conv", Shape.of(4, 3, 3, 3)));

    @Test
    void isCleanWhereNamesAndShapesAgree() {
        LoadReport report = LoadReport.compare(network, file("conv", Shape.of(4, 3, 3, 3)));
        assertThat(report.isClean()).isTrue();
        assertThat(report.matched()).isEqualTo(1);
        assertThat(report.summary()).isEqualTo("1 tensors fit");
    }

    @Test
    void listsWhatIsMissingUnexpectedAndOfAnotherShape() {
        network.put("bias", Shape.of(4));
        StateDict file = StateDict.builder()
                .put("other", Tensor.zeros(Shape.of(1)))
                .put("conv", Tensor.zeros(Shape.of(4, 27)))
                .build();
        LoadReport report = LoadReport.compare(network, file);
        assertThat(report.isClean()).isFalse();
        assertThat(report.missing()).containsExactly("bias");
        assertThat(report.unexpected()).containsExactly("other");
        assertThat(report.mismatched())
                .containsExactly(new LoadReport.Mismatch("conv", Shape.of(4, 3, 3, 3), Shape.of(4, 27)));
        assertThat(report.summary())
                .isEqualTo("0 tensors fit; 1 missing ('bias'); 1 unexpected ('other'); 1 of another shape ('conv')");
        assertThat(report).hasToString("""
                        0 tensors fit
                        missing: 'bias'
                        unexpected: 'other'
                        size mismatch for conv: the file has [4, 27], the network expects [4, 3, 3, 3]""");
    }

    @Test
    void keepsTheSummaryToOneLineHoweverMuchIsMissing() {
        for (int i = 0; i < 500; i++) {
            network.put("layer." + i, Shape.of(1));
        }
        assertThat(LoadReport.compare(network, file("conv", Shape.of(4, 3, 3, 3)))
                        .summary())
                .isEqualTo("1 tensors fit; 500 missing ('layer.0', 'layer.1', 'layer.2', ...)");
    }

    @Test
    void toleratesMissingBatchCounters() {
        network.put("bn.num_batches_tracked", Shape.of());
        assertThat(LoadReport.compare(network, file("conv", Shape.of(4, 3, 3, 3)))
                        .isClean())
                .isTrue();
    }

    @Test
    void doesNotTakeALinearLayerForAPointwiseConvolution() {
        LoadReport report = LoadReport.compare(Map.of("fc", Shape.of(2, 4, 1, 1)), file("fc", Shape.of(2, 4)));
        assertThat(report.mismatched()).hasSize(1);
    }

    @Test
    void countsAsReplacedOnlyWhatDidNotFit() {
        network.put("fc.weight", Shape.of(10, 4));
        network.put("fc.bias", Shape.of(10));
        StateDict file = StateDict.builder()
                .put("conv", Tensor.zeros(Shape.of(4, 3, 3, 3)))
                .put("fc.weight", Tensor.zeros(Shape.of(1000, 4)))
                .build();
        LoadReport report = LoadReport.compare(network, file).replacing(List.of("fc.weight", "fc.bias", "conv"));
        assertThat(report.isClean()).isTrue();
        assertThat(report.replaced()).containsExactly("fc.bias", "fc.weight");
        assertThat(report.summary()).isEqualTo("1 tensors fit; 2 initialised anew ('fc.bias', 'fc.weight')");
    }

    private static StateDict file(String name, Shape shape) {
        return StateDict.builder().put(name, Tensor.zeros(shape)).build();
    }
}
