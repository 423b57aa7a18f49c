package org.mobilenet4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wrapper for Python, by programs that a plain Spark runs; skipped where Python has no pyspark. */
class PySparkIT {
    private static final Path JAR = Path.of("target", "mobilenet-spark.jar").toAbsolutePath();
    private static final Path EXAMPLES = Path.of("..", "examples", "spark").toAbsolutePath();

    @TempDir
    private Path folder;

    private static void requirePySpark() throws InterruptedException {
        boolean isThere;
        try {
            isThere = new ProcessBuilder("python3", "-c", "import pyspark")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noPython) {
            isThere = false;
        }
        Assumptions.assumeTrue(isThere, "skipped: python3 has no pyspark; pip install pyspark, of Spark's version");
    }

    private SparkSubmit.Run run(Path program, Object... arguments) throws IOException, InterruptedException {
        String[] command = new String[7 + arguments.length];
        command[0] = "--jars";
        command[1] = JAR.toString();
        command[2] = "--py-files";
        command[3] = EXAMPLES.resolve("mobilenet_spark.py").toString();
        command[4] = "--conf";
        command[5] = "spark.sql.shuffle.partitions=2";
        command[6] = program.toString();
        for (int i = 0; i < arguments.length; i++) {
            command[7 + i] = arguments[i].toString();
        }
        return SparkSubmit.layOut().run("local[2]", command);
    }

    private Path images() throws IOException {
        for (String name : new String[] {"daisy", "rose"}) {
            Path images = Files.createDirectories(folder.resolve("images").resolve(name));
            for (int i = 0; i < 4; i++) {
                Files.write(images.resolve(i + ".jpg"), TestImages.jpeg(name.hashCode() + i));
            }
        }
        Files.write(folder.resolve("images/rose/damaged.jpg"), new byte[] {1, 2, 3});
        return folder.resolve("images");
    }

    @Test
    void theWrapperIsAStageOfPipelines() throws Exception {
        requirePySpark();

        SparkSubmit.Run run = run(
                Path.of("src", "test", "python", "wrapper_test.py").toAbsolutePath(), images(), folder.resolve("out"));

        assertThat(run.status()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("the wrapper does what it should");
    }

    @Test
    void theExampleClassifiesAFolder() throws Exception {
        requirePySpark();

        SparkSubmit.Run run = run(EXAMPLES.resolve("classify.py"), images(), folder.resolve("classified"));

        assertThat(run.status()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("|predictedLabel|count|");
    }
}
