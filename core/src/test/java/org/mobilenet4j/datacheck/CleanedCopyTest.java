package org.mobilenet4j.datacheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.datacheck.CleanedCopy.Change;
import org.mobilenet4j.datacheck.CleanedCopy.Cleaned;
import org.mobilenet4j.datacheck.CleanedCopy.WrongLabels;
import org.mobilenet4j.datacheck.SuspiciousLabels.SuspiciousLabel;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.WorkflowListener;

class CleanedCopyTest {
    @TempDir
    Path folder;

    private static List<String> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private DatasetFindings check(CheckedDataset dataset) {
        return new DatasetCheck(new ImageReader(2)).run(dataset, WorkflowListener.NONE);
    }

    @Test
    void leavesOutWhatIsWrongAndSaysWhy() throws IOException {
        Path data = folder.resolve("photos");
        Path train = Scenes.dataset(data.resolve("train"), 2);
        Path test = Scenes.dataset(data.resolve("test"), 1); // whose images are the first of train
        Scenes.write(train.resolve("cat/blank.bmp"), RgbImage.of(40, 40, new byte[3 * 40 * 40]));
        Scenes.write(train.resolve("dog/cut.bmp"), new byte[] {'B', 'M'});
        Files.copy(train.resolve("cat/001.bmp"), train.resolve("cat/copy.bmp"));
        Scenes.write(train.resolve("cat/both.bmp"), Scenes.scene(64, 48, 50));
        Scenes.write(train.resolve("dog/both.bmp"), Scenes.scene(64, 48, 50));

        try (CheckedDataset dataset = CheckedDataset.open(data, null, null)) {
            Cleaned cleaned = new CleanedCopy(WrongLabels.KEEP).write(check(dataset), folder.resolve("clean"));

            assertThat(filesOf(folder.resolve("clean")))
                    .containsExactly(
                            "changes.csv",
                            "test/cat/000.bmp",
                            "test/dog/000.bmp",
                            "train/cat/001.bmp",
                            "train/dog/001.bmp");
            assertThat(cleaned.images()).isEqualTo(4);
            assertThat(cleaned.moved()).isZero();
            assertThat(cleaned.changes())
                    .extracting(Change::reason)
                    .containsExactlyInAnyOrder(
                            "the same file as " + test.resolve("cat/000.bmp"),
                            "the same file as " + test.resolve("dog/000.bmp"),
                            "blank",
                            "cannot be read",
                            "the same file as " + train.resolve("cat/001.bmp"),
                            "the same file in two classes",
                            "the same file in two classes");
        }
        assertThat(folder.resolve("clean/train/cat/001.bmp")).hasSameBinaryContentAs(train.resolve("cat/001.bmp"));
        assertThat(folder.resolve("clean/changes.csv")).content().contains("file,class,reason,moved to", "blank");
        assertThat(filesOf(folder)).noneMatch(file -> file.contains(".unfinished"));
    }

    @Test
    void wrongLabelsStayAreDroppedOrMoved() throws IOException {
        Path data = Scenes.dataset(folder.resolve("photos"), 3);
        try (CheckedDataset dataset = CheckedDataset.open(data, null, null)) {
            DatasetFindings found = check(dataset);
            DatasetFindings findings = new DatasetFindings(
                    dataset,
                    found.images(),
                    found.unreadable(),
                    found.sizes(),
                    found.duplicates(),
                    new SuspiciousLabels(
                            List.of(
                                    new SuspiciousLabel(0, 1, 0.1, 0.9, true),
                                    new SuspiciousLabel(1, 1, 0.4, 0.6, false)),
                            6,
                            0.1,
                            0.9),
                    1);

            assertThat(new CleanedCopy(WrongLabels.KEEP)
                            .write(findings, folder.resolve("kept"))
                            .images())
                    .isEqualTo(6);
            assertThat(new CleanedCopy(WrongLabels.DROP)
                            .write(findings, folder.resolve("dropped"))
                            .images())
                    .isEqualTo(5);
            Cleaned moved = new CleanedCopy(WrongLabels.MOVE).write(findings, folder.resolve("moved"));

            assertThat(moved.images()).isEqualTo(6);
            assertThat(moved.moved()).isEqualTo(1);
            assertThat(filesOf(folder.resolve("moved")))
                    .contains("dog/000.bmp", "dog/2-000.bmp")
                    .doesNotContain("cat/000.bmp");
        }
    }

    @Test
    void writesNothingWhereTheFolderIsThereOrAClassWouldBeEmpty() throws IOException {
        Path data = folder.resolve("photos");
        Scenes.write(data.resolve("cat/blank.bmp"), RgbImage.of(40, 40, new byte[3 * 40 * 40]));
        Scenes.write(data.resolve("dog/1.bmp"), Scenes.scene(64, 48, 1));
        try (CheckedDataset dataset = CheckedDataset.open(data, null, null)) {
            DatasetFindings findings = check(dataset);

            assertThatThrownBy(() -> new CleanedCopy(WrongLabels.KEEP).write(findings, data))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is there already");
            assertThatThrownBy(() -> new CleanedCopy(WrongLabels.KEEP).write(findings, folder.resolve("clean")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no image of cat");
        }
        assertThat(folder.resolve("clean")).doesNotExist();
    }
}
