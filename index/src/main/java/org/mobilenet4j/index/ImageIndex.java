package org.mobilenet4j.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.ImageListener;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.parallel.Workers;
import org.mobilenet4j.workflow.Embeddings;

/**
 * An index of images as it was last committed: what is written meanwhile is not seen. Neighbours are found by Lucene's HNSW
 * graphs (Malkov and Yashunin 2018), which now and then miss one; their distances are exact. Safe for use by several
 * threads until it is closed.
 */
public final class ImageIndex implements AutoCloseable {
    /** So many neighbours are looked for at least: fewer would be found faster and missed more often. */
    private static final int LEAST_SOUGHT = 100;

    private static final int NEIGHBOURS_OF_EACH = 20;

    private final Path folder;
    private final DirectoryReader reader;
    private final IndexSearcher searcher;
    private final VectorOrigin origin;

    private ImageIndex(Path folder, DirectoryReader reader) throws IOException {
        this.folder = folder;
        this.reader = reader;
        this.searcher = new IndexSearcher(reader);
        this.searcher.setQueryCache(null);
        this.origin = VectorOrigin.of(reader.getIndexCommit().getUserData(), folder.toString());
    }

    /**
     * An image that was found.
     *
     * @param distance 0 for the same direction, 1 for nothing in common, 2 for opposite
     */
    public record Hit(IndexedImage image, double distance) {}

    /** Two images of the index that are near one another. */
    public record Pair(IndexedImage image, IndexedImage other, double distance) {}

    /**
     * Opens an index.
     *
     * @throws InvalidInputException if there is none, or none that this version reads
     * @throws IOException if the disk fails
     */
    public static ImageIndex open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException(folder + ": no such index; make it with 'mobilenet index'");
        }
        DirectoryReader reader;
        try {
            reader = DirectoryReader.open(FSDirectory.open(folder));
        } catch (IndexNotFoundException e) {
            throw new InvalidInputException(folder + ": no index in this folder; make it with 'mobilenet index'", e);
        } catch (CorruptIndexException | IndexFormatTooNewException | IndexFormatTooOldException e) {
            throw unusable(folder, e);
        }
        try {
            return new ImageIndex(folder, reader);
        } catch (IOException | RuntimeException refused) {
            reader.close();
            throw refused;
        }
    }

    /** Whether there is an index in a folder. */
    public static boolean isThere(Path folder) throws IOException {
        try (FSDirectory directory = FSDirectory.open(folder)) {
            return DirectoryReader.indexExists(directory);
        }
    }

    static InvalidInputException unusable(Path folder, IOException e) {
        return new InvalidInputException(
                folder + ": the index is damaged, or of another version of Lucene ("
                        + e.getClass().getSimpleName() + "); remove the folder and index anew",
                e);
    }

    /** What gave the vectors. */
    public VectorOrigin origin() {
        return origin;
    }

    /**
     * Looks whether a model may be asked for vectors to search with.
     *
     * @throws InvalidInputException if it is another than gave the vectors
     */
    public void require(VectorOrigin other) {
        origin.require(other, folder.toString());
    }

    /** How many images there are. */
    public int size() {
        return reader.numDocs();
    }

    /** The labels that images have. */
    public Set<String> labels() throws IOException {
        Set<String> labels = new TreeSet<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            @Nullable Terms terms = leaf.reader().terms(IndexFields.LABEL);
            if (terms != null) {
                TermsEnum each = terms.iterator();
                for (BytesRef label = each.next(); label != null; label = each.next()) {
                    labels.add(label.utf8ToString());
                }
            }
        }
        return labels;
    }

    /**
     * The images nearest to a vector, the nearest first.
     *
     * @param label of which all found are; null for any
     * @param without paths of images that are not wanted, such as the one that is searched with
     */
    public List<Hit> nearest(float[] vector, int count, @Nullable String label, Set<String> without)
            throws IOException {
        float @Nullable [] direction = IndexFields.direction(vector);
        if (direction == null) {
            return List.of();
        }
        int sought = Math.max(LEAST_SOUGHT, count + without.size());
        @Nullable Query filter = label == null ? null : new TermQuery(label(label));
        List<Hit> hits = new ArrayList<>();
        for (ScoreDoc found : searcher.search(
                        new KnnFloatVectorQuery(IndexFields.VECTOR, direction, sought, filter), sought)
                .scoreDocs) {
            IndexedImage image = IndexFields.image(searcher.storedFields(), found.doc);
            if (hits.size() < count && !without.contains(image.path())) {
                hits.add(new Hit(image, distance(found.score)));
            }
        }
        return hits;
    }

    /** Lucene scores a product of directions as half of one more. */
    private static double distance(float score) {
        return Math.max(0, 2 - 2.0 * score);
    }

    /**
     * The images of a label, the most typical first: those nearest to the mean of all of them.
     *
     * @throws InvalidInputException if no image has it
     */
    public List<Hit> ofLabel(String label, int count) throws IOException {
        ScoreDoc[] documents = searcher.search(new TermQuery(label(label)), Math.max(1, size())).scoreDocs;
        if (documents.length == 0) {
            throw new InvalidInputException(
                    folder + ": no image has the label '" + label + "'; its labels are " + abridged(labels()));
        }
        List<float[]> vectors = new ArrayList<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            int[] ofLeaf = Arrays.stream(documents)
                    .mapToInt(document -> document.doc - leaf.docBase)
                    .filter(document ->
                            document >= 0 && document < leaf.reader().maxDoc())
                    .sorted()
                    .toArray();
            vectors.addAll(vectors(leaf, ofLeaf));
        }
        if (vectors.isEmpty()) {
            List<Hit> found = new ArrayList<>();
            for (ScoreDoc document : documents) {
                found.add(new Hit(IndexFields.image(searcher.storedFields(), document.doc), Double.NaN));
            }
            return found.subList(0, Math.min(count, found.size()));
        }
        return nearest(Embeddings.mean(vectors), count, label, Set.of());
    }

    private static List<float[]> vectors(LeafReaderContext leaf, int[] documents) throws IOException {
        List<float[]> vectors = new ArrayList<>();
        @Nullable FloatVectorValues values = leaf.reader().getFloatVectorValues(IndexFields.VECTOR);
        if (values == null) {
            return vectors;
        }
        KnnVectorValues.DocIndexIterator at = values.iterator();
        for (int document : documents) {
            if (at.docID() < document) {
                at.advance(document);
            }
            if (at.docID() == document) {
                vectors.add(values.vectorValue(at.index()).clone());
            }
        }
        return vectors;
    }

    private static Term label(String label) {
        return new Term(IndexFields.LABEL, label);
    }

    private static String abridged(Set<String> labels) {
        return labels.stream().limit(8).reduce((a, b) -> a + ", " + b).orElse("none")
                + (labels.size() > 8 ? ", ..." : "");
    }

    /**
     * Pairs of images that are near one another, each once, the nearest first. Of each image its nearest 20 are looked at.
     *
     * @param distance that pairs have at most
     */
    public List<Pair> duplicates(double distance, Workers workers, ImageListener listener) throws IOException {
        List<IndexedImage> images = new ArrayList<>();
        List<float[]> vectors = new ArrayList<>();
        forEach((image, vector) -> {
            if (vector != null) {
                images.add(image);
                vectors.add(vector.clone());
            }
        });
        Map<String, Pair> pairs = new HashMap<>();
        int[] done = {0};
        workers.mapInOrder(images.size(), i -> neighbours(images.get(i), vectors.get(i), distance), found -> {
            found.forEach(pair -> pairs.putIfAbsent(pair.image.path() + "\n" + pair.other.path(), pair));
            listener.onImage(++done[0], images.size());
        });
        return pairs.values().stream()
                .sorted((a, b) -> a.distance == b.distance
                        ? a.image.path().compareTo(b.image.path())
                        : Double.compare(a.distance, b.distance))
                .toList();
    }

    private List<Pair> neighbours(IndexedImage image, float[] vector, double distance) {
        try {
            List<Pair> pairs = new ArrayList<>();
            for (Hit hit : nearest(vector, NEIGHBOURS_OF_EACH, null, Set.of(image.path()))) {
                if (hit.distance <= distance) {
                    boolean isFirst = image.path().compareTo(hit.image.path()) < 0;
                    pairs.add(new Pair(isFirst ? image : hit.image, isFirst ? hit.image : image, hit.distance));
                }
            }
            return pairs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface ImageVisitor {
        void visit(IndexedImage image, float @Nullable [] vector);
    }

    /** Visits every image with its vector, which is the visitor's only until it returns. */
    private void forEach(ImageVisitor visitor) throws IOException {
        for (LeafReaderContext leaf : reader.leaves()) {
            @Nullable Bits live = leaf.reader().getLiveDocs();
            @Nullable FloatVectorValues values = leaf.reader().getFloatVectorValues(IndexFields.VECTOR);
            KnnVectorValues.@Nullable DocIndexIterator at = values == null ? null : values.iterator();
            int document = at == null ? DocIdSetIterator.NO_MORE_DOCS : at.nextDoc();
            for (int i = 0; i < leaf.reader().maxDoc(); i++) {
                while (at != null && document < i) {
                    document = at.nextDoc();
                }
                if (live == null || live.get(i)) {
                    float @Nullable [] vector =
                            values == null || at == null || document != i ? null : values.vectorValue(at.index());
                    visitor.visit(IndexFields.image(leaf.reader().storedFields(), i), vector);
                }
            }
        }
    }

    /** Every image, by its path. */
    Map<String, IndexedImage> images() throws IOException {
        Map<String, IndexedImage> images = new HashMap<>();
        forEach((image, vector) -> images.put(image.path(), image));
        return images;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
