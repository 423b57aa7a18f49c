package org.mobilenet4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {
    @ParameterizedTest
    @CsvSource({
        "V1, 1.0, 4231976, 568.7",
        "V2, 1.0, 3504872, 300.77",
        "V2, 0.35, 1677128, ",
        "V2, 0.5, 1968680, ",
        "V2, 0.75, 2636424, ",
        "V2, 1.4, 6108776, ",
        "V3_LARGE, 1.0, 5483032, 216.6",
        "V3_SMALL, 1.0, 2542856, 56.5",
    })
    void countsAsThePapersDo(Family family, double width, long parameters, String millionMultiplyAdds) {
        Summary summary = Summary.of(family.build(Options.DEFAULT.withWidth(width)), 224, 224);

        assertThat(summary.parameters()).isEqualTo(parameters);
        if (millionMultiplyAdds != null) {
            int decimals = millionMultiplyAdds.length() - millionMultiplyAdds.indexOf('.') - 1;
            assertThat("%.{n}f".replace("{n}", "" + decimals).formatted(summary.multiplyAdds() / 1e6))
                    .isEqualTo(millionMultiplyAdds);
        }
    }

    @Test
    void leavesOutTheExpansionWhereItWouldChangeNothing() {
        Summary summary = Summary.of(Family.V2.build(Options.DEFAULT), 224, 224);

        assertThat(summary.rows())
                .filteredOn(
                        row -> row.location() != null && row.location().path().startsWith("stages.0."))
                .extracting(Summary.Row::name)
                .containsExactly("depthwise", "project");
    }

    @Test
    void sumsUpBlocksAndStages() {
        Summary summary = Summary.of(Family.V3_SMALL.build(Options.DEFAULT), 224, 224);

        long inStages = summary.rows().stream()
                .filter(row -> row.depth() == 0 && !row.isLeaf())
                .mapToLong(Summary.Row::parameters)
                .sum();
        long inBlocks = summary.rows().stream()
                .filter(row -> row.depth() == 1)
                .mapToLong(Summary.Row::parameters)
                .sum();
        assertThat(inStages).isEqualTo(inBlocks).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"33, 17, 2", "97, 49, 4", "224, 112, 7", "32, 16, 1"})
    void followsOddResolutions(int resolution, int stem, int last) {
        Summary summary = Summary.of(Family.V2.build(Options.DEFAULT), resolution, resolution);

        assertThat(summary.rows().getFirst().output()).isEqualTo(new MapShape(stem, stem, 32));
        assertThat(summary.rows())
                .filteredOn(row -> row.name().equals("last"))
                .singleElement()
                .extracting(Summary.Row::output)
                .isEqualTo(new MapShape(last, last, 1280));
    }
}
