package org.mobilenet4j.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.PublishedWeights;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.cli.weights.FileServer.Manner;
import org.mobilenet4j.io.InvalidInputException;

@SuppressWarnings("NullAway.Init")
class WeightsStoreTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    private static final PublishedWeights.Figure FIGURE =
            new PublishedWeights.Figure(PublishedWeights.Measure.TOP_1, 70);

    private static final PublishedWeights WEIGHTS =
            new PublishedWeights("net.V1", "net-" + sha256Prefix() + ".pth", 0.3, 256, FIGURE, true);

    @TempDir
    Path parent;

    private Path folder;
    private Path part;
    private FileServer server;

    @BeforeEach
    void serve() throws IOException {
        folder = parent.resolve("cache");
        part = folder.resolve(WEIGHTS.file() + ".part");
        server = new FileServer(CONTENT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void fetchesTheFileAndLeavesNothingElse() throws IOException {
        Path file = fetch();

        assertThat(file).isEqualTo(folder.resolve(WEIGHTS.file())).hasBinaryContent(CONTENT);
        assertThat(folder).isDirectoryContaining(file::equals);
        assertThat(part).doesNotExist();
    }

    @Test
    void showsHowMuchIsToComeAndHasCome() throws IOException {
        AtomicLong total = new AtomicLong();
        AtomicLong done = new AtomicLong();

        store(server.base()).fetch(WEIGHTS, bytes -> {
            total.set(bytes);
            return counting(done);
        });

        assertThat(total).hasValue(CONTENT.length);
        assertThat(done).hasValue(CONTENT.length);
    }

    @Test
    void goesOnWhereTheConnectionBrokeOff() throws IOException {
        server.behaving(Manner.BREAKS_OFF);
        assertThatThrownBy(this::fetch)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke off after 1000 bytes")
                .hasMessageEndingWith("run the command again to fetch the rest");
        assertThat(part).hasSize(1000);

        server.behaving(Manner.USUAL);

        assertThat(fetch()).hasBinaryContent(CONTENT);
        assertThat(server.ranges()).containsExactly("", "bytes=1000-");
    }

    @Test
    void beginsAnewWhereTheServerIgnoresRange() throws IOException {
        begin(1000);
        server.behaving(Manner.IGNORES_RANGE);

        assertThat(fetch()).hasBinaryContent(CONTENT);
    }

    @Test
    void beginsAnewWhereTheBeginningIsTooLong() throws IOException {
        Files.createDirectories(folder);
        Files.write(part, new byte[CONTENT.length + 5]);

        assertThat(fetch()).hasBinaryContent(CONTENT);
        assertThat(server.ranges()).hasSize(2).endsWith("");
    }

    @Test
    void discardsTheBeginningWhereTheServerSendsAnotherPart() throws IOException {
        begin(1000);
        server.behaving(Manner.SENDS_ANOTHER_PART);

        assertThatThrownBy(this::fetch).hasMessageContaining("sent another part than was asked for (bytes 999-");
        assertThat(part).isEmptyFile();
    }

    @Test
    void usesABeginningThatIsTheWholeFile() throws IOException {
        begin(CONTENT.length);

        assertThat(fetch()).hasBinaryContent(CONTENT);
        assertThat(server.ranges()).isEmpty();
    }

    @Test
    void givesUpOnAServerThatStalls() {
        server.behaving(Manner.STALLS);

        assertThatThrownBy(() -> store(server.base(), Duration.ofMillis(300)).fetch(WEIGHTS, bytes -> Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broke off after 1000 bytes");
    }

    @Test
    void deletesAFileWithAnotherHash() {
        PublishedWeights others = new PublishedWeights("net.V2", "net-00000000.pth", 0.3, 256, FIGURE, true);

        assertThatThrownBy(() -> store(server.base()).fetch(others, bytes -> Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessage(server.base() + "net-00000000.pth: the file that arrived has a SHA-256 that begins with "
                        + sha256Prefix() + " where 00000000 is expected; it is deleted");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhereToPutTheFileWhereTheServerHasNone() {
        server.behaving(Manner.HAS_NOTHING);

        assertThatThrownBy(this::fetch)
                .isInstanceOf(IOException.class)
                .hasMessage(
                        server.base() + WEIGHTS.file() + ": the server answered with status 404. Without it: put the"
                                + " file from that address at " + folder.resolve(WEIGHTS.file())
                                + " yourself and run the command again to have it checked");
    }

    @Test
    void saysWhereToPutTheFileWhereNothingAnswers() {
        URI base = server.base();
        server.close();

        assertThatThrownBy(() -> store(base).fetch(WEIGHTS, bytes -> Progress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(base + WEIGHTS.file() + ": cannot be reached (")
                .hasMessageContaining("put the file from that address at " + folder.resolve(WEIGHTS.file()));
    }

    @Test
    void refusesAFileThatIsMuchTooLarge() {
        server.behaving(Manner.SENDS_TOO_MUCH);

        assertThatThrownBy(this::fetch)
                .hasMessageContaining(" bytes to come after 0 where at most 268435456 are expected");
    }

    @Test
    void usesAFileThatWasPutThereByHand() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(WEIGHTS.file()), CONTENT);

        assertThat(fetch()).hasBinaryContent(CONTENT);
        assertThat(server.ranges()).isEmpty();
    }

    @Test
    void refusesAnotherFileThatWasPutThereByHandAndKeepsIt() throws IOException {
        Files.createDirectories(folder);
        Path file = Files.write(folder.resolve(WEIGHTS.file()), new byte[10]);

        assertThatThrownBy(this::fetch)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": its SHA-256 begins with 01d448af where " + sha256Prefix()
                        + " is expected; remove the file and run the command again");
        assertThat(file).exists();
    }

    private void begin(int bytes) throws IOException {
        Files.createDirectories(folder);
        Files.write(part, Arrays.copyOf(CONTENT, bytes));
    }

    private Path fetch() throws IOException {
        return store(server.base()).fetch(WEIGHTS, bytes -> Progress.NONE);
    }

    private WeightsStore store(URI base) {
        return store(base, Duration.ofSeconds(20));
    }

    private WeightsStore store(URI base, Duration patience) {
        return new WeightsStore(folder, base, HttpClient::newHttpClient, patience);
    }

    private static Progress counting(AtomicLong done) {
        return new Progress() {
            @Override
            public void advance(long count) {
                done.addAndGet(count);
            }

            @Override
            public void close() {}
        };
    }

    private static String sha256Prefix() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(CONTENT);
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
