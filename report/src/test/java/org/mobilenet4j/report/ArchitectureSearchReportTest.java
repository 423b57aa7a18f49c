package org.mobilenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.search.Candidate;
import org.mobilenet4j.search.Contender;
import org.mobilenet4j.search.Reward;
import org.mobilenet4j.search.SearchResult;
import org.mobilenet4j.search.SearchSettings;
import org.mobilenet4j.search.SubNetwork;

class ArchitectureSearchReportTest {
    private static final SubNetwork FOUND = SubNetwork.parse("24:k3e4,k5e6s|40:k3e3|512");

    private static final SearchResult RESULT = new SearchResult(
            new SearchSettings(30, null, Reward.SOFT, 1, 2, 1, 1),
            0.4,
            1.2e18,
            List.of(2.2, 1.9, 1.7),
            List.of(new Candidate(FOUND, 0.4, 0.39), new Candidate(SubNetwork.parse("16:k3e4|40:k3e3|256"), 0.35, 0.3)),
            List.of(new Candidate(FOUND, 0.41, 0.45)),
            List.of(
                    contender("searched-1", FOUND, 1, 0.62, 0.64),
                    contender("mobilenet_v3_small", null, 1, 0.58, 0.60),
                    contender("mobilenet_v2", null, 0.35, 0.59, 0.59)));

    @TempDir
    Path folder;

    private static Contender contender(
            String name, @Nullable SubNetwork found, double width, double one, double other) {
        return new Contender(
                name,
                found,
                width,
                0.398,
                0.421,
                14_000_000,
                1_500_000,
                1.5e-3,
                List.of(new Contender.Run(1, one, one, 90_000, 118), new Contender.Run(2, other, other, 90_000, 122)));
    }

    @Test
    void comparesMeansOfAllTrainings() {
        String html = new ArchitectureSearchReport("cifar10", RESULT).page().html();

        assertThat(html)
                .contains(
                        "63.00 %",
                        "59.00 %", "+4.00", "mobilenet_v2 x 0.35", "1e+18", "0.421 ms", "V3-Small takes 0.421")
                .contains("14,000,000", "90,000", ">135<", ">120<");
        assertThat(RESULT.contenders().getFirst().deviation()).isCloseTo(0.0141421, within(1e-6));
    }

    @Test
    void showsWhatWasFound() {
        String html = new ArchitectureSearchReport("cifar10", RESULT).page().html();

        assertThat(html).contains("512 features before the classifier", ">3, 5<", ">4, 6<", ">no, yes<");
    }

    @Test
    void listsEveryCandidate() throws IOException {
        Path file = folder.resolve("candidates.csv");

        new ArchitectureSearchReport("cifar10", RESULT).writeCandidates(file);

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "search,number,accuracy,millis,within_limit,network",
                        "evolution,1,0.400000,0.390000,1,\"24:k3e4,k5e6s|40:k3e3|512\"",
                        "evolution,2,0.350000,0.300000,1,16:k3e4|40:k3e3|256",
                        "reinforce,1,0.410000,0.450000,0,\"24:k3e4,k5e6s|40:k3e3|512\"");
    }
}
