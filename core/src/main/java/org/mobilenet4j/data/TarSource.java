package org.mobilenet4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A dataset in a tar archive, read in place: opening it lists where each file lies. One that is packed with gzip has no
 * places, and is unpacked to a temporary file first, which is gone when this is closed.
 *
 * <p>Written out because the formats that people make, ustar, pax and GNU tar, are a header of fixed fields before each
 * file, while a library of all archives would be the largest that users of this one drag in.
 */
final class TarSource implements ImageSource {
    /** Names and attributes; whoever writes more means harm. */
    private static final int MAX_EXTENSION_BYTES = 1 << 20;

    /** Images hardly become smaller by packing; zeros, which is what a bomb is made of, a thousand times. */
    private static final int MAX_INFLATION = 100;

    private static final long ALWAYS_INFLATED = 64L << 20;

    private record Place(long offset, long size) {}

    private final Path archive;
    private final FileChannel content;
    private final Map<String, Place> places = new HashMap<>();
    private final Listing listing = new Listing();

    private TarSource(Path archive, FileChannel content) throws IOException {
        this.archive = archive;
        this.content = content;
        try {
            list();
        } catch (RuntimeException | IOException refused) {
            content.close();
            throw refused;
        }
    }

    /**
     * Opens a tar archive.
     *
     * @throws InvalidInputException if it ends early, is damaged, or has a name that points outside
     */
    static TarSource open(Path archive) throws IOException {
        return new TarSource(archive, FileChannel.open(archive, StandardOpenOption.READ));
    }

    /**
     * Opens one that is packed with gzip.
     *
     * @throws InvalidInputException if it is damaged, or unpacks to far more than it is
     */
    static TarSource openPacked(Path archive) throws IOException {
        long most = Math.max(ALWAYS_INFLATED, MAX_INFLATION * Files.size(archive));
        Path unpacked = Files.createTempFile("mobilenet4j-", ".tar");
        FileChannel content = FileChannel.open(
                unpacked, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                content.write(ByteBuffer.wrap(buffer, 0, count));
                if (content.position() > most) {
                    throw new InvalidInputException(archive + ": unpacks to more than " + MAX_INFLATION
                            + " times its size, which images do not; unpack it yourself if you trust it");
                }
            }
        } catch (ZipException | EOFException e) {
            content.close();
            throw damaged(archive, "is a gzip archive that ends early or is damaged");
        } catch (RuntimeException | IOException refused) {
            content.close();
            throw refused;
        }
        return new TarSource(archive, content);
    }

    private static InvalidInputException damaged(Path archive, String what) {
        return new InvalidInputException(
                archive + ": " + what + "; expected a whole tar archive of a folder of images. Copy or make it anew");
    }

    private void list() throws IOException {
        long at = 0;
        @Nullable String longName = null;
        long longSize = -1;
        byte[] block = new byte[TarHeader.BYTES];
        while (at < content.size()) {
            fill(block, at);
            if (TarHeader.isEnd(block)) {
                return;
            }
            if (!TarHeader.isOne(block)) {
                throw damaged(
                        archive,
                        at == 0
                                ? "is packed with gzip, and what is in it is no tar archive"
                                : "has no header of a tar" + " archive at byte " + at);
            }
            TarHeader header = TarHeader.of(block);
            long size = longSize >= 0 && !isExtension(header.type()) ? longSize : header.size();
            at += TarHeader.BYTES;
            if (size < 0 || size > content.size() - at) {
                throw damaged(archive, "is a tar archive that ends early, or is damaged at byte " + at);
            }
            switch (header.type()) {
                case 'L' -> longName = DirectorySource.text(withoutEnd(extension(at, size)));
                case 'x' -> {
                    Map<String, String> attributes = paxAttributes(extension(at, size));
                    longName = attributes.getOrDefault("path", longName);
                    longSize = number(attributes.get("size"));
                }
                case 'K', 'g' -> {} // where a link leads; what holds for all entries
                default -> {
                    takeUp(header, longName == null ? header.name() : longName, new Place(at, size));
                    longName = null;
                    longSize = -1;
                }
            }
            at += Math.ceilDiv(size, TarHeader.BYTES) * TarHeader.BYTES;
        }
    }

    private static boolean isExtension(char type) {
        return type == 'L' || type == 'K' || type == 'x' || type == 'g';
    }

    private void takeUp(TarHeader header, String entry, Place place) {
        String name = ArchiveKind.entryName(archive, entry);
        if (name.isEmpty()) {
            return;
        }
        switch (header.type()) {
            case '5' -> listing.addFolder(name);
            case '0', '7' -> listing.addFile(name).ifPresent(listed -> places.put(listed, place));
            case '1' -> { // another name of a file before it
                @Nullable Place other = places.get(Listing.composed(ArchiveKind.entryName(archive, header.link())));
                if (other != null) {
                    listing.addFile(name).ifPresent(listed -> places.put(listed, other));
                }
            }
            default -> {} // symbolic links, devices
        }
    }

    private byte[] extension(long at, long size) throws IOException {
        if (size > MAX_EXTENSION_BYTES) {
            throw damaged(archive, "has " + size + " bytes of attributes at byte " + at);
        }
        byte[] bytes = new byte[(int) size];
        fill(bytes, at);
        return bytes;
    }

    private static byte[] withoutEnd(byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(text, end);
    }

    /** Lines of a length in decimal digits, which counts itself, a blank, a key, = and a value. */
    private Map<String, String> paxAttributes(byte[] bytes) {
        Map<String, String> attributes = new HashMap<>();
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            int blank = at;
            while (blank < bytes.length && bytes[blank] != ' ' && blank - at < 8) {
                blank++;
            }
            long length = number(DirectorySource.text(Arrays.copyOfRange(bytes, at, blank)));
            if (length <= blank - at + 1 || length > bytes.length - at) {
                throw damaged(archive, "has attributes that cannot be read");
            }
            String line = DirectorySource.text(Arrays.copyOfRange(bytes, blank + 1, at + (int) length - 1));
            int equals = line.indexOf('=');
            if (equals > 0) {
                attributes.put(line.substring(0, equals), line.substring(equals + 1));
            }
            at += (int) length;
        }
        return attributes;
    }

    private static long number(@Nullable String digits) {
        return digits != null && digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
    }

    private void fill(byte[] bytes, long at) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (content.read(buffer, at + buffer.position()) < 0) {
                throw damaged(archive, "is a tar archive that ends early, after " + content.size() + " bytes");
            }
        }
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public byte[] read(String name) throws IOException {
        @Nullable Place place = places.get(name);
        if (place == null) {
            throw new NoSuchFileException(name);
        }
        if (place.size > MAX_IMAGE_BYTES) {
            throw ImageSource.tooLarge(place.size);
        }
        byte[] bytes = new byte[(int) place.size];
        fill(bytes, place.offset);
        return bytes;
    }

    @Override
    public InputStream open(String name) throws IOException {
        @Nullable Place place = places.get(name);
        if (place == null) {
            throw new NoSuchFileException(name);
        }
        return new PlaceStream(place);
    }

    /** One file's bytes, by their place: several may be open at once. */
    private final class PlaceStream extends InputStream {
        private final Place place;
        private long at;

        PlaceStream(Place place) {
            this.place = place;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (at == place.size) {
                return length == 0 ? 0 : -1;
            }
            int most = (int) Math.min(length, place.size - at);
            int count = content.read(ByteBuffer.wrap(into, from, most), place.offset + at);
            if (count < 0) {
                throw damaged(archive, "is a tar archive that ends early, after " + content.size() + " bytes");
            }
            at += count;
            return count;
        }
    }

    @Override
    public FileStamp stamp(String name) throws IOException {
        @Nullable Place place = places.get(name);
        if (place == null) {
            throw new NoSuchFileException(name);
        }
        return new FileStamp(place.size, Files.getLastModifiedTime(archive).toMillis());
    }

    @Override
    public String fingerprint(String name) {
        @Nullable Place place = places.get(name);
        if (place == null) {
            return "missing";
        }
        try {
            return place + " " + Files.getLastModifiedTime(archive);
        } catch (IOException e) {
            return "unreadable";
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
