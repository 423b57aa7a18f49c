package org.mobilenet4j.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.AtomicFile;

/**
 * Decoded and shrunk images in a folder on disk, so that neither a later epoch nor a later run decodes them again, and
 * none takes the heap's memory. A dataset's images are one file, mapped into memory; they are read whenever the list of
 * them is asked.
 *
 * <p>The file's name is a hash of what its content follows from: the dataset's path, each image's name and fingerprint
 * (in a folder its size and time of change, in an archive the CRC-32 that the archive holds), and how it was decoded and
 * shrunk. What changes is so decoded anew, never shown as it was. Files are written whole or not at all, so that runs at
 * the same time do no harm; every image has a checksum, and a damaged one is decoded instead. When all files together
 * are over the limit, those that were not used for longest go.
 *
 * <p>Safe for any number of threads.
 */
public final class ImageCache implements ImageStore {
    private static final Logger LOG = System.getLogger(ImageCache.class.getName());
    private static final String SUFFIX = ".images";

    private final Path folder;
    private final long maxBytes;

    /**
     * A cache in a folder, which is made when it is needed.
     *
     * @param maxBytes of all its files together; a dataset that needs more is kept in memory
     */
    public ImageCache(Path folder, long maxBytes) {
        this.folder = folder;
        this.maxBytes = maxBytes;
    }

    @Override
    public ImageResults<RgbImage> read(
            ImageReader reader,
            LabelledImages images,
            UnaryOperator<RgbImage> shrink,
            String recipe,
            ImageListener listener) {
        String key = key(images, recipe);
        Path file = folder.resolve(key + SUFFIX);
        Optional<ImageResults<RgbImage>> kept = kept(file, key, reader, images, shrink, listener);
        if (kept.isPresent()) {
            return kept.get();
        }
        try {
            Files.createDirectories(folder);
            ImageResults<CacheFile.Place> written = write(file, key, reader, images, shrink, listener);
            removeOldest(file);
            CacheFile whole = CacheFile.open(file, key).orElseThrow();
            return new ImageResults<>(
                    written.indexes(),
                    new CachedImages(whole, images.only(written.indexes()), written.results(), reader, shrink),
                    written.millis(),
                    written.skipped());
        } catch (IOException | UncheckedIOException e) {
            LOG.log(
                    Level.WARNING,
                    "images are kept in memory, because the cache {0} cannot take them: {1}",
                    folder,
                    e.getMessage());
            return MEMORY.read(reader, images, shrink, recipe, listener);
        }
    }

    private static Optional<ImageResults<RgbImage>> kept(
            Path file,
            String key,
            ImageReader reader,
            LabelledImages images,
            UnaryOperator<RgbImage> shrink,
            ImageListener listener) {
        Optional<CacheFile> present = CacheFile.open(file, key);
        if (present.isEmpty() || present.get().places().size() != images.size()) {
            return Optional.empty();
        }
        List<Integer> indexes = new ArrayList<>();
        List<CacheFile.Place> places = new ArrayList<>();
        List<SkippedImage> skipped = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Optional<CacheFile.Place> place = present.get().places().get(i);
            if (place.isPresent()) {
                indexes.add(i);
                places.add(place.get());
                continue;
            }
            // It could not be read when the file was written; what was wrong may have been mended meanwhile.
            Optional<SkippedImage> again = reader.problemOf(images, i);
            if (again.isEmpty()) {
                return Optional.empty();
            }
            skipped.add(again.get());
        }
        touch(file);
        listener.onImage(images.size(), images.size());
        skipped.forEach(listener::onSkipped);
        return Optional.of(new ImageResults<>(
                indexes,
                new CachedImages(present.get(), images.only(indexes), places, reader, shrink),
                Collections.nCopies(indexes.size(), 0.0),
                skipped));
    }

    private ImageResults<CacheFile.Place> write(
            Path file,
            String key,
            ImageReader reader,
            LabelledImages images,
            UnaryOperator<RgbImage> shrink,
            ImageListener listener)
            throws IOException {
        List<ImageResults<CacheFile.Place>> results = new ArrayList<>(1);
        AtomicFile.write(file, out -> {
            CacheFile.Writer writer = new CacheFile.Writer(out, maxBytes);
            ImageResults<CacheFile.Place> written =
                    reader.map(images, image -> writer.put(shrink.apply(image)), listener);
            List<Optional<CacheFile.Place>> places =
                    new ArrayList<>(Collections.nCopies(images.size(), Optional.empty()));
            for (int i = 0; i < written.indexes().size(); i++) {
                places.set(
                        written.indexes().get(i), Optional.of(written.results().get(i)));
            }
            writer.finish(key, places);
            results.add(written);
        });
        return results.getFirst();
    }

    private static String key(LabelledImages images, String recipe) {
        MessageDigest digest = sha256();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(recipe);
            out.writeUTF(images.folder().path().toAbsolutePath().normalize().toString());
            for (Sample sample : images.samples()) {
                out.writeUTF(sample.name());
                out.writeUTF(images.folder().fingerprint(sample));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest(bytes.toByteArray()), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the time of " + file + " cannot be set", e);
        }
    }

    /** Removes what was not used for longest until the rest is within the limit; never the file just written. */
    private void removeOldest(Path written) throws IOException {
        record Kept(Path file, long bytes, FileTime used) {}
        List<Kept> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(SUFFIX)).toList()) {
                try {
                    all.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
                } catch (IOException removedMeanwhile) {
                    LOG.log(Level.DEBUG, "another run removed " + file, removedMeanwhile);
                }
            }
        }
        long bytes = all.stream().mapToLong(Kept::bytes).sum();
        all.sort(Comparator.comparing(Kept::used));
        for (Kept kept : all) {
            if (bytes > maxBytes && !kept.file().equals(written)) {
                Files.deleteIfExists(kept.file());
                bytes -= kept.bytes();
            }
        }
    }

    /** Read from the mapped file one by one. */
    private static final class CachedImages extends AbstractList<RgbImage> implements RandomAccess {
        private final CacheFile file;
        private final LabelledImages images;
        private final List<CacheFile.Place> places;
        private final ImageReader reader;
        private final UnaryOperator<RgbImage> shrink;

        CachedImages(
                CacheFile file,
                LabelledImages images,
                List<CacheFile.Place> places,
                ImageReader reader,
                UnaryOperator<RgbImage> shrink) {
            this.file = file;
            this.images = images;
            this.places = places;
            this.reader = reader;
            this.shrink = shrink;
        }

        @Override
        public int size() {
            return places.size();
        }

        @Override
        public RgbImage get(int index) {
            return file.read(places.get(index)).orElseGet(() -> shrink.apply(images.decode(index, reader.decoder())));
        }
    }
}
