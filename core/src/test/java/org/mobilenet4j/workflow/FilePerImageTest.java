package org.mobilenet4j.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

class FilePerImageTest {
    @TempDir
    Path folder;

    @Test
    void imagesOfOneNameGetNumbers() {
        assertThat(names("a/photo.jpg", "b/photo.png", "photo-2.gif", "b/PHOTO.jpg", "c/photo.jpg", "photo.x.jpg"))
                .containsExactly(
                        "photo.png", "photo-2.png", "photo-2-2.png", "PHOTO-3.png", "photo-4.png", "photo.x.png");
    }

    @Test
    void namesOfArchivesBecomeNamesOfFiles() {
        assertThat(names("a.zip!..\\..\\evil.jpg", "a.zip!x/c:\u0000on?.jpg", "a.zip!b/...", ".jpg", "a.zip!photo.jpg"))
                .containsExactly("evil.png", "c__on_.png", "image.png", ".jpg.png", "a.zip_photo.png");
    }

    @Test
    void aFileIsWrittenWholeAndItsFolderMade() throws IOException {
        FilePerImage files = FilePerImage.in(folder.resolve("a/b"), new Names(List.of("x.jpg")), ".png");

        Path written = files.write(0, new byte[] {1, 2});

        assertThat(written).isEqualTo(folder.resolve("a/b/x.png")).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void noImageIsReplaced() throws IOException {
        Path image = Files.createFile(folder.resolve("x.png"));
        ImageSet images = new Names(List.of(image.toString()));

        assertThatThrownBy(() -> FilePerImage.in(folder, images, ".png"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(image + " is one of the images and would be replaced; give another folder");
        assertThat(FilePerImage.in(folder, images, ".jpg").file(0)).isEqualTo(folder.resolve("x.jpg"));
    }

    private List<String> names(String... paths) {
        Names images = new Names(List.of(paths));
        FilePerImage files = FilePerImage.in(folder, images, ".png");
        return IntStream.range(0, images.size())
                .mapToObj(i -> folder.relativize(files.file(i)).toString())
                .toList();
    }

    private record Names(List<String> paths) implements ImageSet {
        @Override
        public int size() {
            return paths.size();
        }

        @Override
        public String name(int index) {
            return paths.get(index);
        }

        @Override
        public String path(int index) {
            return paths.get(index);
        }

        @Override
        public String source() {
            return "names";
        }

        @Override
        public RgbImage decode(int index, ImageDecoder decoder) {
            throw new UnsupportedOperationException();
        }
    }
}
