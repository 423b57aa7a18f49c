package org.mobilenet4j.cli.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Progress;

/**
 * Fetching one file. What has arrived stays in the file when the connection breaks off, and the next attempt asks for
 * the rest; a server that sends everything all the same is listened to from the start.
 */
final class Download {
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int BUFFER_BYTES = 1 << 16;

    private final HttpClient client;
    private final URI address;
    private final long maxBytes;
    private final Duration patience;

    /**
     * @param maxBytes a file larger than this is not the one that is meant, and would fill the disk
     * @param patience how long to wait for an answer, and for each next piece of it
     */
    Download(HttpClient client, URI address, long maxBytes, Duration patience) {
        this.client = client;
        this.address = address;
        this.maxBytes = maxBytes;
        this.patience = patience;
    }

    /**
     * Completes the file, which may hold a beginning already, and syncs it to the disk.
     *
     * @param progress begins to show progress, given the number of bytes to come, -1 if the server does not say
     * @throws UnavailableException if the address cannot be reached or does not have the file
     * @throws FileSystemException if the file cannot be written
     * @throws IOException if the connection breaks off
     */
    void into(Path file, LongFunction<Progress> progress) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new FileSystemException(file.toString(), null, "another program is fetching it right now");
            }
            HttpResponse<InputStream> response = ask(channel.size());
            if (response.statusCode() == RANGE_NOT_SATISFIABLE) {
                response.body().close();
                response = ask(0);
            }
            try (InputStream body = response.body()) {
                begin(response, channel);
                receive(response, body, channel, file, progress);
            }
            channel.force(true);
        }
    }

    private HttpResponse<InputStream> ask(long begin) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(patience);
        if (begin > 0) {
            request.header("Range", "bytes=" + begin + "-");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(address + ": interrupted").initCause(interrupted);
        } catch (IOException failure) {
            String reason = Objects.requireNonNullElse(failure.getMessage(), "no connection");
            throw new UnavailableException(address + ": cannot be reached (" + reason + ")", failure);
        }
    }

    /** Puts the channel where the answer's first byte belongs. */
    private void begin(HttpResponse<?> response, FileChannel channel) throws IOException {
        switch (response.statusCode()) {
            case OK -> channel.truncate(0);
            case PARTIAL_CONTENT -> {
                String range = response.headers().firstValue("Content-Range").orElse("");
                if (!range.startsWith("bytes " + channel.size() + "-")) {
                    channel.truncate(0);
                    throw new UnavailableException(address + ": the server sent another part than was asked for ("
                            + range + "); the part fetched before is discarded, run the command again");
                }
                channel.position(channel.size());
            }
            default ->
                throw new UnavailableException(address + ": the server answered with status " + response.statusCode());
        }
    }

    private void receive(
            HttpResponse<?> response, InputStream body, FileChannel channel, Path file, LongFunction<Progress> progress)
            throws IOException {
        long toCome = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        refuseTooMany(channel.position(), toCome);
        byte[] buffer = new byte[BUFFER_BYTES];
        try (Progress shown = progress.apply(toCome);
                Watchdog watchdog = new Watchdog(body, patience)) {
            for (int count = read(body, buffer, channel); count >= 0; count = read(body, buffer, channel)) {
                watchdog.feed();
                refuseTooMany(channel.position(), count);
                write(channel, ByteBuffer.wrap(buffer, 0, count), file);
                shown.advance(count);
            }
        }
    }

    private int read(InputStream body, byte[] buffer, FileChannel channel) throws IOException {
        try {
            return body.read(buffer);
        } catch (IOException failure) {
            throw new IOException(
                    address + ": broke off after " + channel.position() + " bytes (" + failure.getMessage()
                            + "); run the command again to fetch the rest",
                    failure);
        }
    }

    private static void write(FileChannel channel, ByteBuffer bytes, Path file) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException failure) {
            throw (IOException) new FileSystemException(file.toString(), null, failure.getMessage()).initCause(failure);
        }
    }

    private void refuseTooMany(long here, long toCome) throws UnavailableException {
        if (toCome > maxBytes - here) {
            throw new UnavailableException(address + ": " + toCome + " bytes to come after " + here + " where at most "
                    + maxBytes + " are expected");
        }
    }
}
