package org.mobilenet4j.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.ImageClassifier;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.NoSuchModelException;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.TestImages;
import org.mobilenet4j.spark.TestModels;
import org.mobilenet4j.weights.StoredPrecision;

/** Models on a file system that is not the machine's own: a mount of Hadoop's. */
class ModelFilesTest {
    private static final String MOUNT = "viewfs://cluster/models";

    private final Configuration configuration = new Configuration();
    private final Model model = TestModels.classifier("cat", "dog");

    @TempDir
    java.nio.file.Path folder;

    @BeforeEach
    void mount() {
        configuration.setBoolean("fs.viewfs.impl.disable.cache", true); // each test has a folder of its own
        configuration.set(
                "fs.viewfs.mounttable.cluster.link./models", folder.toUri().toString());
    }

    private void assertIsTheModel(Model other) {
        assertThat(other.labels()).isEqualTo(model.labels());
        assertThat(ImageClassifier.of(other).logits(TestImages.drawn(1)))
                .containsExactly(ImageClassifier.of(model).logits(TestImages.drawn(1)));
    }

    @Test
    void aSavedModelIsAFolderLikeAnyOther() throws IOException {
        ModelFiles.save(model, new Path(MOUNT, "saved"), configuration);

        assertIsTheModel(ModelFiles.open(MOUNT + "/saved", configuration));
        assertIsTheModel(Models.open(folder.resolve("saved")));
        assertIsTheModel(ModelFiles.open(folder.resolve("saved").toString(), configuration));
        assertIsTheModel(ModelFiles.open("file:" + folder.resolve("saved"), configuration));
    }

    @Test
    void aZipIsReadAsWell() throws IOException {
        model.saveZip(folder.resolve("model.zip"), StoredPrecision.FLOAT32);

        assertIsTheModel(ModelFiles.open(MOUNT + "/model.zip", configuration));
    }

    @Test
    void aPathThatIsNotOnThisMachineIsLookedForOnTheDefaultFileSystem() throws IOException {
        ModelFiles.save(model, new Path(MOUNT, "saved"), configuration);
        assertThatThrownBy(() -> ModelFiles.open("/models/saved", configuration))
                .isInstanceOf(NoSuchModelException.class);

        configuration.set("fs.defaultFS", "viewfs://cluster");

        assertIsTheModel(ModelFiles.open("/models/saved", configuration));
    }

    @Test
    void whatIsNoModelIsNamedAsTheUserNamedIt() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        java.nio.file.Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < 101; i++) {
            Files.createFile(images.resolve(i + ".jpg"));
        }

        assertRefused("/absent", MOUNT + "/absent: no such file or folder; expected a model; check the path");
        assertRefused("/empty", MOUNT + "/empty");
        assertRefused("/images", MOUNT + "/images: is a folder of 101 files; expected a model's");
    }

    private void assertRefused(String name, String message) {
        assertThatThrownBy(() -> ModelFiles.open(MOUNT + name, configuration))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }
}
