package org.mobilenet4j.cli.quickstart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.image.RgbImage;

/**
 * Draws images of flowers that are easy to tell apart by shape and hardly by colour: kind, colours, backdrop, light,
 * number, place, size and turn are drawn at random, independently of each other. A seed gives the same image again.
 */
public final class FlowerDrawings {
    private static final int MIN_SIDE = 160;
    private static final int MAX_SIDE = 320;

    private FlowerDrawings() {}

    /** Draws an image of one to three flowers of a kind, between 160 and 320 pixels on each side. */
    public static BufferedImage draw(FlowerKind kind, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int width = random.nextInt(MIN_SIDE, MAX_SIDE + 1);
        int height = Math.clamp(Math.round(width * random.nextDouble(0.75, 1.33)), MIN_SIDE, MAX_SIDE);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        Backdrop.any(random).paint(g, width, height, random);
        plants(g, kind, width, height, random);
        if (random.nextInt(3) == 0) {
            foreground(g, width, height, random);
        }
        g.dispose();
        new Light(random).fall(image, random);
        return image;
    }

    /**
     * Writes a dataset: for each kind a folder with images {@code <kind>-001.jpg} and so on. The same seed gives the
     * same bytes with the same JDK.
     *
     * @throws IOException if a file cannot be written
     */
    public static void writeSet(Path folder, int perKind, long seed, Progress progress) throws IOException {
        for (FlowerKind kind : FlowerKind.values()) {
            Path kindFolder = Files.createDirectories(folder.resolve(kind.label()));
            for (int i = 1; i <= perKind; i++) {
                BufferedImage image =
                        draw(kind, seed + 1_000_003L * kind.label().hashCode() + i);
                Path file = kindFolder.resolve(String.format(Locale.ROOT, "%s-%03d.jpg", kind.label(), i));
                write(image, file);
                progress.step();
            }
        }
    }

    /** Writes the dataset anew: what an earlier run with other options left there is not mixed in. */
    public static void replaceSet(Path folder, int perKind, long seed, Progress progress) throws IOException {
        for (FlowerKind kind : FlowerKind.values()) {
            Path kindFolder = folder.resolve(kind.label());
            if (Files.isDirectory(kindFolder)) {
                try (DirectoryStream<Path> drawings = Files.newDirectoryStream(kindFolder, kind.label() + "-*.jpg")) {
                    for (Path drawing : drawings) {
                        Files.delete(drawing);
                    }
                }
            }
        }
        writeSet(folder, perKind, seed, progress);
    }

    /** Images of all kinds in turn, the same on every machine: for checks that need no labels. */
    public static List<RgbImage> images(int count) {
        FlowerKind[] kinds = FlowerKind.values();
        return IntStream.range(0, count)
                .mapToObj(seed -> image(draw(kinds[seed % kinds.length], seed)))
                .toList();
    }

    private static RgbImage image(BufferedImage drawn) {
        int width = drawn.getWidth();
        int[] packed = drawn.getRGB(0, 0, width, drawn.getHeight(), null, 0, width);
        byte[] rgb = new byte[3 * packed.length];
        for (int i = 0; i < packed.length; i++) {
            rgb[3 * i] = (byte) (packed[i] >> 16);
            rgb[3 * i + 1] = (byte) (packed[i] >> 8);
            rgb[3 * i + 2] = (byte) packed[i];
        }
        return RgbImage.of(width, drawn.getHeight(), rgb);
    }

    static void write(BufferedImage image, Path file) throws IOException {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        // Left to itself, ImageIO passes every image through a temporary file.
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(jpeg)) {
            ImageIO.write(image, "jpg", out);
        }
        try {
            Files.write(file, jpeg.toByteArray());
        } catch (FileSystemException failure) {
            throw failure;
        } catch (IOException failure) {
            // A full disk is reported without saying of which file.
            throw (IOException) new FileSystemException(file.toString(), null, failure.getMessage()).initCause(failure);
        }
    }

    private static void plants(Graphics2D g, FlowerKind kind, int width, int height, RandomGenerator random) {
        int draw = random.nextInt(10);
        int count = draw < 6 ? 1 : draw < 9 ? 2 : 3;
        double side = Math.min(width, height);
        Palette palette = Palette.random(random);
        for (int i = 0; i < count; i++) {
            double radius = side * (count == 1 ? random.nextDouble(0.27, 0.47) : random.nextDouble(0.19, 0.31));
            double x = width * (i + 0.5 + random.nextDouble(-0.2, 0.2)) / count;
            double y = height * random.nextDouble(0.36, count == 1 ? 0.6 : 0.66);
            plant(g, kind.bloom(), palette, x, y, radius, height, random);
            palette = random.nextInt(3) == 0 ? Palette.random(random) : palette;
        }
    }

    private static void plant(
            Graphics2D g,
            Bloom bloom,
            Palette palette,
            double x,
            double y,
            double radius,
            int height,
            RandomGenerator random) {
        double lean = random.nextDouble(-0.45, 0.45);
        if (bloom.isUpright() || random.nextInt(3) > 0) {
            stem(g, palette, x, y, radius, lean, height, random);
        }
        AffineTransform before = g.getTransform();
        g.transform(placed(bloom, x, y, radius, lean, random));
        bloom.paint(g, palette, random);
        g.setTransform(before);
    }

    /** From a flower's own circle of radius 1 to its place in the image. */
    static AffineTransform placed(Bloom bloom, double x, double y, double radius, double lean, RandomGenerator random) {
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(bloom.isUpright() ? lean : random.nextDouble(2 * Math.PI));
        place.scale(radius, radius * (bloom.isUpright() ? 1 : random.nextDouble(0.68, 1)));
        place.rotate(bloom.isUpright() ? 0 : random.nextDouble(2 * Math.PI));
        return place;
    }

    /** A stem from the flower to the lower edge, with leaves beside it. */
    static void stem(
            Graphics2D g,
            Palette palette,
            double x,
            double y,
            double radius,
            double lean,
            int height,
            RandomGenerator random) {
        double foot = x - lean * height * 0.5;
        Path2D stem = new Path2D.Double();
        stem.moveTo(x, y);
        stem.curveTo(x - lean * radius * 2, y + radius * 2, foot, height * 0.8, foot, height + 5);
        float width = (float) (radius * random.nextDouble(0.08, 0.14));
        g.setStroke(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        g.setColor(Palette.mix(palette.leaf(), Color.BLACK, 0.25));
        g.draw(stem);
        g.setStroke(new BasicStroke(width * 0.45f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        g.setColor(palette.leaf());
        g.draw(stem);
        for (int i = random.nextInt(4); i > 0; i--) {
            double length = radius * random.nextDouble(0.9, 1.8);
            double angle = (random.nextBoolean() ? 1 : -1) * random.nextDouble(0.25, 1.2);
            leaf(g, palette.leaf(), foot, height + radius * 0.2, angle, length, length * random.nextDouble(0.18, 0.5));
        }
    }

    /** Grass and leaves before the flowers, which they hide a part of. */
    private static void foreground(Graphics2D g, int width, int height, RandomGenerator random) {
        Color color = Palette.anyLeaf(random);
        for (int i = random.nextInt(3, 12); i > 0; i--) {
            double length = height * random.nextDouble(0.25, 0.6);
            Color blade = Palette.mix(color, Color.BLACK, random.nextDouble(0.4));
            leaf(g, blade, random.nextDouble(width), height + 4.0, random.nextDouble(-0.5, 0.5), length, length * 0.09);
        }
    }

    private static void leaf(Graphics2D g, Color color, double x, double y, double angle, double length, double width) {
        AffineTransform before = g.getTransform();
        g.translate(x, y);
        g.rotate(angle);
        g.scale(length, length);
        Path2D leaf = Petals.pointed(1, width / length);
        Petals.fill(g, leaf, 0, Palette.mix(color, Color.BLACK, 0.35), Palette.mix(color, Color.WHITE, 0.15));
        Path2D rib = new Path2D.Double();
        rib.moveTo(0, 0);
        rib.lineTo(0, -0.9);
        Petals.outline(g, rib, Palette.translucent(Color.WHITE, 0.25), 0.012);
        g.setTransform(before);
    }
}
