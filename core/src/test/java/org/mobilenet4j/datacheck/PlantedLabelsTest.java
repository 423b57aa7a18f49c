package org.mobilenet4j.datacheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Models;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.datacheck.SuspiciousLabels.SuspiciousLabel;
import org.mobilenet4j.workflow.ImageEmbedding;
import org.mobilenet4j.workflow.WorkflowListener;

/** Wrong labels are planted in a dataset of photos, and found again: docs/data-checks.md has the figures. */
@Tag("slow")
class PlantedLabelsTest {
    private static final double PLANTED = 0.05;
    private static final double LOOKED_AT = 0.1;

    @TempDir
    Path folder;

    /** Writes the flowers, every so many of them to another class's folder; gives the names of these. */
    private static Set<String> plant(Path archive, Path folder, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> planted = new HashSet<>();
        try (ImageFolder flowers = ImageFolder.open(archive)) {
            List<String> classes = flowers.classes();
            List<Sample> left = new ArrayList<>(flowers.samples());
            long count = Math.round(PLANTED * left.size());
            while (planted.size() < count) {
                Sample sample = left.remove(random.nextInt(left.size()));
                int wrong = (sample.label() + 1 + random.nextInt(classes.size() - 1)) % classes.size();
                planted.add(write(flowers, sample, folder, classes.get(wrong)));
            }
            for (Sample sample : left) {
                write(flowers, sample, folder, classes.get(sample.label()));
            }
        }
        return planted;
    }

    private static String write(ImageFolder flowers, Sample sample, Path folder, String label) throws IOException {
        String file =
                Objects.requireNonNull(Path.of(sample.name()).getFileName()).toString();
        Files.createDirectories(folder.resolve(label));
        Files.write(folder.resolve(label).resolve(file), flowers.read(sample));
        return label + "/" + file;
    }

    @Test
    void mostOfThemAreAmongTheFirstTenthOfTheImages() throws IOException {
        ImageReader reader = new ImageReader(2);
        ImageEmbedding trunk = new ImageEmbedding(
                Models.open(SharedData.require("weights/mobilenet_v2_imagenet.safetensors")),
                ImageEmbedding.FEATURES,
                reader);
        for (long seed = 1; seed <= 2; seed++) {
            Path photos = folder.resolve("seed-" + seed);
            Set<String> planted = plant(SharedData.require("data/flowers_train.zip"), photos, seed);
            try (CheckedDataset dataset = CheckedDataset.open(photos, null, null)) {
                DatasetFindings findings = new DatasetCheck(reader, trunk).run(dataset, WorkflowListener.NONE);
                SuspiciousLabels labels = Objects.requireNonNull(findings.labels());
                List<SuspiciousLabel> named = labels.labels();
                long found = named.stream()
                        .limit(Math.round(LOOKED_AT * dataset.size()))
                        .filter(label -> planted.contains(dataset.name(label.index())))
                        .count();
                System.out.printf(
                        Locale.ROOT,
                        "seed %d: %d of %d planted labels among the first %d of %d images, %d named, %d confidently, %.1f s%n",
                        seed,
                        found,
                        planted.size(),
                        Math.round(LOOKED_AT * dataset.size()),
                        dataset.size(),
                        named.size(),
                        labels.confident().size(),
                        findings.seconds());
                assertThat((double) found / planted.size()).isGreaterThanOrEqualTo(0.7);
            }
        }
    }
}
