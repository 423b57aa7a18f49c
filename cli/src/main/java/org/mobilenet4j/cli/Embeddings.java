package org.mobilenet4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.mobilenet4j.ModelBundle;
import org.mobilenet4j.cli.report.Progress;
import org.mobilenet4j.cli.report.Report;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.inference.CompiledNetwork;
import org.mobilenet4j.inference.Compiler;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Images as vectors.
 *
 * @param files those that could be read, in the order they were named
 * @param vectors one for each
 */
record Embeddings(List<Path> files, List<float[]> vectors) {
    /** The vector before the classifier, by the name that users give it. */
    static final String FEATURES = "features";

    /**
     * Embeds images on several threads. One that cannot be read is told and left out, or ends everything when strict.
     *
     * @param tap {@link #FEATURES}, or one of the model's taps, of whose channels the means are taken
     * @throws InvalidInputException if there is no such tap, or no image can be read
     */
    static Embeddings of(List<Path> files, ModelBundle bundle, String tap, ImageOptions options, Report report) {
        CompiledNetwork network = Compiler.compile(bundle.parameters());
        if (!tap.equals(FEATURES) && !network.taps().contains(tap)) {
            throw new InvalidInputException(
                    "--tap is " + tap + ", expected one of " + FEATURES + ", " + String.join(", ", network.taps()));
        }
        Function<float[], float[]> embed = tap.equals(FEATURES)
                ? network::features
                : input -> network.featureMap(input, tap).channelMeans();
        ImageDecoder decoder = options.decoder();
        List<Path> read = new ArrayList<>();
        List<float[]> vectors = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(options.threads());
                Progress progress = report.progress("images", "images", files.size())) {
            List<Future<float[]>> running = files.stream()
                    .map(file -> threads.submit(() -> {
                        float[] input = input(decoder, bundle, file);
                        float[] vector = embed.apply(input);
                        progress.step();
                        return vector;
                    }))
                    .toList();
            for (int i = 0; i < files.size(); i++) {
                try {
                    vectors.add(running.get(i).get());
                    read.add(files.get(i));
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof InvalidInputException problem)) {
                        threads.shutdownNow();
                        throw new IllegalStateException(e.getCause());
                    }
                    if (options.isStrict() || files.size() == 1) {
                        threads.shutdownNow();
                        throw problem;
                    }
                    report.warning("left out: " + problem.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading images", e);
        }
        if (read.isEmpty()) {
            throw new InvalidInputException("none of the " + files.size() + " images can be read");
        }
        return new Embeddings(read, vectors);
    }

    private static float[] input(ImageDecoder decoder, ModelBundle bundle, Path file) {
        try {
            return bundle.preprocessing().apply(decoder.decode(file)).data();
        } catch (InvalidInputException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith(file.toString()) ? e : new InvalidInputException(file + ": " + message, e);
        }
    }

    /** The length of each vector. */
    int length() {
        return vectors.getFirst().length;
    }
}
