package org.mobilenet4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.architecture.Options;

class ReinforceTest {
    @Test
    void theRewardIsMnasNets() {
        // Twice the latency at w = -0.07 keeps 95.3 %, which is worth 5 % of accuracy (section 3).
        assertThat(Reward.SOFT.of(0.8, 2, 1)).isCloseTo(0.8 * 0.95264, within(1e-5));
        assertThat(Reward.SOFT.of(0.8, 0.5, 1)).isCloseTo(0.8 * 1.04972, within(1e-5));
        assertThat(Reward.HARD.of(0.8, 0.5, 1)).isEqualTo(0.8);
        assertThat(Reward.HARD.of(0.8, 2, 1)).isEqualTo(0.4);
    }

    /** A block that is worth more with squeeze-excite and a large kernel, and costs little more. */
    @Test
    void thePolicyComesToTheBest() {
        Policy policy = new Policy(TinySpace.SPACE.sizes());
        Reinforce reinforce = new Reinforce(Reward.HARD, 0.15, 0.95, 3000, 1);

        List<Candidate> drawn = reinforce.run(TinySpace.SPACE, 1000, ToyObjective.INSTANCE, policy);

        assertThat(drawn).hasSize(3000);
        assertThat(TinySpace.SPACE.subNetwork(policy.mostProbable()))
                .isEqualTo(SubNetwork.parse("16:k5e3s,k5e3s|24:k5e3s,k5e3s|16"));
    }

    @Test
    void aLimitOfLatencyIsKeptOnAverage() {
        SearchSpace space = SearchSpace.mobileNetV3(Options.DEFAULT);
        List<Candidate> drawn = new Reinforce(Reward.HARD, 0.15, 0.95, 2000, 1).run(space, 60, ToyObjective.INSTANCE);

        List<Candidate> last = drawn.subList(1500, 2000);
        assertThat(last.stream().mapToDouble(Candidate::millis).average().orElse(0))
                .isBetween(45.0, 65.0);
        assertThat(mean(last)).isGreaterThan(mean(drawn.subList(0, 500)));
    }

    private static double mean(List<Candidate> candidates) {
        return candidates.stream()
                .mapToDouble(each -> Reward.HARD.of(each.accuracy(), each.millis(), 60))
                .average()
                .orElse(0);
    }

    @Test
    void aSeedGivesTheSameAgain() {
        Reinforce reinforce = new Reinforce(Reward.SOFT, 0.15, 0.95, 50, 2);
        assertThat(reinforce.run(TinySpace.SPACE, 20, ToyObjective.INSTANCE))
                .isEqualTo(reinforce.run(TinySpace.SPACE, 20, ToyObjective.INSTANCE));
    }
}
