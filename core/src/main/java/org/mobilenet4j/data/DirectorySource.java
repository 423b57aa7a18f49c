package org.mobilenet4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/** A dataset in a folder. Links are followed, except where one leads back to a folder it lies in. */
final class DirectorySource implements ImageSource {
    private static final char UNREADABLE = '\uFFFD';

    private final Path root;
    private final Map<String, Path> files = new HashMap<>();
    private final Listing listing = new Listing();

    DirectorySource(Path root) throws IOException {
        this.root = root;
        Files.walkFileTree(root, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Collector());
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public byte[] read(String name) throws IOException {
        Path file = file(name);
        long bytes = Files.size(file);
        if (bytes > MAX_IMAGE_BYTES) {
            throw ImageSource.tooLarge(bytes);
        }
        return Files.readAllBytes(file);
    }

    @Override
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(file(name));
    }

    @Override
    public FileStamp stamp(String name) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file(name), BasicFileAttributes.class);
        return new FileStamp(attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    @Override
    public String fingerprint(String name) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file(name), BasicFileAttributes.class);
            return attributes.size() + " " + attributes.lastModifiedTime();
        } catch (IOException e) {
            return "unreadable";
        }
    }

    /** The file as the system names it: a name in another encoding than the system's would not lead back to it. */
    private Path file(String name) throws NoSuchFileException {
        @Nullable Path file = files.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    @Override
    public void close() {}

    /** A file's own name in characters: where the system's encoding does not fit, as UTF-8, or else as Latin-1. */
    private static String text(Path segment) {
        String name = segment.toString();
        if (name.indexOf(UNREADABLE) < 0) {
            return name;
        }
        // The only way to a name's bytes: they stand in its address, percent by percent.
        String address = segment.toUri().getRawPath().replaceFirst("/$", "").replace("+", "%2B");
        byte[] bytes = URLDecoder.decode(Listing.nameOf(address), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
        return text(bytes);
    }

    /** Bytes of a name in characters: UTF-8 where they are that, else Latin-1, which everything is. */
    static String text(byte[] name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(name, StandardCharsets.ISO_8859_1);
        }
    }

    private final class Collector extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = nameOf(folder);
            if (Listing.isHidden(name)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            listing.addFolder(name);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // A link that leads nowhere counts as an image: reading it fails by name, where leaving it out would hide
            // it.
            if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
                listing.addFile(nameOf(file)).ifPresent(name -> files.put(name, file));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            if (failure instanceof FileSystemLoopException || Listing.isHidden(nameOf(file))) {
                return FileVisitResult.CONTINUE;
            }
            throw new InvalidInputException(
                    file + ": cannot be read (" + failure.getClass().getSimpleName()
                            + "); the dataset's folders and files must be readable by you",
                    failure);
        }

        private String nameOf(Path path) {
            return StreamSupport.stream(root.relativize(path).spliterator(), false)
                    .map(DirectorySource::text)
                    .collect(Collectors.joining("/"));
        }
    }
}
