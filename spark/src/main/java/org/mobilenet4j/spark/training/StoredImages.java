package org.mobilenet4j.spark.training;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.mobilenet4j.image.RgbImage;

/**
 * Decoded images in a temporary file of the executor, which goes with it: a rank's share of a large set does not fit the
 * heap, and what was read lately is in the system's cache. Added by one thread, then read by any number.
 */
final class StoredImages extends AbstractList<RgbImage> implements RandomAccess, Closeable {
    private record Place(long offset, int width, int height) {}

    private final FileChannel file;
    private final List<Place> places = new ArrayList<>();
    private long length;

    private StoredImages(FileChannel file) {
        this.file = file;
    }

    static StoredImages open() throws IOException {
        Path path = Files.createTempFile("mobilenet4j", ".images");
        return new StoredImages(FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
    }

    void store(RgbImage image) throws IOException {
        ByteBuffer rgb = ByteBuffer.wrap(image.rgb());
        places.add(new Place(length, image.width(), image.height()));
        while (rgb.hasRemaining()) {
            length += file.write(rgb, length);
        }
    }

    @Override
    public int size() {
        return places.size();
    }

    @Override
    public RgbImage get(int index) {
        Place place = places.get(index);
        ByteBuffer rgb = ByteBuffer.allocate(3 * place.width * place.height);
        try {
            while (rgb.hasRemaining()) {
                if (file.read(rgb, place.offset + rgb.position()) < 0) {
                    throw new EOFException("an image is no longer in its file");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return RgbImage.of(place.width, place.height, rgb.array());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
