package org.mobilenet4j.report.papers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.report.papers.Claim.Verdict;

class PapersReportTest {
    @TempDir
    Path folder;

    @Test
    void theDifferenceOfParametersIsOneExpansionByOne() {
        ParameterCounts counts = ParameterCounts.compute();

        assertThat(counts.without()).isEqualTo(3_504_872);
        assertThat(counts.with()).isEqualTo(3_505_960);
        assertThat(counts.convolution()).isEqualTo(1024);
        assertThat(counts.norm()).isEqualTo(64);
        assertThat(counts.isExplained()).isTrue();
    }

    @Test
    void publishedMultiplyAddsAreThoseOfTheTables() {
        List<PublishedNetwork> all = PublishedNetwork.all();

        assertThat(all).hasSize(44);
        assertThat(all.stream()
                        .filter(each -> !counted(each).hasPublishedMultiplyAdds())
                        .map(PublishedNetwork::name))
                .containsExactly(
                        "V1, width 0.75, 224 px", // 325 million in the paper's table 6, as here
                        "V1, width 0.75, 192 px",
                        "V1, width 0.75, 160 px",
                        "V1, width 0.75, 128 px",
                        "V1, width 0.25, 192 px", // (192 / 224)^2 of 41 is 30, not 34
                        "V3-Small, width 1.0, 224 px", // 56 in the paper's table 3, as here
                        "V3-Small minimalistic, width 1.0, 224 px");
    }

    private static MeasuredNetwork counted(PublishedNetwork network) {
        Summary summary = Summary.of(network.network(), network.resolution(), network.resolution());
        return new MeasuredNetwork(network, summary.multiplyAdds(), summary.parameters(), 1);
    }

    /** V2 at 112 x 112: 96 channels out of the expansion, filtered at stride 2; ends of 16 channels at 112 and 24 at 56. */
    @Test
    void memoryOfABlockIsThatOfItsMaps() {
        MapMemory memory = MapMemory.of("V2", MobileNet.MOBILENET_V2);
        MapMemory.Block second = memory.blocks().get(2);

        assertThat(second.name()).isEqualTo("stages.1.0");
        assertThat(second.endBytes()).isEqualTo(4L * (112 * 112 * 16 + 56 * 56 * 24));
        assertThat(second.widestBytes()).isEqualTo(4L * 96 * (112 * 112 + 56 * 56));
        assertThat(memory.plannedBytes()).isLessThan(memory.layerByLayerBytes());
    }

    @Test
    void theResultsOfTrainingAreTheSameAfterWriting() throws IOException {
        StudyResults study = study();
        Path file = folder.resolve("trainings.json");

        study.write(file);

        assertThat(StudyResults.read(Json.readObject(Files.readAllBytes(file), "trainings.json")))
                .isEqualTo(study);
    }

    @Test
    void theResultsThatComeWithTheLibraryAreOfEveryNetwork() {
        StudyResults stored = StudyResults.stored();

        for (Ablation each : Ablation.values()) {
            assertThat(stored.of(each)).hasSize(3);
        }
    }

    @Test
    void thePageTellsEveryClaim() {
        PublishedNetwork first = PublishedNetwork.all().getFirst();
        PublishedNetwork v2 = PublishedNetwork.all().stream()
                .filter(each -> each.series().equals("V2"))
                .findFirst()
                .orElseThrow();
        PublishedNetwork v3 = PublishedNetwork.all().stream()
                .filter(each -> each.series().equals("V3"))
                .findFirst()
                .orElseThrow();
        PapersReport report = new PapersReport(
                List.of(SpiralLoss.of(2, 20), SpiralLoss.of(30, 20)),
                List.of(
                        new MeasuredNetwork(first, 569_000_000, 4_240_000, 9),
                        new MeasuredNetwork(v2, 582_000_000, 6_060_000, 8),
                        new MeasuredNetwork(v3, 217_000_000, 5_400_000, 9)),
                List.of(new SeparableConvolution(7, 9, 18, 900, 150, 6, 2)),
                List.of(MapMemory.of("V1", MobileNet.MOBILENET_V1), MapMemory.of("V2", MobileNet.MOBILENET_V2)),
                study(),
                true);

        List<Claim> claims = report.claims();
        assertThat(claims).hasSize(12);
        assertThat(claims.get(0).verdict()).isEqualTo(Verdict.HELD);
        assertThat(claims.get(2).verdict()).isEqualTo(Verdict.HELD);
        assertThat(claims.get(3).verdict()).isEqualTo(Verdict.NOT_SHOWN); // none is as fast
        assertThat(claims.get(5).verdict()).isEqualTo(Verdict.IN_PART);
        assertThat(claims.get(8).verdict()).isEqualTo(Verdict.HELD);
        assertThat(claims.get(8).found()).contains("V2 is ahead by +10.0");
        String html = report.page().html();
        assertThat(claims).allSatisfy(claim -> assertThat(html).contains(claim.title()));
        assertThat(html).contains("come with the library").doesNotContain("NaN");
    }

    /** V2 ten points ahead of the others in each of three seeds. */
    private static StudyResults study() {
        List<TrainedAblation> trained = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            for (Ablation each : Ablation.values()) {
                double top1 = (each == Ablation.V2 ? 0.5 : 0.4) + seed * 0.01;
                trained.add(new TrainedAblation(each, seed, top1, top1 - 0.01 * seed, top1, 100, seed));
            }
        }
        return new StudyResults(5000, 2000, 8, "a machine", trained, Map.of("V1", "iVBORw0KGgo="));
    }
}
