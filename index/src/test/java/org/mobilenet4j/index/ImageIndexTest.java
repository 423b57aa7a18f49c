package org.mobilenet4j.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.IncludedModel;
import org.mobilenet4j.Model;
import org.mobilenet4j.data.ImageListener;
import org.mobilenet4j.data.ImageReader;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.index.ImageIndex.Hit;
import org.mobilenet4j.index.ImageIndex.Pair;
import org.mobilenet4j.index.IndexUpdate.Changes;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.workflow.ImageEmbedding;
import org.mobilenet4j.workflow.ImageSearch;
import org.mobilenet4j.workflow.WorkflowListener;

class ImageIndexTest {
    private static final Model MODEL = IncludedModel.CIFAR10.load();

    @TempDir
    Path folder;

    private Path index;
    private Path photos;

    @BeforeEach
    void drawImages() throws IOException {
        index = folder.resolve("index");
        photos = folder.resolve("photos");
        for (int i = 0; i < 3; i++) {
            write("red/" + i + ".png", image(0, i));
            write("green/" + i + ".png", image(1, 10 + i));
        }
    }

    /** Noise around a colour. */
    private static byte[] image(int channel, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] rgb = new byte[3 * 32 * 32];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) ((i % 3 == channel ? 180 : 40) + random.nextInt(40));
        }
        return ImageEncoder.png(RgbImage.of(32, 32, rgb));
    }

    private void write(String name, byte[] image) throws IOException {
        Path file = photos.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, image);
    }

    private static ImageEmbedding embedding(boolean isStrict) {
        return new ImageEmbedding(
                MODEL, ImageEmbedding.FEATURES, new ImageReader(new ImageDecoder(), new Workers(2), isStrict));
    }

    private static VectorOrigin origin() {
        return VectorOrigin.of("cifar10", MODEL, ImageEmbedding.FEATURES);
    }

    private Changes update(Path... roots) throws IOException {
        return new IndexUpdate(index, embedding(false), origin()).run(List.of(roots), WorkflowListener.NONE);
    }

    private List<String> namesOf(List<Hit> hits) {
        return hits.stream().map(hit -> nameOf(hit.image())).toList();
    }

    private String nameOf(IndexedImage image) {
        return photos.relativize(Path.of(image.path())).toString().replace('\\', '/');
    }

    @Test
    void takesUpWhatIsNewOrChangedAndForgetsWhatIsGone() throws IOException {
        Changes first = update(photos);
        assertThat(first.added()).isEqualTo(6);
        assertThat(first.images()).isEqualTo(6);

        Changes second = update(photos);
        assertThat(second.unchanged()).isEqualTo(6);
        assertThat(second.added() + second.changed() + second.removed()).isZero();

        Files.delete(photos.resolve("red/0.png"));
        write("red/9.png", image(0, 99));
        write("green/0.png", image(0, 77));
        Files.setLastModifiedTime(photos.resolve("green/0.png"), FileTime.fromMillis(1_000));
        Changes third = update();

        assertThat(third.added()).isEqualTo(1);
        assertThat(third.changed()).isEqualTo(1);
        assertThat(third.removed()).isEqualTo(1);
        assertThat(third.unchanged()).isEqualTo(4);
        try (ImageIndex opened = ImageIndex.open(index)) {
            assertThat(opened.size()).isEqualTo(6);
            assertThat(opened.images().values().stream().map(this::nameOf))
                    .containsExactlyInAnyOrder(
                            "green/0.png", "green/1.png", "green/2.png", "red/1.png", "red/2.png", "red/9.png");
            IndexedImage changed = Objects.requireNonNull(
                    opened.images().get(photos.resolve("green/0.png").toString()));
            assertThat(changed.modified()).isEqualTo(Instant.ofEpochMilli(1_000));
            assertThat(changed.label()).isEqualTo("green");
            assertThat(changed.stamp().bytes()).isEqualTo(Files.size(photos.resolve("green/0.png")));
        }
    }

    @Test
    void findsByOneImageBySeveralByALabelAndByBoth() throws IOException {
        update(photos);
        Path red = photos.resolve("red/0.png");
        ImageSearch search = new ImageSearch(embedding(false), 2);
        try (ImageIndex opened = ImageIndex.open(index)) {
            List<Hit> like = opened.nearest(search.vector(List.of(red)), 6, null, Set.of(red.toString()));
            assertThat(namesOf(like)).hasSize(5).doesNotContain("red/0.png");
            assertThat(namesOf(like).subList(0, 2)).containsExactlyInAnyOrder("red/1.png", "red/2.png");
            assertThat(like).isSortedAccordingTo((a, b) -> Double.compare(a.distance(), b.distance()));

            List<Hit> itself = opened.nearest(search.vector(List.of(red)), 1, null, Set.of());
            assertThat(namesOf(itself)).containsExactly("red/0.png");
            assertThat(itself.getFirst().distance()).isCloseTo(0, within(1e-5));

            float[] both = search.vector(List.of(red, photos.resolve("red/1.png")));
            assertThat(namesOf(opened.nearest(both, 3, null, Set.of()))).allMatch(name -> name.startsWith("red"));

            assertThat(namesOf(opened.nearest(both, 9, "green", Set.of())))
                    .containsExactlyInAnyOrder("green/0.png", "green/1.png", "green/2.png");
            assertThat(namesOf(opened.ofLabel("red", 2))).hasSize(2).allMatch(name -> name.startsWith("red"));
            assertThat(opened.labels()).containsExactly("green", "red");
            assertThatThrownBy(() -> opened.ofLabel("blue", 2))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no image has the label 'blue'; its labels are green, red");
        }
    }

    @Test
    void aLabelGoesWithItsLastImage() throws IOException {
        update(photos);
        for (int i = 0; i < 3; i++) {
            Files.delete(photos.resolve("red/" + i + ".png"));
        }
        update(photos);

        try (ImageIndex opened = ImageIndex.open(index)) {
            assertThat(opened.labels()).containsExactly("green");
        }
    }

    @Test
    void findsCopies() throws IOException {
        Files.createDirectories(photos.resolve("copies"));
        Files.copy(photos.resolve("red/1.png"), photos.resolve("copies/again.png"));
        update(photos);

        try (ImageIndex opened = ImageIndex.open(index)) {
            List<Pair> pairs = opened.duplicates(1e-5, new Workers(2), ImageListener.NONE);

            assertThat(pairs).hasSize(1);
            assertThat(nameOf(pairs.getFirst().image())).isEqualTo("copies/again.png");
            assertThat(nameOf(pairs.getFirst().other())).isEqualTo("red/1.png");
        }
    }

    @Test
    void refusesVectorsOfAnotherModel() throws IOException {
        update(photos);
        VectorOrigin stem = VectorOrigin.of("cifar10", MODEL, "stem");

        assertThatThrownBy(() ->
                        new IndexUpdate(index, embedding(false), stem).run(List.of(photos), WorkflowListener.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(index + ": its vectors are of cifar10 at features (")
                .hasMessageContaining("not of cifar10 at stem (");
        try (ImageIndex opened = ImageIndex.open(index)) {
            assertThatThrownBy(() -> opened.require(stem)).isInstanceOf(InvalidInputException.class);
            opened.require(VectorOrigin.of("the same under another name", MODEL, ImageEmbedding.FEATURES));
            assertThat(opened.origin().model()).isEqualTo("cifar10");
        }
    }

    @Test
    void anInterruptedUpdateKeepsWhatWasCommittedAndGoesOn() throws IOException {
        Files.writeString(photos.resolve("red/2.png"), "not an image");
        IndexUpdate interrupted = new IndexUpdate(index, embedding(true), origin(), 2);

        assertThatThrownBy(() ->
                        interrupted.run(List.of(photos.resolve("green"), photos.resolve("red")), WorkflowListener.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("2.png");

        int kept = 0;
        if (ImageIndex.isThere(index)) {
            try (ImageIndex opened = ImageIndex.open(index)) {
                kept = opened.size();
            }
        }
        Changes rest = update(photos.resolve("green"), photos.resolve("red"));
        assertThat(rest.unchanged()).isEqualTo(kept);
        assertThat(rest.added()).isEqualTo(6 - kept);
        assertThat(rest.skipped()).hasSize(1);
        assertThat(rest.images()).isEqualTo(5);
    }

    @Test
    void aWriterThatNeverClosedLosesNothingThatWasCommitted() throws IOException {
        update(photos);
        Path copy = folder.resolve("copy");
        Files.createDirectories(copy);
        try (IndexWriter writer = new IndexWriter(
                FSDirectory.open(index),
                new IndexWriterConfig().setCodec(new LongVectors()).setCommitOnClose(false))) {
            writer.deleteAll();
            writer.flush();
            // As the disk is when the power goes: uncommitted files beside the committed ones.
            try (var files = Files.list(index)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(String.valueOf(file.getFileName())));
                }
            }
        }

        try (ImageIndex opened = ImageIndex.open(copy)) {
            assertThat(opened.size()).isEqualTo(6);
        }
    }

    @Test
    void onlyOneProgramWrites() throws IOException {
        update(photos);
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(index), new IndexWriterConfig())) {
            assertThat(writer.isOpen()).isTrue();
            assertThatThrownBy(() -> update(photos))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("another program writes to this index");
        }
    }

    @Test
    void indexesArchivesAndTakesThemOutAgain() throws IOException {
        Path archive = folder.resolve("more.zip");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("blue/1.png"));
            zip.write(image(2, 50));
            zip.closeEntry();
        }
        assertThat(update(photos, archive).images()).isEqualTo(7);
        assertThat(update(photos, archive).unchanged()).isEqualTo(7);

        try (ImageIndex opened = ImageIndex.open(index)) {
            List<Hit> blue = opened.ofLabel("blue", 1);
            try (IndexedImages shown = IndexedImages.of(blue)) {
                assertThat(shown.decode(0, new ImageDecoder()).width()).isEqualTo(32);
            }
        }
        assertThat(IndexUpdate.remove(index, List.of(archive))).isEqualTo(1);
        try (ImageIndex opened = ImageIndex.open(index)) {
            assertThat(opened.size()).isEqualTo(6);
            assertThat(opened.origin()).isEqualTo(origin());
        }
        assertThatThrownBy(() -> IndexUpdate.remove(index, List.of(archive)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not among what was indexed");
    }

    @Test
    void aFolderThatIsGoneRemovesNothing() throws IOException {
        update(photos);
        Files.move(photos, folder.resolve("elsewhere"));

        assertThatThrownBy(() -> update())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(photos + ": no such file or folder");
        try (ImageIndex opened = ImageIndex.open(index)) {
            assertThat(opened.size()).isEqualTo(6);
        }
    }

    @Test
    void makesNoIndexOfNothing() {
        assertThatThrownBy(() -> update(folder.resolve("nowhere"))).isInstanceOf(InvalidInputException.class);
        assertThat(index).doesNotExist();
    }

    @Test
    void refusesFoldersThatAreNoIndex() throws IOException {
        Files.createDirectories(index);
        assertThatThrownBy(() -> ImageIndex.open(index))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no index in this folder");
        Files.writeString(index.resolve("letter.txt"), "mine");
        assertThatThrownBy(() -> update(photos))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("holds other files, such as letter.txt");
        assertThat(index.resolve("letter.txt")).hasContent("mine");
        assertThatThrownBy(() -> ImageIndex.open(folder.resolve("nowhere")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no such index");
    }

    @Test
    void aDamagedIndexIsToldInALine() throws IOException {
        update(photos);
        try (var files = Files.list(index)) {
            Path segments = files.filter(
                            file -> String.valueOf(file.getFileName()).startsWith("segments_"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(segments);
            bytes[bytes.length / 2] ^= 0x55;
            Files.write(segments, bytes);
        }

        assertThatThrownBy(() -> ImageIndex.open(index))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the index is damaged");
    }
}
