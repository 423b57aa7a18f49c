package org.mobilenet4j.cli.weights;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.mobilenet4j.PublishedWeights;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.io.Digests;
import org.mobilenet4j.io.InvalidInputException;

/** Published weights on this machine: a folder, and the address that missing files come from. */
final class WeightsStore {
    /** Several times the largest file that is published. */
    private static final long MAX_BYTES = 256L << 20;

    private final Path folder;
    private final URI base;
    private final Supplier<HttpClient> client;
    private final Duration patience;

    /**
     * @param base the address that the files' names are appended to; it ends with a slash
     * @param client asked for when something is to be fetched: making one takes a good part of a second
     */
    WeightsStore(Path folder, URI base, Supplier<HttpClient> client, Duration patience) {
        this.folder = folder;
        this.base = base;
        this.client = client;
        this.patience = patience;
    }

    /** Where the file is, or would be. */
    Path pathOf(PublishedWeights weights) {
        return folder.resolve(weights.file());
    }

    boolean has(PublishedWeights weights) {
        return Files.isRegularFile(pathOf(weights));
    }

    URI addressOf(PublishedWeights weights) {
        return base.resolve(weights.file());
    }

    /**
     * Checks the file if it is here, else fetches and checks it.
     *
     * @throws InvalidInputException if the file was here but is another one
     * @throws IOException if it cannot be fetched or written, or another file arrived
     */
    Path fetch(PublishedWeights weights, LongFunction<Progress> progress) throws IOException {
        Path file = pathOf(weights);
        if (has(weights)) {
            String found = Digests.sha256(file);
            if (!found.startsWith(weights.sha256Prefix())) {
                throw new InvalidInputException(file + ": its SHA-256 begins with "
                        + found.substring(0, weights.sha256Prefix().length()) + " where "
                        + weights.sha256Prefix() + " is expected; remove the file and run the command again");
            }
            return file;
        }
        Files.createDirectories(folder);
        Path part = folder.resolve(weights.file() + ".part");
        if (!Files.exists(part) || !Digests.sha256(part).startsWith(weights.sha256Prefix())) {
            download(weights, part, progress);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    private void download(PublishedWeights weights, Path part, LongFunction<Progress> progress) throws IOException {
        URI address = addressOf(weights);
        try {
            new Download(client.get(), address, MAX_BYTES, patience).into(part, progress);
        } catch (UnavailableException unavailable) {
            throw new IOException(
                    unavailable.getMessage() + ". Without it: put the file from that address at " + pathOf(weights)
                            + " yourself and run the command again to have it checked",
                    unavailable);
        }
        String found = Digests.sha256(part);
        if (!found.startsWith(weights.sha256Prefix())) {
            Files.delete(part);
            throw new IOException(address + ": the file that arrived has a SHA-256 that begins with "
                    + found.substring(0, weights.sha256Prefix().length()) + " where " + weights.sha256Prefix()
                    + " is expected; it is deleted");
        }
    }
}
