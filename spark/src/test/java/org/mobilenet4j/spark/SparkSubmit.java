package org.mobilenet4j.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * A plain Spark as it is unpacked somewhere, and its spark-submit: a folder with links to its jars, as the build lists them
 * in {@code target/spark.classpath}. Nothing of this project is in it.
 *
 * @param home the value of SPARK_HOME
 */
record SparkSubmit(Path home) {
    /** What Spark's own script does, to be had without a distribution: its launcher says which command to run. */
    private static final String SCRIPT = """
            #!/usr/bin/env bash
            command=()
            while IFS= read -r -d '' argument; do
                command+=("${argument#$'\\n'}")
            done < <("$JAVA_HOME/bin/java" -Xmx128m -cp "$SPARK_HOME/jars/*" \\
                org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
            [ -n "${command[0]}" ] || command=("${command[@]:1}")
            exec "${command[@]}"
            """;

    private static final long LONGEST_SECONDS = 120;

    /** @param out standard output, and {@code err} standard error */
    record Run(int status, String out, String err) {}

    /** Lays it out anew below {@code target}, since JUnit tells of every link that it removes from a folder of its own. */
    static SparkSubmit layOut() throws IOException {
        Path home = Path.of("target", "spark-submit").toAbsolutePath();
        Path jars = Files.createDirectories(home.resolve("jars"));
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(jars)) {
            for (Path link : earlier) {
                Files.delete(link);
            }
        }
        String classPath =
                Files.readString(Path.of("target", "spark.classpath")).strip();
        for (String jar : classPath.split(File.pathSeparator, -1)) {
            Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
        }
        Path script = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
        Files.writeString(script, SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new SparkSubmit(home);
    }

    /** Two executors in processes of their own. */
    Run onTwoExecutors(String... arguments) throws IOException, InterruptedException {
        return run("local-cluster[2,1,1024]", arguments);
    }

    Run run(String master, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/spark-submit").toString(),
                "--master",
                master,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.log.level=WARN"));
        command.addAll(List.of(arguments));
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "SPARK_HOME", home.toString(),
                        "SPARK_SCALA_VERSION", "2.13",
                        "SPARK_LOCAL_IP", "127.0.0.1",
                        "SPARK_LOCAL_HOSTNAME", "127.0.0.1"));
        Process process = builder.start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** A jar with a class of the tests and those within it. */
    static Path jarOf(Class<?> program, Path jar) throws IOException {
        Path folder = Path.of("target", "test-classes")
                .resolve(program.getPackageName().replace('.', '/'));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file);
                DirectoryStream<Path> classes =
                        Files.newDirectoryStream(folder, program.getSimpleName() + "{.class,$*.class}")) {
            for (Path each : classes) {
                entries.putNextEntry(
                        new JarEntry(program.getPackageName().replace('.', '/') + "/" + each.getFileName()));
                Files.copy(each, entries);
            }
        }
        return jar;
    }
}
