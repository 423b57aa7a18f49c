package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script {@code ./mobilenet} in a copy of the repository's outline, with a JDK and a Maven that only pretend. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX script")
class LauncherTest {
    private static final Path SCRIPT = Path.of("..", "mobilenet");

    /** Says what it was called with, after the line that a real one prints. */
    private static final String FAKE_JAVA = """
            #!/bin/sh
            for argument in "$@"; do
                case $argument in
                    -XX:ArchiveClassesAtExit=*) echo classes >"${argument#*=}"; exit 0 ;;
                esac
            done
            echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
            echo 'from the JVM' >&2
            for argument in "$@"; do echo "<$argument>"; done
            { echo 'from the program' >&3; } 2>/dev/null
            exit 7
            """;

    private static final String FAKE_MAVEN = """
            #!/bin/sh
            echo "maven $*"
            mkdir -p cli/target && touch cli/target/mobilenet.jar
            """;

    @TempDir
    Path folder;

    private Path root;
    private Path jar;

    private record Run(int status, String out, String err) {}

    @BeforeEach
    void copyTheOutline() throws IOException {
        root = folder.resolve("the repository");
        for (String module : List.of("core", "formats", "onnx", "report", "server", "spark", "cli")) {
            Files.createDirectories(root.resolve(module).resolve("src/main/java"));
            Files.createFile(root.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(root.resolve("pom.xml"));
        // The usual folders are looked for below this test's: what the machine has must not matter.
        String script = Files.readString(SCRIPT).replaceAll("(?m)(?<=[ \\t])(/usr/|/opt/|/Library/)", folder + "$1");
        executable(root.resolve("mobilenet"), script);
        offerTools();
        jar = root.resolve("cli/target/mobilenet.jar");
        Files.createDirectories(jar.getParent());
        Files.createFile(jar);
        jdk("jdk-25", "25.0.3");
    }

    @Test
    void passesArgumentsOnAsTheyAreAndReturnsTheStatus() throws Exception {
        Run run = run(root.resolve("mobilenet"), with("jdk-25"), "predict", "a photo.jpg", "", "*");

        assertThat(run.status()).isEqualTo(7);
        assertThat(run.out()).endsWith("<-jar>\n<" + jar.toRealPath() + ">\n<predict>\n<a photo.jpg>\n<>\n<*>\n");
        assertThat(run.out()).contains("<--add-modules>\n<jdk.incubator.vector>\n");
    }

    @Test
    void keepsTheJvmsWarningFromTheUserAndNothingElse() throws Exception {
        Run run = run(root.resolve("mobilenet"), with("jdk-25"));

        assertThat(run.err().lines()).containsExactlyInAnyOrder("from the JVM", "from the program");
    }

    @Test
    void holdsNothingBackForDebugging() throws Exception {
        Map<String, String> environment = with("jdk-25");
        environment.put("MOBILENET_DEBUG", "1");

        assertThat(run(root.resolve("mobilenet"), environment).err()).contains("WARNING: Using incubator modules");
    }

    @Test
    void passesMoreFlagsToTheJvm() throws Exception {
        Map<String, String> environment = with("jdk-25");
        environment.put("MOBILENET_OPTS", "-Xmx8g -Dmobilenet.kernels=scalar");

        assertThat(run(root.resolve("mobilenet"), environment).out())
                .contains("<-Xmx8g>\n<-Dmobilenet.kernels=scalar>\n");
    }

    @Test
    void worksThroughALinkFromAnyFolder() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("hop"), Path.of("the repository", "mobilenet"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("mn"), Path.of("..", "hop"));

        assertThat(run(link, with("jdk-25")).out()).contains("<" + jar.toRealPath() + ">");
    }

    @Test
    void saysThatThereIsNoJdk() throws Exception {
        Run run = run(root.resolve("mobilenet"), with("nowhere"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("mobilenet: no JDK 25 or later found; install one")
                .hasLineCount(1);
    }

    @Test
    void passesOverAJdkThatIsTooOldOrNone() throws Exception {
        jdk("jdk-8", "1.8.0_392");
        jdk("jdk-24", "24.0.1");
        jdk("broken", "");
        for (String unsuitable : List.of("jdk-8", "jdk-24", "broken", "nowhere")) {
            Map<String, String> environment = with(unsuitable);
            environment.put("JAVA_HOME", folder.resolve("jdk-25").toString());

            assertThat(run(root.resolve("mobilenet"), environment).status())
                    .as(unsuitable)
                    .isEqualTo(7);
        }
    }

    @Test
    void findsAJdkInAUsualFolder() throws Exception {
        jdk("usr/lib/jvm/temurin-26", "26");

        assertThat(run(root.resolve("mobilenet"), with("nowhere")).status()).isEqualTo(7);
    }

    @Test
    void buildsWhatIsMissing() throws Exception {
        Files.delete(jar);

        Run run = run(root.resolve("mobilenet"), withMaven());

        assertThat(run.err())
                .startsWith(
                        "mobilenet: building; the first time, this fetches libraries and takes a minute or so\nmaven ");
        assertThat(run.out()).doesNotContain("maven").contains("<" + jar.toRealPath() + ">");
    }

    @Test
    void buildsAgainOnlyAfterAChange() throws Exception {
        assertThat(run(root.resolve("mobilenet"), withMaven()).err()).doesNotContain("maven");

        Path source = Files.createFile(root.resolve("core/src/main/java/New.java"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(run(root.resolve("mobilenet"), withMaven()).err())
                .contains("mobilenet: the sources have changed, building\nmaven -q -B");
    }

    @Test
    void saysThatMavenIsMissing() throws Exception {
        Files.delete(jar);

        Run run = run(root.resolve("mobilenet"), with("jdk-25"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("Maven (mvn) is not on the PATH").hasLineCount(1);
    }

    @Test
    void saysThatTheBuildFailed() throws Exception {
        Files.delete(jar);
        Map<String, String> environment = withMaven();
        executable(folder.resolve("bin/mvn"), "#!/bin/sh\nexit 1\n");

        Run run = run(root.resolve("mobilenet"), environment);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).endsWith("mobilenet: the build failed; the lines above say why\n");
    }

    @Test
    void recordsTheClassesOfAStartOnceAfterEachBuild() throws Exception {
        offerTools("mv", "nice");
        Path archive = jar.resolveSibling("mobilenet.jsa");
        String flag = "<-XX:SharedArchiveFile=" + root.toRealPath().resolve("cli/target/mobilenet.jsa") + ">";

        assertThat(run(root.resolve("mobilenet"), with("jdk-25")).out()).doesNotContain(flag);
        awaitContent(archive);
        assertThat(run(root.resolve("mobilenet"), with("jdk-25")).out()).contains(flag);

        Files.setLastModifiedTime(archive, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(run(root.resolve("mobilenet"), with("jdk-25")).out()).doesNotContain(flag);
        awaitContent(archive);
        assertThat(run(root.resolve("mobilenet"), with("jdk-25")).out()).contains(flag);
    }

    private static void awaitContent(Path file) throws Exception {
        for (int i = 0; i < 500 && Files.size(file) == 0; i++) {
            Thread.sleep(20);
        }
        assertThat(file).content().isEqualTo("classes\n");
    }

    @Test
    void doesWithoutARecordThatCouldNotBeMade() throws Exception {
        run(root.resolve("mobilenet"), with("jdk-25")); // there is no tool named nice

        Run second = run(root.resolve("mobilenet"), with("jdk-25"));

        assertThat(second.status()).isEqualTo(7);
        assertThat(second.out()).doesNotContain("-XX:SharedArchiveFile");
        assertThat(second.err().lines()).containsExactlyInAnyOrder("from the JVM", "from the program");
    }

    @Test
    void handsTheDoctorOfClustersToSparkSubmit() throws Exception {
        executable(root.resolve("spark/target/mobilenet-spark.jar"), "");
        executable(folder.resolve("a spark/bin/spark-submit"), """
                #!/bin/sh
                echo "<$JAVA_HOME>"
                for argument in "$@"; do echo "<$argument>"; done
                exit 3
                """);
        Map<String, String> environment = with("jdk-25");
        environment.put("SPARK_HOME", folder.resolve("a spark").toString());

        Run run = run(
                root.resolve("mobilenet"), environment, "spark-doctor", "--master", "a b", "--", "--ranks", "2", "--");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out())
                .isEqualTo("<" + folder.resolve("jdk-25") + ">\n<--conf>\n<spark.log.level=WARN>\n<--master>\n<a b>\n<"
                        + root.toRealPath().resolve("spark/target/mobilenet-spark.jar")
                        + ">\n<--ranks>\n<2>\n<-->\n");
        assertThat(run(root.resolve("mobilenet"), environment, "spark-doctor").out())
                .endsWith("<spark.log.level=WARN>\n<" + root.toRealPath().resolve("spark/target/mobilenet-spark.jar")
                        + ">\n");
    }

    @Test
    void saysThatThereIsNoSpark() throws Exception {
        executable(root.resolve("spark/target/mobilenet-spark.jar"), "");

        Run run = run(root.resolve("mobilenet"), with("jdk-25"), "spark-doctor");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("mobilenet: no spark-submit found; set SPARK_HOME")
                .hasLineCount(1);
    }

    @Test
    void runsOnTheJavaBesideItWhenItWasDownloaded() throws Exception {
        Path home = folder.resolve("a download");
        executable(home.resolve("bin/mobilenet"), Files.readString(SCRIPT));
        executable(home.resolve("runtime/bin/java"), FAKE_JAVA);
        executable(home.resolve("lib/mobilenet.jar"), "");
        Map<String, String> environment = Map.of("PATH", "", "TMPDIR", folder.toString());

        Run run = run(home.resolve("bin/mobilenet"), environment, "predict", "a photo.jpg");

        assertThat(run.status()).isEqualTo(7);
        assertThat(run.out())
                .endsWith("<-jar>\n<" + home.toRealPath() + "/lib/mobilenet.jar>\n<predict>\n<a photo.jpg>\n");
        // Without a command that makes pipes nothing is filtered, and nothing else is said.
        assertThat(run.err().lines())
                .containsExactly("WARNING: Using incubator modules: jdk.incubator.vector", "from the JVM");
        assertThat(run(home.resolve("bin/mobilenet"), environment, "bench").err())
                .isEqualTo("mobilenet: bench runs in a checkout of the sources only\n");
    }

    /** What every Unix has, and no Maven or Java beside it. */
    private void offerTools() throws IOException {
        offerTools("dirname", "find", "mkdir", "mkfifo", "mktemp", "readlink", "rm", "rmdir", "touch");
    }

    private void offerTools(String... names) throws IOException {
        for (String name : names) {
            Path tool = Files.exists(Path.of("/usr/bin", name)) ? Path.of("/usr/bin", name) : Path.of("/bin", name);
            executable(folder.resolve("tools").resolve(name), "#!/bin/sh\nexec " + tool + " \"$@\"\n");
        }
    }

    private void jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        executable(home.resolve("bin/java"), FAKE_JAVA);
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private Map<String, String> with(String jdk) {
        return new HashMap<>(Map.of(
                "PATH", folder.resolve("tools").toString(),
                "HOME", folder.toString(),
                "TMPDIR", folder.toString(),
                "MOBILENET_JAVA_HOME", folder.resolve(jdk).toString()));
    }

    private Map<String, String> withMaven() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        executable(bin.resolve("mvn"), FAKE_MAVEN);
        Map<String, String> environment = with("jdk-25");
        environment.merge("PATH", bin.toString(), (tools, maven) -> maven + ":" + tools);
        return environment;
    }

    private static void executable(Path file, String script) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run run(Path script, Map<String, String> environment, String... args) throws Exception {
        // The filter of the JVM's errors may outlive the JVM, and Java forgets a process's pipes when it ends: cat
        // waits.
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path status = folder.resolve("status");
        String command = "{ \"$0\" \"$@\" 2>&1 >'" + out + "'; echo $? >'" + status + "'; } | /bin/cat >'" + err + "'";
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of("/bin/sh", "-c", command, script.toString()), Stream.of(args))
                        .toList());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        process.waitFor();
        return new Run(Integer.parseInt(Files.readString(status).trim()), Files.readString(out), Files.readString(err));
    }
}
