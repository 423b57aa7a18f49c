package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.ImageNet;
import org.mobilenet4j.io.InvalidInputException;

class ImageFolderTest {
    @TempDir
    Path folder;

    @Test
    void takesEachFolderForAClassAndSortsClassesAndImages() throws IOException {
        write("tulip/b.JPEG", "daisy/2.png", "daisy/10.webp", "tulip/a.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("daisy", "tulip");
            assertThat(data.samples())
                    .containsExactly(
                            new Sample("daisy/10.webp", 0),
                            new Sample("daisy/2.png", 0),
                            new Sample("tulip/a.jpg", 1),
                            new Sample("tulip/b.JPEG", 1));
        }
    }

    @Test
    void readsTheBytesOfAImage() throws IOException {
        write("daisy/1.jpg", "tulip/1.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.read(data.samples().get(1))).asString().isEqualTo("tulip/1.jpg");
        }
    }

    @Test
    void takesImagesOfFoldersBelowTheClass() throws IOException {
        write("daisy/2024/may/1.jpg", "daisy/2.jpg", "tulip/1.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("daisy", "tulip");
            assertThat(data.samples()).contains(new Sample("daisy/2024/may/1.jpg", 0));
        }
    }

    @Test
    void passesOverHiddenFilesAndOtherKindsOfFile() throws IOException {
        write("daisy/1.jpg", "daisy/._1.jpg", "daisy/Thumbs.db", "daisy/notes.txt", "tulip/1.jpg", "README.md");
        write("__MACOSX/daisy/1.jpg", ".git/a.jpg", "preview.png");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("daisy", "tulip");
            assertThat(data.samples()).extracting(Sample::name).containsExactly("daisy/1.jpg", "tulip/1.jpg");
        }
    }

    @Test
    void looksThroughFoldersThatHoldEverything() throws IOException {
        write("flowers/all/daisy/1.jpg", "flowers/all/tulip/1.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("daisy", "tulip");
            assertThat(data.samples()).contains(new Sample("flowers/all/daisy/1.jpg", 0));
        }
    }

    @Test
    void followsALinkButNotRoundALoop() throws IOException {
        write("elsewhere/1.jpg", "data/tulip/1.jpg");
        Path data = folder.resolve("data");
        Files.createSymbolicLink(data.resolve("daisy"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(data.resolve("tulip/up"), data);

        try (ImageFolder opened = ImageFolder.open(data)) {
            assertThat(opened.samples()).extracting(Sample::name).containsExactly("daisy/1.jpg", "tulip/1.jpg");
        }
    }

    @Test
    void keepsABrokenLinkSoThatReadingItFailsByName() throws IOException {
        write("daisy/1.jpg", "tulip/1.jpg");
        Files.createSymbolicLink(folder.resolve("tulip/2.jpg"), folder.resolve("gone.jpg"));

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.samples()).hasSize(3);
            assertThatThrownBy(() -> data.read(new Sample("tulip/2.jpg", 1))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesToReadAFileThatIsNoPhotograph() throws IOException {
        write("daisy/1.jpg", "tulip/1.jpg");
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("tulip/1.jpg").toFile(), "rw")) {
            large.setLength(ImageSource.MAX_IMAGE_BYTES + 1);
        }

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThatThrownBy(() -> data.read(data.samples().get(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("268,435,457 bytes; an image may have 268,435,456");
        }
    }

    @Test
    void labelsByClassesThatAreKnownAlready() throws IOException {
        write("tulip/1.jpg");

        try (ImageFolder data = ImageFolder.open(folder, List.of("daisy", "rose", "tulip"))) {
            assertThat(data.classes()).containsExactly("daisy", "rose", "tulip");
            assertThat(data.samples()).containsExactly(new Sample("tulip/1.jpg", 2));
        }
    }

    @Test
    void namesAClassThatIsNotAmongTheKnownOnes() throws IOException {
        write("tulip/1.jpg", "violet/1.jpg");

        assertThatThrownBy(() -> ImageFolder.open(folder, List.of("daisy", "tulip")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder + ": the class violet is not among the 2 known ones (daisy, tulip);"
                        + " rename or remove its folder");
    }

    @Test
    void saysThatThereIsNothing() {
        assertRefused("nowhere", "nowhere: no such file or folder; expected a folder, or a zip or tar of one,");
    }

    @Test
    void saysThatAFileIsNoArchive() throws IOException {
        write("data.jpg");

        assertRefused("data.jpg", "data.jpg: neither a folder nor a whole zip or tar archive (");
    }

    @Test
    void saysThatImagesLieInNoClassFolder() throws IOException {
        write("data/b.jpg", "data/a.jpg");

        assertRefused("data", "data: 2 images that are in no class folder, such as a.jpg; expected a folder per class");
    }

    @Test
    void saysThatThereIsOneClass() throws IOException {
        write("data/daisy/b.jpg", "data/daisy/a.jpg");

        assertRefused("data", "data: only one class folder, 'daisy'; a classifier needs at least two");
    }

    @Test
    void namesEmptyClasses() throws IOException {
        write("data/daisy/b.jpg", "data/rose/notes.heic");
        Files.createDirectories(folder.resolve("data/tulip"));

        assertRefused(
                "data",
                "data: no image in the class folders rose, tulip, but files such as rose/notes.heic; expected bmp, gif, jfif,");
    }

    @Test
    void saysWhatItFoundInPlaceOfImages() throws IOException {
        write("data/daisy/b.heic", "data/rose/a.heic");

        assertRefused("data", "data: no image found among 2 files, such as daisy/b.heic; expected a folder per class");
    }

    @Test
    void saysThatAnEmptyFolderHoldsNoImage() throws IOException {
        Files.createDirectories(folder.resolve("data"));

        assertRefused("data", "data: no image found; expected a folder per class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"val", "valid", "Validation", "test", "testing"})
    void learnsFromTheTrainPartAndHoldsOutTheOther(String other) throws IOException {
        write("data/train/daisy/1.jpg", "data/train/rose/1.jpg", "data/" + other + "/rose/2.jpg", "data/README.md");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("daisy", "rose");
            assertThat(data.part()).contains(DatasetPart.TRAIN);
            assertThat(data.samples())
                    .containsExactly(new Sample("data/train/daisy/1.jpg", 0), new Sample("data/train/rose/1.jpg", 1));
            assertThat(data.validationPart())
                    .contains(other.startsWith("test") ? DatasetPart.TEST : DatasetPart.VALIDATION);
            assertThat(data.validation()).containsExactly(new Sample("data/" + other + "/rose/2.jpg", 1));
        }
    }

    @Test
    void validatesOnTheValidationPartAndTestsOnTheTestPart() throws IOException {
        write("train/daisy/1.jpg", "train/rose/1.jpg", "val/daisy/2.jpg", "test/daisy/3.jpg");

        try (ImageFolder learnt = ImageFolder.open(folder);
                ImageFolder checked = ImageFolder.open(folder, List.of("daisy", "rose"))) {
            assertThat(learnt.validation()).containsExactly(new Sample("val/daisy/2.jpg", 0));
            assertThat(checked.part()).contains(DatasetPart.TEST);
            assertThat(checked.samples()).containsExactly(new Sample("test/daisy/3.jpg", 0));
            assertThat(checked.validation()).isEmpty();
        }
    }

    @Test
    void passesOverAPartWithoutClasses() throws IOException {
        write("train/cat/1.jpg", "train/dog/1.jpg", "test/1.jpg", "test/2.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.samples()).hasSize(2);
            assertThat(data.validationPart()).isEmpty();
        }
        assertThatThrownBy(() -> ImageFolder.open(folder, List.of("cat", "dog")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder + ": has a train part and none to evaluate on; expected a folder test or val beside"
                        + " it, with a folder per class");
    }

    @Test
    void aClassMayBearThePartsName() throws IOException {
        write("bus/1.jpg", "train/1.jpg");

        try (ImageFolder data = ImageFolder.open(folder)) {
            assertThat(data.classes()).containsExactly("bus", "train");
            assertThat(data.part()).isEmpty();
        }
    }

    @Test
    void refusesADivisionItCannotUse() throws IOException {
        write("loose/train/1.jpg", "loose/test/1.jpg");
        assertRefused("loose", "loose: its folders test, train are parts of a dataset, not classes; expected a folder");

        write("two/train/a/1.jpg", "two/train/b/1.jpg", "two/val/a/1.jpg", "two/validation/a/1.jpg");
        assertRefused("two", "two: its folders val and validation are both the validation part of a dataset;");

        write("late/val/a/1.jpg", "late/val/b/1.jpg", "late/test/b/1.jpg");
        assertRefused("late", "late: has a validation part and none to learn from; expected a folder train beside it");

        write("more/train/a/1.jpg", "more/train/b/1.jpg", "more/test/c/1.jpg");
        assertRefused("more", "more: the class c is not among the 2 known ones (a, b); rename or remove its folder");
    }

    private void assertRefused(String name, String message) {
        assertThatThrownBy(() -> ImageFolder.open(folder.resolve(name)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.resolve("x").toString().replaceAll("x$", "") + message)
                .hasMessageNotContaining("\n");
    }

    /** What ImageNet's archives and most of their copies look like; a subset of the thousand is the usual case. */
    @Test
    void knowsImageNetsClassesByTheirWordNetIds() throws IOException {
        write("val/n01440764/1.JPEG", "val/n15075141/2.JPEG", "val/n01443537/3.JPEG");

        try (ImageFolder data = ImageFolder.open(folder, ImageNet.classNames())) {
            assertThat(data.samples())
                    .containsExactly(
                            new Sample("val/n01440764/1.JPEG", 0),
                            new Sample("val/n01443537/3.JPEG", 1),
                            new Sample("val/n15075141/2.JPEG", 999));
            assertThat(data.classes()).isEqualTo(ImageNet.classNames());
        }
    }

    @Test
    void refusesWordNetIdsForOtherClassesThanImageNets() throws IOException {
        write("n01440764/1.jpg", "n01443537/2.jpg");

        assertThatThrownBy(() -> ImageFolder.open(folder, List.of("tench", "goldfish")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the class n01440764 is not among the 2 known ones (tench, goldfish)");
        write("n99999999/3.jpg");
        assertThatThrownBy(() -> ImageFolder.open(folder, ImageNet.classNames()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the class n01440764 is not among the 1000 known ones");
    }

    @Test
    void knowsClassesByTheirNumbers() throws IOException {
        write("0/1.jpg", "2/2.jpg", "10/3.jpg");
        List<String> classes =
                IntStream.range(0, 11).mapToObj(i -> "class " + i).toList();

        try (ImageFolder data = ImageFolder.open(folder, classes)) {
            assertThat(data.samples())
                    .containsExactly(new Sample("0/1.jpg", 0), new Sample("10/3.jpg", 10), new Sample("2/2.jpg", 2));
        }
        assertThatThrownBy(() -> ImageFolder.open(folder, classes.subList(0, 10)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not among the 10 known ones")
                .hasMessageEndingWith("Numbers of classes begin at 0");
    }

    @Test
    void takesNumbersForNamesWhereClassesHaveSuchNames() throws IOException {
        write("7/1.jpg", "9/2.jpg");

        try (ImageFolder data = ImageFolder.open(folder, List.of("9", "8", "7"))) {
            assertThat(data.samples()).containsExactly(new Sample("7/1.jpg", 2), new Sample("9/2.jpg", 0));
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
