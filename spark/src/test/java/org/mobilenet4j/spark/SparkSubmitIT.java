package org.mobilenet4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.spark.doctor.Doctor;

/** The jar that is handed to spark-submit: what is in it, and that a plain Spark runs it. */
class SparkSubmitIT {
    private static final Path JAR = Path.of("target", "mobilenet-spark.jar").toAbsolutePath();

    /** All that may have classes in the jar; what Spark brings, in whatever version, is not among it. */
    private static final List<String> OURS =
            List.of("org/mobilenet4j/", "tools/jackson/core/", "com/twelvemonkeys/", "org/jspecify/annotations/");

    @Test
    void theJarHasTheLibraryAndNothingThatSparkBrings() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> classes = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.replaceFirst("^META-INF/versions/[0-9]+/", ""))
                    .toList();

            assertThat(classes).allMatch(name -> OURS.stream().anyMatch(name::startsWith));
            assertThat(classes)
                    .contains(
                            "org/mobilenet4j/spark/MobileNetModel.class",
                            "org/mobilenet4j/spark/doctor/Doctor.class",
                            "org/mobilenet4j/ImageClassifier.class",
                            "tools/jackson/core/JsonParser.class");
            assertThat(jar.getManifest().getMainAttributes())
                    .containsEntry(Attributes.Name.MULTI_RELEASE, "true")
                    .containsEntry(Attributes.Name.MAIN_CLASS, Doctor.class.getName());
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "spark-submit is a POSIX script here")
    void aPlainSparkRunsAProgramWithTheJarBesideIt(@TempDir Path folder) throws Exception {
        SparkSubmit spark = SparkSubmit.layOut();
        Path program = SparkSubmit.jarOf(SubmittedProgram.class, folder.resolve("program.jar"));

        Path images = Files.createDirectories(folder.resolve("images"));
        for (int i = 0; i < 8; i++) {
            Files.write(images.resolve(i + ".jpg"), TestImages.jpeg(i));
        }

        SparkSubmit.Run run = spark.onTwoExecutors(
                "--jars",
                JAR.toString(),
                "--class",
                SubmittedProgram.class.getName(),
                program.toString(),
                images.toString());

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("fine     executors: 2\n")
                .contains("fine     slots: 2 tasks can run at once\n")
                .contains("fine     WebP: can be read\n")
                .contains("8 images are the same to the bit\n")
                .doesNotContain("error");
    }

    @Test
    @Tag("slow")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "spark-submit is a POSIX script here")
    void theJarAloneIsTheDoctor() throws Exception {
        SparkSubmit spark = SparkSubmit.layOut();

        SparkSubmit.Run run = spark.run(
                "local[1]",
                "--conf",
                "spark.scheduler.maxRegisteredResourcesWaitingTime=0", // there will never be more
                JAR.toString(),
                "--ranks",
                "2");

        assertThat(run.status()).as(run.err()).isEqualTo(1);
        assertThat(run.out()).contains("error    slots: 1 task can run at once, and 2 ranks must");
    }
}
