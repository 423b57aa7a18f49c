package org.mobilenet4j.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.data.AnnotatedObject;
import org.mobilenet4j.data.AnnotationTask;
import org.mobilenet4j.data.DatasetPart;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.RunLengthMask;

class SceneFolderTest {
    @TempDir
    Path folder;

    @Test
    void isADatasetOfBoxesAndMasksWithoutAMistake() throws IOException {
        SceneFolder.write(folder, 20, 5, 1, Progress.NONE);

        try (AnnotatedDataset boxes = AnnotatedDataset.open(folder, AnnotationTask.DETECTION, true);
                AnnotatedDataset masks = AnnotatedDataset.open(folder, AnnotationTask.SEGMENTATION, true)) {
            assertThat(boxes.classes()).containsExactly("daisy", "dandelion", "rose", "sunflower", "tulip");
            assertThat(boxes.part(DatasetPart.TRAIN).size()).isEqualTo(20);
            assertThat(boxes.part(DatasetPart.VALIDATION).size()).isEqualTo(5);
            AnnotatedImages images = masks.part(DatasetPart.TRAIN);
            Set<Integer> seen = new HashSet<>();
            for (int i = 0; i < images.size(); i++) {
                assertThat(images.objects(i)).hasSizeBetween(1, 5);
                images.objects(i).forEach(object -> seen.add(object.label()));
                assertExact(images, i);
            }
            assertThat(seen).hasSize(5);
        }
    }

    /** The box is the smallest around what is seen, and every such pixel has its class in the mask. */
    private static void assertExact(AnnotatedImages images, int index) {
        ClassMask mask = images.mask(index);
        assertThat(mask.classes()).as("flowers never share pixels").doesNotContain((byte) ClassMask.IGNORED);
        for (AnnotatedObject object : images.objects(index)) {
            RunLengthMask pixels = object.mask(mask.width(), mask.height()).orElseThrow();
            Box box = pixels.box();
            assertThat(object.box()).isEqualTo(box);
            assertThat(box.width()).isGreaterThan(20);
            pixels.forEachPixel(place -> assertThat(mask.classes()[place]).isEqualTo((byte) (object.label() + 1)));
        }
    }

    @Test
    void aSeedGivesTheSameBytesOverAnEarlierRun() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        SceneFolder.write(first, 3, 1, 7, Progress.NONE);
        SceneFolder.write(second, 9, 1, 8, Progress.NONE);
        SceneFolder.write(second, 3, 1, 7, Progress.NONE);

        for (String file : new String[] {"annotations/instances_train.json", "images/scene-0004.jpg"}) {
            assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
        }
        try (var left = Files.list(second.resolve("images"))) {
            assertThat(left).hasSize(4);
        }
    }
}
