package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.io.InvalidInputException;

/** Datasets laid out as people download them. */
class DatasetLayoutTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "train, val, VALIDATION",
        "train, dev, VALIDATION",
        "Training, Testing, TEST",
        "seg_train, seg_test, TEST",
        "seg_train/seg_train, seg_test/seg_test, TEST",
        "training_set/training_set, test_set/test_set, TEST",
        "flowers_train, flowers_val, VALIDATION",
        "train-images, validation-images, VALIDATION",
        "train2017, val2017, VALIDATION"
    })
    void knowsThePartsByTheirUsualNames(String train, String other, DatasetPart part) throws IOException {
        write(train + "/cat/1.jpg", train + "/dog/1.jpg", other + "/cat/2.jpg", other + "/dog/2.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(data.samples()).extracting(Sample::name).allMatch(name -> name.startsWith(train + '/'));
            assertThat(data.validationPart()).contains(part);
            assertThat(data.validation()).hasSize(2);
            assertThat(data.notes()).isEmpty();
        }
    }

    @Test
    void passesOverAStrayFolderBesideTheParts() throws IOException {
        write("train/cat/1.jpg", "train/dog/1.jpg", "test/cat/2.jpg", "test/dog/2.jpg", "samples/3.jpg");
        write("chest/train/cat/1.jpg", "chest/train/dog/1.jpg", "chest/test/cat/2.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(data.validation()).hasSize(2);
            assertThat(data.notes())
                    .containsExactly(
                            folder + ": passed over the folder chest (3 images), which is no part of the dataset beside"
                                    + " train, test",
                            folder
                                    + ": passed over the folder samples (1 image), which is no part of the dataset beside"
                                    + " train, test");
        }
    }

    @Test
    void passesOverWhatIsToBePredicted() throws IOException {
        write("seg_train/seg_train/cat/1.jpg", "seg_train/seg_train/dog/1.jpg", "seg_test/seg_test/cat/2.jpg");
        write("seg_test/seg_test/dog/2.jpg", "seg_pred/seg_pred/3.jpg", "seg_pred/seg_pred/4.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(data.notes()).singleElement().asString().contains("passed over the folder seg_pred (2 images)");
        }
    }

    @Test
    void refusesPartsWhoseNamesTellNothingAndShowsHowToNameThem() throws IOException {
        write("fold1/cat/1.jpg", "fold1/dog/1.jpg", "fold2/cat/2.jpg", "fold2/dog/2.jpg", "samples/3.jpg");

        assertThatThrownBy(() -> ImageFolder.open(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        folder + ": its folders fold1, fold2 all hold the folders cat, dog; parts of one dataset are"
                                + " named train, val and test. Rename them, or say which is which, as in --train "
                                + folder.resolve("fold1") + " --val " + folder.resolve("fold2"));
    }

    @Test
    void foldersThatAreKnownAsClassesAreClassesWhateverIsInThem() throws IOException {
        write("cat/indoors/1.jpg", "cat/outdoors/2.jpg", "dog/indoors/3.jpg", "dog/outdoors/4.jpg");

        try (ImageFolder data = ImageFolder.open(folder, List.of("cat", "dog"))) {
            assertThat(data.samples()).extracting(Sample::label).containsExactly(0, 0, 1, 1);
        }
    }

    @Test
    void aClassMayHaveFoldersOfItsOwnAndAPartsName() throws IOException {
        write("bus/1.jpg", "car/1.jpg", "train/steam/1.jpg", "train/diesel/1.jpg");
        write("crash test/1.jpg", "wild/daisy/1.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("bus", "car", "crash test", "train", "wild");
        }
    }

    @Test
    void doesNotMindCapitalsBetweenParts() throws IOException {
        write("train/daisy/1.jpg", "train/rose/1.jpg", "val/Daisy/2.jpg", "val/Rose/2.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.validation())
                    .containsExactly(new Sample("val/Daisy/2.jpg", 0), new Sample("val/Rose/2.jpg", 1));
        }
    }

    @Test
    void keepsClassesApartThatDifferInCapitals() throws IOException {
        write("Rose/1.jpg", "rose/2.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("Rose", "rose");
            assertThat(data.samples()).extracting(Sample::label).containsExactly(0, 1);
        }
    }

    @Test
    void passesOverAFolderOfDocumentsAndLooseImages() throws IOException {
        write("cat/1.jpg", "dog/1.jpg", "annotations/a.json", "annotations/deep/b.xml", "cover.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(data.notes())
                    .containsExactly(
                            folder + ": passed over 1 image in no class folder, such as cover.jpg",
                            folder + ": passed over the folder annotations, which has no image",
                            folder + ": passed over 2 files: 1 .json, 1 .xml");
        }
    }

    @Test
    void looksPastAFolderOfDocumentsBesideThatOfAllImages() throws IOException {
        write("pets/images/cat/1.jpg", "pets/images/dog/1.jpg", "pets/annotations/list.txt");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(data.notes()).containsExactly(folder + ": passed over 1 file: 1 .txt");
        }
    }

    @Test
    void countsWhatItPassesOverBySuffix() throws IOException {
        write("cat/1.jpg", "cat/1.HEIC", "cat/2.heic", "cat/3.avif", "dog/1.jpg", "dog/LICENSE", "dog/1.jpg?w=8");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.samples()).hasSize(2);
            assertThat(data.notes())
                    .containsExactly(
                            folder + ": passed over 5 files: 2 .heic, 1 .avif, 1 .jpg?w=8, 1 without a suffix");
        }
    }

    @Test
    void takesEverySuffixOfAFormatThatIsDecoded() throws IOException {
        write("a/1.jpg", "a/2.JPEG", "a/3.jpe", "a/4.jfif", "a/5.png", "a/6.gif", "a/7.bmp", "a/8.webp");
        write("b/1.tif", "b/2.tiff", "b/3.pbm", "b/4.pgm", "b/5.PPM", "b/6.pnm");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.samples()).hasSize(14);
            assertThat(data.notes()).isEmpty();
        }
    }

    @Test
    void oneNameInTwoFormsIsOneClass() throws IOException {
        write("train/caf\u00e9/1.jpg", "train/rose/1.jpg", "val/cafe\u0301/2.jpg", "val/rose/2.jpg");
        write("train/cafe\u0301/3.jpg", "train/cafe\u0301/1.jpg");

        try (ImageFolder data = ImageFolder.open(folder);
                ImageFolder known = ImageFolder.open(folder, List.of("rose", "cafe\u0301"))) {
            assertThat(data.classes()).containsExactly("caf\u00e9", "rose");
            assertThat(data.samples()).hasSize(4);
            assertThat(data.validation()).hasSize(2);
            for (Sample sample : data.samples()) {
                assertThat(data.read(sample)).isNotEmpty();
            }
            assertThat(known.samples()).extracting(Sample::label).containsExactly(1, 0);
        }
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, name.getBytes(StandardCharsets.UTF_8));
        }
    }
}
