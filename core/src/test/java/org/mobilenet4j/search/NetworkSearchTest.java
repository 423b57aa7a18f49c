package org.mobilenet4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.WorkflowListener;

/** The whole search on a few drawings, in the least time that it takes: a minute or two. */
@Tag("slow")
class NetworkSearchTest {
    private static final SearchSettings SETTINGS = new SearchSettings(0.01, null, Reward.SOFT, 1, 1, 1, 1);

    @TempDir
    Path folder;

    @BeforeEach
    void drawImages() {
        Drawings.dataSet(folder.resolve("photos"), 40, "daisy", "rose");
    }

    private SearchResult search(boolean isResumed, SearchSettings settings) throws IOException {
        try (ImageFolder photos = ImageFolder.open(folder.resolve("photos"))) {
            return new NetworkSearch(settings, folder.resolve("nas"), isResumed, new ImageReader(1))
                    .run(Split.of(photos, 0.2, 1), WorkflowListener.NONE);
        }
    }

    @Test
    void findsTrainsAndGoesOn() throws IOException {
        SearchResult result = search(false, SETTINGS);

        assertThat(result.evolution()).hasSize(8).allMatch(each -> each.millis() <= result.limitMillis());
        assertThat(result.reinforce()).hasSize(8);
        assertThat(result.contenders().stream().map(Contender::name))
                .containsExactly("searched-1", "mobilenet_v3_small", "mobilenet_v2");
        assertThat(result.contenders().get(1).predictedMillis()).isEqualTo(result.limitMillis());
        Path trained = folder.resolve("nas/trained/searched-1-1");
        Model model = Models.open(trained);
        assertThat(model.summary().parameters())
                .isEqualTo(result.contenders().getFirst().parameters());
        assertThat(Files.exists(trained.resolve("checkpoint.safetensors"))).isFalse();

        // What was measured is kept; a training and evaluations that are forgotten come out the same.
        Path kept = folder.resolve("nas/measurements.json");
        List<String> lines = Files.readAllLines(kept).stream()
                .filter(line -> !line.contains("top1/mobilenet_v2") && !line.contains("\"accuracy/"))
                .toList();
        Files.writeString(kept, String.join("\n", lines).replaceAll(",(\\s*})", "$1"));
        SearchResult resumed = search(true, SETTINGS);

        assertThat(resumed.evolution()).isEqualTo(result.evolution());
        assertThat(resumed.reinforce()).isEqualTo(result.reinforce());
        for (int i = 0; i < 3; i++) {
            assertThat(resumed.contenders().get(i).top1())
                    .isEqualTo(result.contenders().get(i).top1());
        }

        assertThatThrownBy(() -> search(false, SETTINGS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("holds a search already");
        SearchSettings others = new SearchSettings(0.02, null, Reward.SOFT, 1, 1, 1, 1);
        assertThatThrownBy(() -> search(true, others))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is of a search of");
    }
}
