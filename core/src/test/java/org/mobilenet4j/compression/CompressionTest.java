package org.mobilenet4j.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.TinyModels;
import org.mobilenet4j.architecture.Summary;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.WorkflowListener;

/** The workflows from beginning to end on drawn images: what they leave, not how good it is. */
class CompressionTest {
    private final Model model =
            TinyModels.of(MobileNet.MOBILENET_V2, options -> options.withWidth(0.5), "daisy", "rose", "tulip");
    private final ImageReader reader = new ImageReader(2);

    @TempDir
    Path folder;

    private Path photos;

    @BeforeEach
    void drawImages() {
        photos = Drawings.dataSet(folder.resolve("photos"), 6, "daisy", "rose", "tulip");
    }

    private static PruningOptions options(String target, int iterations) {
        return new PruningOptions(
                PruningTarget.parse(target), Criterion.TAYLOR, false, true, iterations, 1, 1, 8, 1, 4e-3, 0.5, 1);
    }

    @Test
    void aPrunedModelCostsWhatItShouldAndIsSavedAsAnyOther() throws IOException {
        CompressedModel pruned;
        try (ImageFolder data = ImageFolder.open(photos)) {
            pruned = new Pruning(model, options("madds=0.6x", 2), reader)
                    .run(Split.of(data, 0.5, 1), WorkflowListener.NONE);
        }

        assertThat(pruned.steps()).hasSize(3);
        double share = (double) Summary.of(pruned.model().network(), 32, 32).multiplyAdds()
                / Summary.of(model.network(), 32, 32).multiplyAdds();
        assertThat(share).isBetween(0.5, 0.6);
        assertThat(pruned.last().costs().multiplyAdds())
                .isLessThan(pruned.first().costs().multiplyAdds());
        assertThat(pruned.model().run()).containsEntry("verb", "prune").containsKey("millis_after");
        pruned.model().save(folder.resolve("small"));
        assertThat(Models.open(folder.resolve("small")).network())
                .isEqualTo(pruned.model().network());
        assertThat(model.network())
                .isEqualTo(MobileNet.MOBILENET_V2.build(
                        options -> options.withWidth(0.5).withClasses(3)));
    }

    @Test
    void otherClassesAreRefused() throws IOException {
        Path others = Drawings.dataSet(folder.resolve("others"), 4, "cat", "dog");
        try (ImageFolder data = ImageFolder.open(others)) {
            Pruning pruning = new Pruning(model, options("params=0.9x", 1), reader);
            assertThatThrownBy(() -> pruning.run(Split.of(data, 0.5, 1), WorkflowListener.NONE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("has the classes [cat, dog], expected those that the model tells");
        }
    }

    @Test
    void importanceScoresEveryChannelAndJudgesRemovals() throws IOException {
        MeasuredImportance measured;
        try (ImageFolder data = ImageFolder.open(photos)) {
            measured = new Importance(model, new ImportanceOptions(8, 6, 0.25, 1), reader)
                    .run(Split.of(data, 0.5, 1), WorkflowListener.NONE);
        }
        int channels = measured.groups().stream()
                .mapToInt(group -> group.group().channels())
                .sum();
        assertThat(measured.channels()).hasSize(channels).allMatch(channel -> channel.taylor() >= 0);
        assertThat(measured.removals()).hasSize(2 * measured.groups().size() + 10);
        assertThat(measured.removals())
                .allMatch(removal -> removal.interval().low() <= removal.lost()
                        && removal.lost() <= removal.interval().high());
    }

    @Test
    void anAdaptationKeepsItsStepsAndGoesOnFromThem() throws IOException {
        Path out = folder.resolve("fast");
        double millis;
        try (ImageFolder data = ImageFolder.open(photos)) {
            Split split = Split.of(data, 0.5, 1);
            millis = new Pruning(model, options("params=0.9x", 1), reader)
                    .run(split, WorkflowListener.NONE)
                    .first()
                    .costs()
                    .millis();
            AdaptationOptions options = new AdaptationOptions(0.7 * millis, 1, 0.1, 2, 1, 1, 2, 8, 4, 4e-3, 0.5, 1);
            AdaptedModel adapted = new Adaptation(model, options, reader, out, false).run(split, WorkflowListener.NONE);

            int steps = adapted.compressed().steps().size() - 1;
            assertThat(steps).isGreaterThan(1);
            assertThat(adapted.compressed().last().costs().millis()).isLessThanOrEqualTo(0.7 * millis);
            for (int step = 1; step <= steps; step++) {
                assertThat(Models.open(out.resolve("steps/%02d".formatted(step)))
                                .labels())
                        .isEqualTo(model.labels());
            }
            assertThat(adapted.points()).hasSize(2).contains(steps);

            assertThatThrownBy(
                            () -> new Adaptation(model, options, reader, out, false).run(split, WorkflowListener.NONE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(out + ": holds an adaptation; resume it, or give another folder for a new one");

            List<String> notes = new ArrayList<>();
            AdaptedModel again = new Adaptation(model, options, reader, out, true).run(split, new WorkflowListener() {
                @Override
                public void onNote(String note) {
                    notes.add(note);
                }
            });
            assertThat(notes).contains("resuming after step " + steps);
            assertThat(again.compressed().model().network())
                    .isEqualTo(adapted.compressed().model().network());

            AdaptationOptions others = new AdaptationOptions(0.6 * millis, 1, 0.1, 2, 1, 1, 2, 8, 4, 4e-3, 0.5, 1);
            assertThatThrownBy(() -> new Adaptation(model, others, reader, out, true).run(split, WorkflowListener.NONE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("give the same options");
        }
        assertThat(Files.exists(out.resolve("latencies.json"))).isTrue();
    }
}
