package org.mobilenet4j.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.naming.NamedLayers;
import org.mobilenet4j.training.Freezing;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.training.network.Mode;
import picocli.CommandLine.Option;

/** Which layers of a trained network stay as they are. */
final class FreezingFlags {
    private static final String FEATURES = "features";
    private static final String NONE = "none";
    private static final String ALL = "all";

    @Option(
            names = "--freeze",
            paramLabel = "LAYER",
            description = "What is frozen: a layer or stage and all before it, such as features.13 (torchvision's"
                    + " names), blocks.4 (timm's) or stages.4; features, all but the classifier; or none. By default"
                    + " features with --weights alone or with --unfreeze, none with --from-scratch or --recipe.")
    private @Nullable String freeze;

    @Option(
            names = "--unfreeze",
            paramLabel = "EPOCH=LAYER",
            split = ",",
            description =
                    "From an epoch on, this layer or stage and all behind it learn too:" + " 2=features.14,5=all.")
    private Map<Integer, String> unfreeze = new TreeMap<>();

    @Option(
            names = "--freeze-norms",
            description = "Layers that learn keep batch norm's running statistics and go by them: for few images, or"
                    + " small batches.")
    private boolean areNormsFrozen;

    /** Whether only a classifier over the trunk is fitted, in which case every image passes the trunk once. */
    boolean isHeadOnly(boolean isFromScratch, boolean hasRecipe) {
        String frozen = frozen(isFromScratch || hasRecipe);
        if (isFromScratch && !frozen.equals(NONE)) {
            throw new InvalidInputException(
                    "--freeze is " + frozen
                            + ", but --from-scratch starts with fresh weights, which should not be frozen; leave one of them out");
        }
        if (!frozen.equals(FEATURES) || !unfreeze.isEmpty()) {
            return false;
        }
        if (hasRecipe) {
            throw new InvalidInputException("--freeze is features, which leaves nothing to --recipe; leave one of them"
                    + " out, or say with --unfreeze what learns later");
        }
        if (areNormsFrozen) {
            throw new InvalidInputException(
                    "--freeze-norms is for layers that learn; give --freeze none, or leave it" + " out");
        }
        return true;
    }

    private String frozen(boolean isLearningByDefault) {
        if (freeze != null) {
            return freeze;
        }
        return isLearningByDefault && unfreeze.isEmpty() ? NONE : FEATURES;
    }

    /** What was asked for, as a person reads it. */
    String summary(boolean isLearningByDefault) {
        return frozen(isLearningByDefault) + (unfreeze.isEmpty() ? "" : ", " + unfreeze);
    }

    /**
     * What learns, as a person reads it.
     *
     * @param head what to call what is behind the trunk
     */
    String learning(boolean isLearningByDefault, String head) {
        String frozen = frozen(isLearningByDefault);
        String first =
                frozen.equals(NONE) ? "every layer" : frozen.equals(FEATURES) ? head : "the layers behind " + frozen;
        StringBuilder words = new StringBuilder(first);
        for (Map.Entry<Integer, String> entry : new TreeMap<>(unfreeze).entrySet()) {
            words.append(", from epoch ").append(entry.getKey()).append(" on ");
            words.append(entry.getValue().equals(ALL) ? "every layer" : entry.getValue() + " and those behind");
        }
        return words.toString();
    }

    /** The same options with these layers of a network frozen. */
    TrainerOptions of(TrainerOptions options, Network network, boolean isLearningByDefault) {
        Freezing freezing = freezing(network, frozen(isLearningByDefault));
        Mode mode = areNormsFrozen ? Mode.FROZEN_STATISTICS : options.mode();
        return options.with(change -> change.freezing(freezing).mode(mode));
    }

    private Freezing freezing(Network network, String frozen) {
        int count = switch (frozen) {
            case NONE -> 0;
            case FEATURES -> trunk(network);
            default -> 1 + named("--freeze", network, frozen).last();
        };
        if (count >= network.modules().size()) {
            throw new InvalidInputException("--freeze is " + frozen + ", which leaves nothing to learn");
        }
        Freezing freezing = Freezing.first(count);
        for (Map.Entry<Integer, String> entry : new TreeMap<>(unfreeze).entrySet()) {
            int epoch = entry.getKey();
            String name = entry.getValue();
            int kept = name.equals(ALL) ? 0 : named("--unfreeze", network, name).first();
            if (epoch < 2 || kept >= freezing.in(epoch)) {
                throw new InvalidInputException("--unfreeze is " + epoch + "=" + name + ", expected an epoch from 2 on,"
                        + " and a layer that is frozen until then");
            }
            freezing = freezing.from(epoch, kept);
        }
        return freezing;
    }

    /** How many of the first layers are the trunk's. */
    private static int trunk(Network network) {
        return (int) network.modules().stream()
                .takeWhile(module -> !new Location(module).isInHead())
                .count();
    }

    private static NamedLayers named(String option, Network network, String name) {
        return NamedLayers.of(network, name)
                .orElseThrow(
                        () -> new InvalidInputException(
                                option + ": the network has no whole layer or stage '" + name
                                        + "', expected a name such as stages.4; 'summary --layout' lists torchvision's and timm's"));
    }
}
