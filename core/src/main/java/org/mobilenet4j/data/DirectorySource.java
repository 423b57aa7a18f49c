package org.mobilenet4j.data;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.mobilenet4j.io.InvalidInputException;

/** A dataset in a folder. Links are followed, except where one leads back to a folder it lies in. */
final class DirectorySource implements ImageSource {
    private final Path root;
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
        Path file = root.resolve(name);
        long bytes = Files.size(file);
        if (bytes > MAX_IMAGE_BYTES) {
            throw ImageSource.tooLarge(bytes);
        }
        return Files.readAllBytes(file);
    }

    @Override
    public String fingerprint(String name) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(root.resolve(name), BasicFileAttributes.class);
            return attributes.size() + " " + attributes.lastModifiedTime();
        } catch (IOException e) {
            return "unreadable";
        }
    }

    @Override
    public void close() {}

    private final class Collector extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            listing.addFolder(nameOf(folder));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // A link that leads nowhere counts as an image: reading it fails by name, where leaving it out would hide
            // it.
            if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
                listing.addFile(nameOf(file));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            if (failure instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            throw new InvalidInputException(
                    file + ": cannot be read (" + failure.getClass().getSimpleName()
                            + "); the dataset's folders and files must be readable by you",
                    failure);
        }

        private String nameOf(Path path) {
            return root.relativize(path).toString().replace(File.separatorChar, '/');
        }
    }
}
