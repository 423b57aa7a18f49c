package org.mobilenet4j.data;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A dataset in a zip archive, read in place: nothing is unpacked to the disk. One entry is inflated at a time per
 * reader, and no further than {@link ImageSource#MAX_IMAGE_BYTES}, so that an archive cannot exhaust the memory.
 */
final class ZipSource implements ImageSource {
    private final ZipFile archive;
    private final Map<String, ZipEntry> entries = new HashMap<>();
    private final Listing listing = new Listing();

    ZipSource(Path file) throws IOException {
        archive = open(file.toFile());
        try {
            archive.stream().forEach(entry -> takeUp(file, entry));
        } catch (RuntimeException refused) {
            archive.close();
            throw refused;
        }
    }

    private static ZipFile open(File file) throws IOException {
        try {
            return new ZipFile(file);
        } catch (ZipException first) {
            // Before zip knew UTF-8, names were written in the character set of the first PC.
            try {
                return new ZipFile(file, Charset.forName("IBM437", StandardCharsets.ISO_8859_1));
            } catch (ZipException again) {
                first.addSuppressed(again);
                throw first;
            }
        }
    }

    private void takeUp(Path file, ZipEntry entry) {
        String name = ArchiveKind.entryName(file, entry.getName());
        if (name.isEmpty()) {
            return;
        }
        if (entry.isDirectory()) {
            listing.addFolder(name);
        } else {
            listing.addFile(name).ifPresent(listed -> entries.put(listed, entry));
        }
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public byte[] read(String name) throws IOException {
        @Nullable ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new NoSuchFileException(name);
        }
        if (entry.getSize() > MAX_IMAGE_BYTES) {
            throw ImageSource.tooLarge(entry.getSize());
        }
        try (InputStream in = archive.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) entry.getSize());
            if (bytes.length != entry.getSize() || in.read() >= 0) {
                throw new ZipException("does not have the " + entry.getSize() + " bytes that the archive declares");
            }
            return bytes;
        }
    }

    @Override
    public InputStream open(String name) throws IOException {
        @Nullable ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new NoSuchFileException(name);
        }
        return archive.getInputStream(entry);
    }

    @Override
    public FileStamp stamp(String name) throws IOException {
        @Nullable ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new NoSuchFileException(name);
        }
        return new FileStamp(
                entry.getSize(),
                Files.getLastModifiedTime(Path.of(archive.getName())).toMillis());
    }

    @Override
    public String fingerprint(String name) {
        @Nullable ZipEntry entry = entries.get(name);
        return entry == null ? "missing" : entry.getSize() + " " + entry.getCrc();
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
