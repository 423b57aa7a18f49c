package org.mobilenet4j.datacheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.Drawings;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.datacheck.Duplicates.Relation;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.PillowResampler;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.WorkflowListener;

class DatasetCheckTest {
    @TempDir
    Path folder;

    private DatasetFindings checked(Path data) throws IOException {
        try (CheckedDataset dataset = CheckedDataset.open(data, null, null)) {
            return new DatasetCheck(new ImageReader(2)).run(dataset, WorkflowListener.NONE);
        }
    }

    @Test
    void aDatasetWithNothingWrongIsClean() throws IOException {
        DatasetFindings findings = checked(Scenes.dataset(folder, ClassSizes.FEWEST));

        assertThat(findings.isClean()).isTrue();
        assertThat(findings.images()).hasSize(2 * ClassSizes.FEWEST);
        assertThat(findings.duplicates().near()).isEmpty();
        assertThat(findings.labels()).isNull();
        assertThat(findings.medianShortSide()).isEqualTo(48);
    }

    @Test
    void namesWhatCannotBeReadIsBlankSmallLongOrTurned() throws IOException {
        Path data = Scenes.dataset(folder, 3);
        Scenes.write(data.resolve("cat/cut.jpg"), new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF});
        Scenes.write(data.resolve("cat/grey.bmp"), RgbImage.of(40, 40, new byte[3 * 40 * 40]));
        Scenes.write(data.resolve("dog/long.bmp"), Scenes.scene(200, 40, 7));
        Scenes.write(data.resolve("dog/small.bmp"), Scenes.scene(12, 40, 8));
        Scenes.write(
                data.resolve("dog/turned.jpg"), Scenes.withOrientation(ImageEncoder.jpeg(Scenes.scene(60, 40, 9)), 6));

        DatasetFindings findings = checked(data);

        assertThat(findings.unreadable()).hasSize(1);
        assertThat(findings.unreadable().getFirst().skipped().reason()).contains("cut.jpg");
        assertThat(names(findings, findings.blank())).containsExactly("cat/grey.bmp");
        assertThat(names(findings, findings.tiny())).containsExactly("dog/small.bmp");
        assertThat(names(findings, findings.elongated())).containsExactly("dog/long.bmp");
        assertThat(names(findings, findings.rotated())).containsExactly("dog/turned.jpg");
        assertThat(findings.sizes().tooSmall()).containsExactly("cat", "dog");
        assertThat(findings.isClean()).isFalse();
    }

    private static List<String> names(DatasetFindings findings, List<CheckedImage> images) {
        return images.stream()
                .map(image -> findings.dataset().name(image.index()))
                .toList();
    }

    @Test
    void aFileIsFoundTwiceInAClassInTwoClassesAndInTwoParts() throws IOException {
        Path train = Scenes.dataset(folder.resolve("train"), 3);
        Path test = folder.resolve("test");
        Scenes.write(test.resolve("cat/a.bmp"), Scenes.scene(64, 48, 77));
        Scenes.write(test.resolve("dog/b.bmp"), Scenes.scene(64, 48, 1001));
        Files.copy(train.resolve("cat/000.bmp"), train.resolve("cat/copy.bmp"));
        Files.copy(train.resolve("cat/001.bmp"), train.resolve("dog/other.bmp"));

        DatasetFindings findings = checked(folder);

        assertThat(findings.duplicates().exact(Relation.SAME_CLASS)).hasSize(1);
        assertThat(findings.duplicates().exact(Relation.OTHER_CLASS)).hasSize(1);
        assertThat(findings.duplicates().exact(Relation.OTHER_PART)).hasSize(1);
        assertThat(findings.duplicates().exact(Relation.OTHER_PART).getFirst().indexes())
                .extracting(findings.dataset()::name)
                .containsExactly("train/dog/001.bmp", "test/dog/b.bmp");
        assertThat(findings.duplicates().near()).isEmpty();
        assertThat(findings.dataset().counts()).isDeepEqualTo(new int[][] {{4, 4}, {1, 1}});
    }

    @Test
    void anImageIsFoundAgainResizedBrighterCompressedOrMirrored() throws IOException {
        Path data = Scenes.dataset(folder, 6);
        RgbImage original = Scenes.scene(64, 48, 0);
        Scenes.write(data.resolve("cat/resized.bmp"), PillowResampler.resize(original, 40, 30, Interpolation.BILINEAR));
        Scenes.write(data.resolve("cat/brighter.bmp"), Scenes.brighter(Scenes.scene(64, 48, 1), 20));
        Scenes.write(data.resolve("dog/compressed.jpg"), ImageEncoder.jpeg(Scenes.scene(64, 48, 2)));
        Scenes.write(data.resolve("cat/mirrored.bmp"), Scenes.mirrored(Scenes.scene(64, 48, 3)));

        DatasetFindings findings = checked(data);

        assertThat(findings.duplicates().near())
                .extracting(pair -> findings.dataset().name(pair.index()) + " "
                        + findings.dataset().name(pair.other()) + " " + pair.isMirrored() + " " + pair.relation())
                .containsExactlyInAnyOrder(
                        "cat/000.bmp cat/resized.bmp false SAME_CLASS",
                        "cat/001.bmp cat/brighter.bmp false SAME_CLASS",
                        "cat/002.bmp dog/compressed.jpg false OTHER_CLASS",
                        "cat/003.bmp cat/mirrored.bmp true SAME_CLASS");
        assertThat(findings.duplicates().near().getFirst().relation()).isEqualTo(Relation.OTHER_CLASS);
    }

    @Test
    void aTestSetOfItsOwnIsAPart() throws IOException {
        Path data = Scenes.dataset(folder.resolve("photos"), 2);
        Path test = Scenes.dataset(folder.resolve("others"), 1);

        try (CheckedDataset dataset = CheckedDataset.open(data, null, test)) {
            DatasetFindings findings = new DatasetCheck(new ImageReader(1)).run(dataset, WorkflowListener.NONE);

            assertThat(dataset.parts()).extracting(CheckedDataset.Part::name).containsExactly("train", "test");
            assertThat(findings.duplicates().exact(Relation.OTHER_PART)).hasSize(2);
        }
    }

    @Test
    void refusesADatasetWithBoxes() throws IOException {
        Path data = Scenes.dataset(folder, 1);
        Files.writeString(data.resolve("instances.json"), """
                {"images": [{"id": 1, "file_name": "cat/000.bmp", "width": 64, "height": 48}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "area": 12}],
                 "categories": [{"id": 1, "name": "cat"}]}
                """);

        assertThatThrownBy(() -> checked(data))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has boxes or masks, expected a folder of images per class");
    }

    @Test
    void refusesADatasetOfWhichNothingCanBeRead() {
        Drawings.dataSet(folder, 0, "cat", "dog");
        Scenes.write(folder.resolve("cat/1.bmp"), new byte[] {1});
        Scenes.write(folder.resolve("dog/1.bmp"), new byte[] {1});

        assertThatThrownBy(() -> checked(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none of its 2 images can be read");
    }
}
