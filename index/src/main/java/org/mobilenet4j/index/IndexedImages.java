package org.mobilenet4j.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/** Images that an index knows, to be shown: files, and images in archives, which are opened. */
public final class IndexedImages implements ImageSet, Closeable {
    private final List<IndexedImage> images;
    private final Map<String, Archive> archives = new HashMap<>();

    /** @param numbers of its images by their paths in full */
    private record Archive(UnlabelledImages images, Map<String, Integer> numbers) {}

    /**
     * Opens the archives that some images lie in.
     *
     * @throws InvalidInputException if one is gone
     */
    public IndexedImages(List<IndexedImage> images) throws IOException {
        this.images = List.copyOf(images);
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
