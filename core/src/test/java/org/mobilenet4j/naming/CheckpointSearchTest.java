package org.mobilenet4j.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.io.InvalidInputException;

class CheckpointSearchTest {
    private static final List<String> NETWORK =
            List.of("features.0.0.weight", "features.0.1.running_mean", "features.18.0.weight", "classifier.1.weight");

    private final List<String> notes = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "module.",
                "_orig_mod.module.",
                "model.",
                "net.",
                "state_dict.module.",
                "model_state_dict.",
                "ema_model.module.",
                "checkpoint.model.",
                "0.",
                "base.",
                "a.b.c.d."
            })
    void findsTheNetworkUnderAnyPrefix(String prefix) {
        SequencedSet<String> stored = names(prefix, NETWORK);
        stored.add("optimizer.state.0.exp_avg");
        stored.add("best_acc1");

        SequencedMap<String, String> found = select(null, stored);

        assertThat(found)
                .containsAllEntriesOf(Map.of(
                        "features.0.0.weight", prefix + "features.0.0.weight",
                        "classifier.1.weight", prefix + "classifier.1.weight"));
        assertThat(notes).isEmpty();
    }

    @Test
    void dropsWrappersWithinNames() {
        SequencedSet<String> stored = new LinkedHashSet<>(List.of("features.module.0.0.weight", "classifier.1.weight"));
        assertThat(select(null, stored)).containsEntry("features.0.0.weight", "features.module.0.0.weight");
    }

    @Test
    void takesTheMovingAverageAndSaysHowToTakeAnother() {
        SequencedSet<String> stored = names("model.", NETWORK);
        stored.addAll(names("model_ema.module.", NETWORK));

        assertThat(select(null, stored)).containsEntry("features.0.0.weight", "model_ema.module.features.0.0.weight");
        assertThat(notes)
                .containsExactly("file: holds 2 networks, and the one under 'model_ema' is taken; to take another:"
                        + " --checkpoint-key 'model'");

        notes.clear();
        assertThat(select("model", stored)).containsEntry("features.0.0.weight", "model.features.0.0.weight");
        assertThat(notes).isEmpty();
    }

    @Test
    void takesTheTopByADot() {
        SequencedSet<String> stored = names("", NETWORK);
        stored.addAll(names("ema.", NETWORK));
        assertThat(select(".", stored)).containsEntry("features.0.0.weight", "features.0.0.weight");
        assertThat(select(".", stored).values()).noneMatch(name -> name.startsWith("ema."));
    }

    @Test
    void takesNoGradientsForANetwork() {
        SequencedSet<String> stored = names("ema_gradients.", List.of("features.0.0.weight"));
        stored.addAll(names("weights.", NETWORK));
        assertThat(select(null, stored)).containsEntry("features.0.0.weight", "weights.features.0.0.weight");
    }

    @Test
    void refusesAKeyThatIsNotThere() {
        SequencedSet<String> stored = names("model.", NETWORK);
        assertThatThrownBy(() -> select("ema", stored))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("--checkpoint-key is 'ema', and file has its networks under others; expected:"
                        + " --checkpoint-key 'model'");
    }

    @Test
    void refusesANameWithAndWithoutAWrapper() {
        SequencedSet<String> stored = names("", NETWORK);
        stored.addAll(names("module.", NETWORK));
        assertThatThrownBy(() -> select(null, stored))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'features.0.0.weight' twice, with and without the prefix");
    }

    @Test
    void takesAHeadFromBesideTheTrunk() {
        SequencedSet<String> stored = new LinkedHashSet<>(List.of(
                "encoder.features.0.0.weight", "encoder.features.0.1.running_mean", "head.weight", "head.bias"));
        assertThat(select(null, stored)).containsEntry("head.weight", "head.weight");
    }

    @Test
    void findsTheFeaturesAlone() {
        SequencedSet<String> stored =
                new LinkedHashSet<>(List.of("0.0.weight", "0.1.running_mean", "1.conv.0.0.weight", "18.0.weight"));
        assertThat(select(null, stored))
                .containsEntry("features.0.0.weight", "0.0.weight")
                .containsEntry("features.1.conv.0.0.weight", "1.conv.0.0.weight");
    }

    @Test
    void findsTheLayoutOfTransformersWithAndWithoutItsPrefix() {
        String stem = "conv_stem.first_conv.convolution.weight";
        assertThat(select(null, new LinkedHashSet<>(List.of("mobilenet_v2." + stem, "classifier.weight"))))
                .containsOnlyKeys("mobilenet_v2." + stem, "classifier.weight");
        assertThat(select(null, new LinkedHashSet<>(List.of(stem)))).containsOnlyKeys("mobilenet_v2." + stem);
    }

    @Test
    void findsAFirstConvolutionThatIsParametrized() {
        assertThat(select(null, new LinkedHashSet<>(List.of("net.features.0.0.weight_orig"))))
                .containsOnlyKeys("features.0.0.weight_orig");
        assertThat(select(null, new LinkedHashSet<>(List.of("net.conv_stem.parametrizations.weight.original0"))))
                .containsOnlyKeys("conv_stem.parametrizations.weight.original0");
    }

    private SequencedMap<String, String> select(@Nullable String key, SequencedSet<String> stored) {
        return new CheckpointSearch(key, notes::add).select("file", stored);
    }

    private static SequencedSet<String> names(String prefix, List<String> names) {
        SequencedSet<String> prefixed = new LinkedHashSet<>();
        names.forEach(name -> prefixed.add(prefix + name));
        return prefixed;
    }
}
