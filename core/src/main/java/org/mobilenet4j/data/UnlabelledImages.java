package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/** Images whose classes nobody asks for: files, all images in folders and zip archives, or images in memory. */
public final class UnlabelledImages implements ImageSet, AutoCloseable {
    private final String source;
    private final List<NamedImage> images;
    private final List<ImageSource> sources;
    private final List<String> notes;

    private interface Decoding {
        RgbImage decode(ImageDecoder decoder) throws IOException;
    }

    private interface Stamping {
        FileStamp stamp() throws IOException;
    }

    /** @param location its path in full, but for images in memory */
    private record NamedImage(String path, String location, Decoding decoding, Stamping stamping) {}

    private UnlabelledImages(String source, List<NamedImage> images, List<ImageSource> sources, List<String> notes) {
        this.source = source;
        this.images = images;
        this.sources = sources;
        this.notes = notes;
    }

    /** Images in memory; there is nothing to close. */
    public static UnlabelledImages of(List<RgbImage> images) {
        return new UnlabelledImages(
                "images in memory",
                IntStream.range(0, images.size())
                        .mapToObj(i ->
                                new NamedImage("image " + i, "", decoder -> images.get(i), () -> new FileStamp(0, 0)))
                        .toList(),
                List.of(),
                List.of());
    }

    /**
     * Opens image files, and folders and archives (zip, tar) of which every image in them and below is taken, sorted by name.
     * Whether a file is there and an image shows when it is decoded.
     *
     * @throws InvalidInputException if a folder or archive holds no image
     * @throws IOException if the disk fails
     */
    public static UnlabelledImages open(List<Path> paths) throws IOException {
        UnlabelledImages opened = new UnlabelledImages(
                paths.getFirst().toString(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try {
            for (Path path : paths) {
                opened.add(path);
            }
            return opened;
        } catch (IOException | RuntimeException refused) {
            opened.close();
            throw refused;
        }
    }

    private void add(Path path) throws IOException {
        if (!Files.isDirectory(path) && !isArchive(path)) {
            images.add(new NamedImage(
                    path.toString(), inFull(path), decoder -> decoder.decode(path), () -> stampOf(path)));
            return;
        }
        ImageSource found = ImageSource.at(path);
        sources.add(found);
        Listing listing = found.listing();
        if (listing.imagesBelow("").isEmpty()) {
            throw new InvalidInputException(path + ": there is no image in this folder or below"
                    + listing.passedOver().map(others -> "; " + others).orElse(""));
        }
        listing.passedOver().ifPresent(others -> notes.add(path + ": " + others));
        for (String name : listing.imagesBelow("")) {
            String file = ImageSource.pathOf(path, name);
            String location = ImageSource.pathOf(path.toAbsolutePath().normalize(), name);
            images.add(new NamedImage(
                    file, location, decoder -> decoder.decode(found.read(name), file), () -> found.stamp(name)));
        }
    }

    private static FileStamp stampOf(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileStamp(attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    private static String inFull(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    private static boolean isArchive(Path path) throws IOException {
        return Files.isRegularFile(path)
                && !Listing.isImage(path.toString())
                && ArchiveKind.of(path) != ArchiveKind.NONE;
    }

    /** What a person should know of what was found, line by line, such as files that are no images. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** The same images but for one file. */
    public UnlabelledImages without(Path file) {
        String itself = inFull(file);
        return new UnlabelledImages(
                source,
                images.stream().filter(image -> !image.location.equals(itself)).toList(),
                sources,
                notes);
    }

    /** Those with these indexes. */
    public UnlabelledImages only(List<Integer> indexes) {
        return new UnlabelledImages(source, indexes.stream().map(images::get).toList(), sources, notes);
    }

    /** Where an image lies: its path in full, that within an archive behind the archive's. */
    public String location(int index) {
        return images.get(index).location;
    }

    /**
     * The length and time of an image's file, found without reading it.
     *
     * @throws InvalidInputException if it is gone
     */
    public FileStamp stamp(int index) {
        try {
            return images.get(index).stamping.stamp();
        } catch (IOException e) {
            throw new InvalidInputException(path(index) + ": is gone, or may not be read", e);
        }
    }

    /** Of more images every n-th, so that so many remain. */
    public UnlabelledImages atMost(int count) {
        if (images.size() <= count) {
            return this;
        }
        return new UnlabelledImages(
                source,
                IntStream.range(0, count)
                        .mapToObj(i -> images.get((int) ((long) i * images.size() / count)))
                        .toList(),
                sources,
                notes);
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public String name(int index) {
        return images.get(index).path;
    }

    @Override
    public String path(int index) {
        return images.get(index).path;
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public RgbImage decode(int index, ImageDecoder decoder) {
        try {
            return images.get(index).decoding.decode(decoder);
        } catch (IOException e) {
            throw new InvalidInputException(path(index) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Closes the archives; for files and folders nothing is held open. */
    @Override
    public void close() throws IOException {
        for (ImageSource each : sources) {
            each.close();
        }
    }
}
