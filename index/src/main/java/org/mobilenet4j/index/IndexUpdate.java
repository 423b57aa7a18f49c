package org.mobilenet4j.index;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.ImageEmbedding;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * Brings an index up to date with the images in folders, archives and files: what is new or has another length or time than
 * when it was indexed is embedded, what is gone is removed. It is committed now and then on the way, so that an end by force
 * loses no more than what came after the last commit, and the next run goes on from there.
 *
 * @param folder of the index; made where there is none
 * @param origin of the vectors
 * @param commitEvery so many images
 */
public record IndexUpdate(Path folder, ImageEmbedding embedding, VectorOrigin origin, int commitEvery) {
    private static final int USUAL_COMMIT = 2_000;
    private static final double BUFFER_MEGABYTES = 256;

    /** Commits every 2,000 images. */
    public IndexUpdate(Path folder, ImageEmbedding embedding, VectorOrigin origin) {
        this(folder, embedding, origin, USUAL_COMMIT);
    }

    /**
     * What an update changed.
     *
     * @param images in the index now
     * @param changed whose files were others than before
     * @param skipped that could not be read, and are not in the index
     */
    public record Changes(
            int images,
            int added,
            int changed,
            int removed,
            int unchanged,
            List<SkippedImage> skipped,
            double seconds) {
        public Changes {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Updates the index.
     *
     * @param roots folders, archives and files to index; empty for all that the index has
     * @throws InvalidInputException if the index has vectors of another origin, somebody else writes to it, a root is not
     *     there, or, with a strict reader, an image cannot be read
     * @throws IOException if the disk fails
     */
    public Changes run(List<Path> roots, WorkflowListener listener) throws IOException {
        long begin = System.nanoTime();
        Map<String, IndexedImage> known = known();
        List<Path> given = roots.isEmpty() ? rootsOf(known) : roots;
        if (given.isEmpty()) {
            throw new InvalidInputException(folder + ": there is no such index yet; name the folders to index");
        }
        requireThere(given);
        try (UnlabelledImages images = UnlabelledImages.open(given);
                IndexWriter writer = writer()) {
            images.notes().forEach(listener::onNote);
            Work work = work(images, given, known);
            for (String path : work.gone) {
                writer.deleteDocuments(IndexFields.path(path));
            }
            List<SkippedImage> skipped = embed(writer, work, images, listener);
            commit(writer);
            return new Changes(
                    writer.getDocStats().numDocs,
                    work.added,
                    work.todo.size() - work.added,
                    work.gone.size(),
                    images.size() - work.todo.size(),
                    skipped,
                    (System.nanoTime() - begin) * 1e-9);
        }
    }

    private static void requireThere(List<Path> roots) {
        for (Path root : roots) {
            if (!Files.exists(root)) {
                throw new InvalidInputException(root + ": no such file or folder, expected images to index; if what was"
                        + " indexed is gone for good, take it out of the index with --remove");
            }
        }
    }

    /**
     * Takes what was found in roots out of an index.
     *
     * @return how many images that were
     * @throws InvalidInputException if there is no such index, or no such root in it
     */
    public static int remove(Path folder, List<Path> roots) throws IOException {
        Map<String, IndexedImage> known;
        VectorOrigin origin;
        try (ImageIndex index = ImageIndex.open(folder)) {
            known = index.images();
            origin = index.origin();
        }
        Set<String> wanted = new HashSet<>();
        for (Path root : roots) {
            if (known.values().stream().noneMatch(image -> image.root().equals(inFull(root)))) {
                throw new InvalidInputException(
                        folder + ": " + root + " is not among what was indexed, expected one of " + rootsOf(known));
            }
            wanted.add(inFull(root));
        }
        List<String> gone = known.values().stream()
                .filter(image -> wanted.contains(image.root()))
                .map(IndexedImage::path)
                .toList();
        try (IndexWriter writer = writer(folder)) {
            for (String path : gone) {
                writer.deleteDocuments(IndexFields.path(path));
            }
            commit(writer, origin);
        }
        return gone.size();
    }

    private Map<String, IndexedImage> known() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Map.of();
        }
        try (FSDirectory directory = FSDirectory.open(folder)) {
            if (!DirectoryReader.indexExists(directory)) {
                requireEmpty();
                return Map.of();
            }
        }
        try (ImageIndex index = ImageIndex.open(folder)) {
            index.require(origin);
            return index.images();
        }
    }

    /** What an index left that never came to its first commit may go; other people's files may not. */
    private void requireEmpty() throws IOException {
        try (var files = Files.list(folder)) {
            List<String> others = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name ->
                            !name.equals("write.lock") && !name.matches("_\\w+\\.\\w+|_\\w+|pending_segments_\\w+"))
                    .toList();
            if (!others.isEmpty()) {
                throw new InvalidInputException(folder + ": holds other files, such as " + others.getFirst()
                        + ", and no index; give a new folder");
            }
        }
    }

    private static List<Path> rootsOf(Map<String, IndexedImage> known) {
        return new TreeSet<>(known.values().stream().map(IndexedImage::root).toList())
                .stream().map(Path::of).toList();
    }

    /**
     * What is to be done.
     *
     * @param todo indexes of images to embed
     * @param added how many of them are new
     * @param gone paths of images that are no longer there
     */
    private record Work(List<Integer> todo, int added, List<String> gone, Map<Integer, IndexedImage> described) {}

    private static Work work(UnlabelledImages images, List<Path> given, Map<String, IndexedImage> known) {
        List<String> roots = given.stream()
                .map(IndexUpdate::inFull)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        List<Integer> todo = new ArrayList<>();
        Set<String> there = new HashSet<>();
        Map<Integer, IndexedImage> described = new HashMap<>();
        int added = 0;
        for (int i = 0; i < images.size(); i++) {
            String path = images.location(i);
            if (!there.add(path)) {
                continue; // in two of the roots
            }
            @Nullable IndexedImage before = known.get(path);
            IndexedImage now = new IndexedImage(
                    path, before == null ? rootOf(path, roots) : before.root(), labelOf(path), images.stamp(i));
            if (!now.equals(before)) {
                todo.add(i);
                described.put(i, now);
                added += before == null ? 1 : 0;
            }
        }
        List<String> gone = known.values().stream()
                .filter(image -> roots.contains(image.root()) && !there.contains(image.path()))
                .map(IndexedImage::path)
                .toList();
        return new Work(todo, added, gone, described);
    }

    private static String rootOf(String path, List<String> roots) {
        return roots.stream()
                .filter(root -> path.equals(root) || path.startsWith(root + File.separator))
                .findFirst()
                .orElseThrow();
    }

    /** The folder that an image lies in. */
    private static String labelOf(String path) {
        @Nullable Path parent = Path.of(path).getParent();
        return parent == null || parent.getFileName() == null
                ? ""
                : parent.getFileName().toString();
    }

    private static String inFull(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private List<SkippedImage> embed(IndexWriter writer, Work work, UnlabelledImages images, WorkflowListener listener)
            throws IOException {
        List<SkippedImage> skipped = new ArrayList<>();
        Function<float[], float[]> vectors = embedding.embedding();
        int count = work.todo.size();
        int[] done = {0};
        listener.onTask("embedding", count);
        try {
            embedding.reader().workers().mapInOrder(count, i -> index(writer, work, images, vectors, i), problem -> {
                problem.reason().ifPresent(reason -> skipped.add(new SkippedImage(problem.name, reason)));
                listener.onImage(++done[0], count);
                if (done[0] % commitEvery == 0) {
                    commitUnchecked(writer);
                }
            });
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        skipped.forEach(listener::onSkipped);
        return skipped;
    }

    /** @param problem why an image is not indexed; null where it is */
    private record Outcome(String name, @Nullable String problem) {
        java.util.Optional<String> reason() {
            return java.util.Optional.ofNullable(problem);
        }
    }

    /** Embeds an image and hands it to the writer, which any number of threads may do. */
    private Outcome index(
            IndexWriter writer, Work work, UnlabelledImages images, Function<float[], float[]> vectors, int number) {
        int index = work.todo.get(number);
        IndexedImage image = Objects.requireNonNull(work.described.get(index));
        try {
            RgbImage decoded = images.decode(index, embedding.reader().decoder());
            float[] vector = vectors.apply(
                    embedding.model().preprocessing().apply(decoded).data());
            writer.updateDocument(
                    IndexFields.path(image.path()), IndexFields.document(image, IndexFields.direction(vector)));
            return new Outcome(images.name(index), null);
        } catch (InvalidInputException e) {
            if (embedding.reader().isStrict()) {
                throw e;
            }
            deleteUnchecked(writer, image); // what it showed before is no longer so
            return new Outcome(images.name(index), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteUnchecked(IndexWriter writer, IndexedImage image) {
        try {
            writer.deleteDocuments(IndexFields.path(image.path()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void commitUnchecked(IndexWriter writer) {
        try {
            commit(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void commit(IndexWriter writer) throws IOException {
        commit(writer, origin);
    }

    private static void commit(IndexWriter writer, VectorOrigin origin) throws IOException {
        writer.setLiveCommitData(origin.entries().entrySet());
        writer.commit();
    }

    private IndexWriter writer() throws IOException {
        return writer(folder);
    }

    private static IndexWriter writer(Path folder) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig()
                .setCodec(new LongVectors())
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setCommitOnClose(false);
        try {
            return new IndexWriter(FSDirectory.open(folder), config);
        } catch (LockObtainFailedException e) {
            throw new InvalidInputException(
                    folder + ": another program writes to this index; wait until it has ended", e);
        } catch (CorruptIndexException | IndexFormatTooNewException | IndexFormatTooOldException e) {
            throw ImageIndex.unusable(folder, e);
        }
    }
}
