package org.mobilenet4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.training.TrainerOptions;
import org.mobilenet4j.workflow.Recipe;

class WordingTest {
    @Test
    void tellsSettingsInWords() {
        assertThat(Wording.of(HeadOptions.DEFAULT))
                .isEqualTo("head options (epochs 40, batch size 32, learning rate 0.001, weight decay 0,"
                        + " label smoothing 0.1, patience 8, seed 1)");
        assertThat(Wording.ofEach(TrainerOptions.FINE_TUNING))
                .containsEntry("optimizer", "sgd (momentum 0.9, nesterov yes, weight decay 4e-5)")
                .containsEntry("clip norm", "none")
                .containsEntry("patience", "none")
                .containsEntry("mode", "batch statistics");
    }

    @ParameterizedTest
    @EnumSource
    void tellsEveryRecipe(Recipe recipe) {
        assertThat(Wording.of(recipe.options()) + Wording.of(recipe.augmentation()))
                .doesNotContain("=", "[", "E-", "Infinity");
    }
}
