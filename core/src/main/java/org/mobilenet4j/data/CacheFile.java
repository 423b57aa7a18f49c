package org.mobilenet4j.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.mobilenet4j.image.RgbImage;

/**
 * One file of a {@link ImageCache}: the images' samples, then an index of where each lies, then a trailer that finds
 * the index. A file that is not whole and sound is none. Safe for any number of threads.
 */
final class CacheFile {
    /**
     * Where an image lies.
     *
     * @param offset of its first sample in the file
     * @param crc CRC-32 of its samples
     */
    record Place(long offset, int width, int height, int crc) {
        long bytes() {
            return 3L * width * height;
        }
    }

    private static final long MAGIC = 0x4d4e344a50494331L;
    private static final int TRAILER_BYTES = Long.BYTES + Long.BYTES + Integer.BYTES;
    private static final int MAX_SIDE = 1_000_000;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment content;
    private final List<Optional<Place>> places;

    private CacheFile(MemorySegment content, List<Optional<Place>> places) {
        this.content = content;
        this.places = places;
    }

    /** Maps a file; empty if there is none, or not a whole one that was written under the key. */
    static Optional<CacheFile> open(Path file, String key) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file)) {
            // Unmapped when the last reader is gone, which no one has to tell.
            MemorySegment content = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            return Optional.of(new CacheFile(content, placesIn(content, key)));
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    private static List<Optional<Place>> placesIn(MemorySegment content, String key) throws IOException {
        long trailer = content.byteSize() - TRAILER_BYTES;
        if (trailer < 0 || content.get(LONG, trailer) != MAGIC) {
            throw new IOException("no trailer");
        }
        long indexAt = content.get(LONG, trailer + Long.BYTES);
        if (indexAt < 0 || indexAt > trailer || trailer - indexAt > Integer.MAX_VALUE) {
            throw new IOException("no index");
        }
        byte[] index = content.asSlice(indexAt, trailer - indexAt).toArray(ValueLayout.JAVA_BYTE);
        if (crc(index) != content.get(INT, trailer + 2 * Long.BYTES)) {
            throw new IOException("the index is damaged");
        }
        List<Optional<Place>> places = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(index))) {
            if (!in.readUTF().equals(key)) {
                throw new IOException("another set's");
            }
            while (in.available() > 0) {
                places.add(in.readBoolean() ? Optional.of(place(in, indexAt)) : Optional.empty());
            }
        }
        return places;
    }

    private static Place place(DataInputStream in, long end) throws IOException {
        Place place = new Place(in.readLong(), in.readInt(), in.readInt(), in.readInt());
        if (place.width < 1
                || place.width > MAX_SIDE
                || place.height < 1
                || place.height > MAX_SIDE
                || place.bytes() > Integer.MAX_VALUE
                || place.offset < 0
                || place.offset > end - place.bytes()) {
            throw new IOException("an image lies outside the file");
        }
        return place;
    }

    /** For each image of the set where it lies, if it could be read. */
    List<Optional<Place>> places() {
        return places;
    }

    /** An image; empty if its samples are damaged. */
    Optional<RgbImage> read(Place place) {
        byte[] rgb = content.asSlice(place.offset, place.bytes()).toArray(ValueLayout.JAVA_BYTE);
        return crc(rgb) == place.crc ? Optional.of(RgbImage.of(place.width, place.height, rgb)) : Optional.empty();
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Writes images as they come, from any thread. */
    static final class Writer {
        private final OutputStream out;
        private final long maxBytes;
        private long written;

        Writer(OutputStream out, long maxBytes) {
            this.out = out;
            this.maxBytes = maxBytes;
        }

        /** @throws UncheckedIOException if the disk is full, or the file too large */
        synchronized Place put(RgbImage image) {
            byte[] rgb = image.rgb();
            Place place = new Place(written, image.width(), image.height(), crc(rgb));
            if (written + rgb.length > maxBytes) {
                String problem = "it may have %,d bytes and the dataset needs more".formatted(maxBytes);
                throw new UncheckedIOException(problem, new IOException(problem));
            }
            try {
                out.write(rgb);
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
            written += rgb.length;
            return place;
        }

        synchronized void finish(String key, List<Optional<Place>> places) throws IOException {
            ByteArrayOutputStream index = new ByteArrayOutputStream();
            DataOutputStream in = new DataOutputStream(index);
            in.writeUTF(key);
            for (Optional<Place> place : places) {
                in.writeBoolean(place.isPresent());
                if (place.isPresent()) {
                    in.writeLong(place.get().offset);
                    in.writeInt(place.get().width);
                    in.writeInt(place.get().height);
                    in.writeInt(place.get().crc);
                }
            }
            DataOutputStream end = new DataOutputStream(out);
            end.write(index.toByteArray());
            end.writeLong(MAGIC);
            end.writeLong(written);
            end.writeInt(crc(index.toByteArray()));
            end.flush();
        }
    }
}
