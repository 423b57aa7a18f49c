package org.mobilenet4j.bench.load;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;
import org.mobilenet4j.cli.quickstart.FlowerKind;

/** The encoded images that are sent, by turns. */
public final class SentImages {
    private static final int DRAWN = 25;
    private static final int SIDE = 224;

    /** More would be held in memory for nothing. */
    private static final int MOST = 500;

    private SentImages() {}

    /** Drawings of flowers as JPEGs of 224 x 224 pixels, the same on every machine. */
    public static List<byte[]> drawn() {
        FlowerKind[] kinds = FlowerKind.values();
        return IntStream.range(0, DRAWN)
                .mapToObj(i -> jpeg(FlowerDrawings.draw(kinds[i % kinds.length], i)))
                .toList();
    }

    /** The content of files; of many, every n-th. */
    public static List<byte[]> of(List<Path> files) throws IOException {
        int count = Math.min(MOST, files.size());
        List<byte[]> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(Files.readAllBytes(files.get((int) ((long) i * files.size() / count))));
        }
        return images;
    }

    private static byte[] jpeg(BufferedImage drawing) {
        BufferedImage square = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = square.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(drawing, 0, 0, SIDE, SIDE, null);
        g.dispose();
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        // Left to itself, ImageIO passes every image through a temporary file.
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(jpeg)) {
            ImageIO.write(square, "jpg", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jpeg.toByteArray();
    }
}
