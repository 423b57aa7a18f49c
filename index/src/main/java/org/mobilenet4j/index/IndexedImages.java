package org.mobilenet4j.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.index.ImageIndex.Hit;
import org.mobilenet4j.index.ImageIndex.Pair;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.Embeddings.Neighbour;
import org.mobilenet4j.workflow.FoundImages;

/** Images that were found in an index, to be shown: files, and images in archives, which are opened. */
public final class IndexedImages implements ImageSet, Closeable {
    private final List<IndexedImage> images;
    private final List<Neighbour> neighbours;
    private final Map<String, Archive> archives = new HashMap<>();

    /** @param numbers of its images by their paths in full */
    private record Archive(UnlabelledImages images, Map<String, Integer> numbers) {}

    private IndexedImages(List<Hit> hits) throws IOException {
        this.images = hits.stream().map(Hit::image).toList();
        this.neighbours = IntStream.range(0, hits.size())
                .mapToObj(i ->
                        new Neighbour(hits.get(i).image().path(), i, hits.get(i).distance()))
                .toList();
        for (IndexedImage image : images) {
            Path root = Path.of(image.root());
            boolean isInArchive = !image.root().equals(image.path()) && Files.isRegularFile(root);
            if (isInArchive && !archives.containsKey(image.root())) {
                UnlabelledImages opened = UnlabelledImages.open(List.of(root));
                Map<String, Integer> numbers = new HashMap<>();
                for (int i = 0; i < opened.size(); i++) {
                    numbers.put(opened.location(i), i);
                }
                archives.put(image.root(), new Archive(opened, numbers));
            }
        }
    }

    /**
     * Images that were found, in their order.
     *
     * @throws InvalidInputException if an archive is gone
     */
    public static IndexedImages of(List<Hit> hits) throws IOException {
        return new IndexedImages(hits);
    }

    /**
     * Images that were found in pairs, the two of a pair one after the other.
     *
     * @throws InvalidInputException if an archive is gone
     */
    public static IndexedImages ofPairs(List<Pair> pairs) throws IOException {
        return new IndexedImages(pairs.stream()
                .flatMap(pair ->
                        Stream.of(new Hit(pair.image(), pair.distance()), new Hit(pair.other(), pair.distance())))
                .toList());
    }

    /**
     * The result of a search, to be shown while this is open.
     *
     * @param queries the images that were searched with
     */
    public FoundImages found(List<Path> queries) {
        return new FoundImages(queries, this, neighbours);
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public String name(int index) {
        return images.get(index).path();
    }

    @Override
    public String path(int index) {
        return images.get(index).path();
    }

    @Override
    public String source() {
        return "the index";
    }

    @Override
    public RgbImage decode(int index, ImageDecoder decoder) {
        IndexedImage image = images.get(index);
        Archive archive = archives.get(image.root());
        if (archive == null) {
            return decoder.decode(Path.of(image.path()));
        }
        Integer number = archive.numbers.get(image.path());
        if (number == null) {
            throw new InvalidInputException(image.path() + ": is no longer there; index anew");
        }
        return archive.images.decode(number, decoder);
    }

    @Override
    public void close() throws IOException {
        for (Archive archive : archives.values()) {
            archive.images.close();
        }
    }
}
