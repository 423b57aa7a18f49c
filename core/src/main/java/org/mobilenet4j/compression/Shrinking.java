package org.mobilenet4j.compression;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.parameters.Parameters;
import org.mobilenet4j.pruning.ChannelGroup;
import org.mobilenet4j.pruning.ChannelGroups;
import org.mobilenet4j.pruning.PruneChannels;
import org.mobilenet4j.pruning.RemoveBlock;

/**
 * Takes channels and blocks out of a network until it costs little enough. Channels go in bundles as wide as the kernels' panels,
 * since less saves little. Each time that bundle or block goes which matters least for what it saves: the sum of its channels'
 * scores over the saved cost (as HALP, Shen et al. 2022, weighs Taylor scores by latency; greedily here).
 *
 * <p>Not thread-safe.
 */
final class Shrinking {
    /** What is left of a group at least, as a share: beyond, a network is better rid of the whole block. */
    private static final double LEAST_SHARE = 1.0 / 8;

    /** So many bundles of a group, about: finer steps are noise, and each costs measurements. */
    private static final int MOST_BUNDLES = 12;

    /** What the papers' numbers of channels are multiples of. */
    private static final int DIVISOR = 8;

    private final Parameters whole;
    private final ToDoubleFunction<Parameters> cost;
    private final Map<String, Channels> groups = new LinkedHashMap<>();
    private final Map<String, Double> blockScores = new HashMap<>();
    private final Set<String> removedBlocks = new LinkedHashSet<>();

    /** The groups that no removed block took with it. */
    private final Set<String> present = new HashSet<>();

    /** A group's channels, the most important first, and how many of them are left. */
    private static final class Channels {
        private final int[] ranking;
        private final double[] scores;
        private final int bundle;
        private final int least;
        private int left;

        Channels(double[] scores, int tile) {
            this.scores = scores;
            this.ranking = ChannelScores.ranked(scores);
            this.left = scores.length;
            int tiles = Math.ceilDiv(scores.length, tile);
            this.bundle = tile * Math.max(1, tiles / MOST_BUNDLES);
            this.least = Math.max(tile, (int) Math.ceil(LEAST_SHARE * scores.length));
        }

        /** How many are left after the next bundle went; the first takes what does not fill a tile. */
        int next() {
            return (left - 1) / bundle * bundle;
        }

        boolean canShrink() {
            return next() >= least && next() < left;
        }

        /** The sum of the scores of those between. */
        double score(int from, int to) {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += scores[ranking[i]];
            }
            return sum;
        }
    }

    /** A bundle of a group, or a block, that may go next; what it saves is of the time when it was last looked at. */
    private static final class Candidate {
        private final String name;
        private final boolean isBlock;
        private double score;
        private double saved;

        Candidate(String name, boolean isBlock) {
            this.name = name;
            this.isBlock = isBlock;
        }

        /** The score that is lost for each unit of cost saved; infinite where nothing can go or nothing would be saved. */
        double rate() {
            return saved <= 0 ? Double.POSITIVE_INFINITY : score / saved;
        }
    }

    /**
     * Begins with a whole network.
     *
     * @param scores of the groups whose channels may go, above 0
     * @param blockScores of the blocks that may go, in the same measure; none for channels alone
     * @param tile channels that a panel of the kernels is wide
     */
    Shrinking(
            Parameters whole,
            Map<ChannelGroup, double[]> scores,
            Map<String, Double> blockScores,
            int tile,
            ToDoubleFunction<Parameters> cost) {
        this.whole = whole;
        this.cost = cost;
        scores.forEach((group, values) -> groups.put(group.name(), new Channels(values, tile)));
        present.addAll(groups.keySet());
        RemoveBlock.candidates(whole.network()).stream()
                .filter(blockScores::containsKey)
                .forEach(block -> this.blockScores.put(block, Objects.requireNonNull(blockScores.get(block))));
    }

    /** The network as it stands. */
    Parameters network() {
        return network(removedBlocks, null, 0);
    }

    /** The network without some blocks, and with another number of channels left in one group. */
    private Parameters network(Set<String> blocks, @Nullable String group, int left) {
        Parameters reduced = whole;
        for (String block : blocks) {
            reduced = RemoveBlock.of(reduced, block);
        }
        Map<ChannelGroup, int[]> kept = new LinkedHashMap<>();
        for (ChannelGroup each : ChannelGroups.of(reduced.network())) {
            Channels channels = groups.get(each.name());
            if (channels != null) {
                int count = each.name().equals(group) ? left : channels.left;
                kept.put(each, ChannelScores.first(channels.ranking, count));
            }
        }
        return PruneChannels.of(reduced, kept);
    }

    /**
     * Takes out until the network costs no more than a limit.
     *
     * @return whether that could be reached
     */
    boolean shrinkTo(double limit) {
        double now = cost.applyAsDouble(network());
        List<Candidate> candidates = new ArrayList<>();
        groups.keySet().forEach(name -> candidates.add(new Candidate(name, false)));
        blockScores.keySet().stream()
                .filter(block -> !removedBlocks.contains(block))
                .forEach(block -> candidates.add(new Candidate(block, true)));
        for (Candidate candidate : candidates) {
            look(candidate, now);
        }
        while (now > limit) {
            Candidate chosen = cheapest(candidates, now);
            if (chosen == null) {
                return false;
            }
            if (now - chosen.saved <= limit) {
                chosen = leastThatSuffices(candidates, now, limit);
            }
            take(chosen);
            candidates.removeIf(candidate -> candidate.isBlock && removedBlocks.contains(candidate.name));
            now = cost.applyAsDouble(network());
            if (!chosen.isBlock) {
                look(chosen, now);
            }
        }
        return true;
    }

    /** The candidate of the lowest rate, which is up to date: others are looked at anew only as they come first. */
    private @Nullable Candidate cheapest(List<Candidate> candidates, double now) {
        Set<Candidate> fresh = new HashSet<>();
        while (true) {
            Candidate best = candidates.stream()
                    .min(Comparator.comparingDouble(Candidate::rate))
                    .orElse(null);
            if (best == null || best.rate() == Double.POSITIVE_INFINITY) {
                return null;
            }
            if (!fresh.add(best)) {
                return best;
            }
            look(best, now);
        }
    }

    /** The last to go: what matters least of all that reaches the limit, however much more the cheapest would save. */
    private Candidate leastThatSuffices(List<Candidate> candidates, double now, double limit) {
        candidates.forEach(candidate -> look(candidate, now));
        return candidates.stream()
                .filter(candidate -> now - candidate.saved <= limit)
                .min(Comparator.comparingDouble(candidate -> candidate.score))
                .orElseThrow();
    }

    /** Brings up to date what a candidate would lose and save. */
    private void look(Candidate candidate, double now) {
        if (candidate.isBlock) {
            Set<String> blocks = new LinkedHashSet<>(removedBlocks);
            blocks.add(candidate.name);
            candidate.score = Objects.requireNonNull(blockScores.get(candidate.name));
            candidate.saved = now - cost.applyAsDouble(network(blocks, null, 0));
            return;
        }
        Channels channels = Objects.requireNonNull(groups.get(candidate.name));
        boolean canGo = present.contains(candidate.name) && channels.canShrink();
        candidate.score = canGo ? channels.score(channels.next(), channels.left) : 0;
        candidate.saved = canGo ? now - cost.applyAsDouble(network(removedBlocks, candidate.name, channels.next())) : 0;
    }

    private void take(Candidate chosen) {
        if (chosen.isBlock) {
            removedBlocks.add(chosen.name);
            present.retainAll(ChannelGroups.of(network().network()).stream()
                    .map(ChannelGroup::name)
                    .toList());
        } else {
            Channels channels = Objects.requireNonNull(groups.get(chosen.name));
            channels.left = channels.next();
        }
    }

    /**
     * What could go from one group, or which block, so that the network costs no more than a limit, the least score for what
     * it saves first.
     *
     * @param count at most so many
     */
    List<Proposal> proposals(double limit, int count) {
        double now = cost.applyAsDouble(network());
        List<Proposal> proposals = new ArrayList<>();
        groups.forEach((name, channels) -> {
            int whole = channels.left;
            Proposal found = null;
            while (found == null && channels.canShrink()) {
                int next = channels.next();
                Parameters smaller = network(removedBlocks, name, next);
                double millis = cost.applyAsDouble(smaller);
                if (millis <= limit) {
                    found = new Proposal(
                            name + " to " + next + " of " + whole + " channels",
                            smaller,
                            channels.score(next, whole) / (now - millis));
                }
                channels.left = next;
            }
            channels.left = whole;
            if (found != null) {
                proposals.add(found);
            }
        });
        blockScores.forEach((block, score) -> {
            Parameters smaller = network(Set.of(block), null, 0);
            double millis = cost.applyAsDouble(smaller);
            if (millis <= limit) {
                proposals.add(new Proposal("without " + block, smaller, score / (now - millis)));
            }
        });
        proposals.sort(Comparator.comparingDouble(Proposal::rate));
        return List.copyOf(proposals.subList(0, Math.min(count, proposals.size())));
    }

    /**
     * A smaller network.
     *
     * @param name what goes
     * @param rate the score that is lost for each unit of cost saved
     */
    record Proposal(String name, Parameters network, double rate) {}

    /** Every group cut to the same share of its channels, in multiples of eight: what the papers' width multiplier does. */
    Parameters uniform(double share) {
        Map<ChannelGroup, int[]> kept = new LinkedHashMap<>();
        for (ChannelGroup each : ChannelGroups.of(whole.network())) {
            Channels channels = groups.get(each.name());
            if (channels != null) {
                int count = (int) Math.max(1, Math.round(share * each.channels() / DIVISOR)) * DIVISOR;
                kept.put(each, ChannelScores.first(channels.ranking, Math.min(each.channels(), count)));
            }
        }
        return PruneChannels.of(whole, kept);
    }

    /** The widest {@link #uniform} network that costs no more than a limit. */
    Parameters uniformTo(double limit) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 12; i++) {
            double middle = (low + high) / 2;
            if (cost.applyAsDouble(uniform(middle)) > limit) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return uniform(low);
    }
}
