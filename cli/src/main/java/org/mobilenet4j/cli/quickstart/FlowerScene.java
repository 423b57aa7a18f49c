package org.mobilenet4j.cli.quickstart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.mobilenet4j.image.RunLengthMask;

/**
 * A drawing of one to five flowers of several kinds and sizes, with the pixels of each: what a detector or a segmentation
 * network learns from. A flower's stem and leaves are background.
 *
 * @param image 200 to 320 pixels on each side
 * @param flowers those of which something is seen, the hindmost first
 */
record FlowerScene(BufferedImage image, List<Flower> flowers) {
    private static final int MIN_SIDE = 200;
    private static final int MAX_SIDE = 320;
    private static final int MOST_FLOWERS = 5;
    private static final int PLACES_TRIED = 30;
    private static final double LEAST_RADIUS = 0.12;
    private static final double LARGEST_RADIUS = 0.3;

    /** Of two flowers' radii, how near their centres may come: one may hide a little of the other. */
    private static final double NEAREST = 0.85;

    /** One flower's head. */
    record Flower(FlowerKind kind, RunLengthMask mask) {}

    FlowerScene {
        flowers = List.copyOf(flowers);
    }

    private record Place(double x, double y, double radius) {}

    /** Draws a scene; a seed gives the same one again. */
    static FlowerScene draw(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int width = random.nextInt(MIN_SIDE, MAX_SIDE + 1);
        int height = Math.clamp(Math.round(width * random.nextDouble(0.75, 1.33)), MIN_SIDE, MAX_SIDE);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = graphics(image);
        Backdrop.any(random).paint(g, width, height, random);
        List<FlowerKind> kinds = new ArrayList<>();
        List<byte[]> pixels = new ArrayList<>();
        for (Place place : places(width, height, random)) {
            FlowerKind kind = FlowerKind.any(random);
            byte[] seen = paint(g, kind.bloom(), place, width, height, random);
            for (byte[] behind : pixels) {
                hide(behind, seen);
            }
            pixels.add(seen);
            kinds.add(kind);
        }
        g.dispose();
        new Light(random).fall(image, random);
        return new FlowerScene(
                image,
                IntStream.range(0, kinds.size())
                        .mapToObj(i -> new Flower(kinds.get(i), RunLengthMask.ofPixels(width, height, pixels.get(i))))
                        .filter(flower -> flower.mask.area() > 0)
                        .toList());
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return g;
    }

    private static List<Place> places(int width, int height, RandomGenerator random) {
        List<Place> places = new ArrayList<>();
        double side = Math.min(width, height);
        int wanted = random.nextInt(1, MOST_FLOWERS + 1);
        double largest = wanted == 1 ? LARGEST_RADIUS + 0.1 : LARGEST_RADIUS;
        for (int tried = 0; tried < PLACES_TRIED && places.size() < wanted; tried++) {
            double radius = side * random.nextDouble(LEAST_RADIUS, largest);
            double inside = 0.8 * radius; // the image's edge may cut off a little
            Place place = new Place(
                    random.nextDouble(inside, width - inside), random.nextDouble(inside, height - inside), radius);
            if (places.stream().allMatch(other -> isFree(place, other))) {
                places.add(place);
            }
        }
        return places;
    }

    private static boolean isFree(Place place, Place other) {
        return Math.hypot(place.x - other.x, place.y - other.y) >= NEAREST * (place.radius + other.radius);
    }

    /** Paints a flower, and says which pixels its head covers. */
    private static byte[] paint(
            Graphics2D scene, Bloom bloom, Place place, int width, int height, RandomGenerator random) {
        Palette palette = Palette.random(random);
        double lean = random.nextDouble(-0.45, 0.45);
        BufferedImage head = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = graphics(head);
        AffineTransform placed = FlowerDrawings.placed(bloom, place.x, place.y, place.radius, lean, random);
        g.transform(placed);
        bloom.paint(g, palette, random);
        scene.drawImage(head, 0, 0, null);
        g.setTransform(placed);
        g.setColor(Color.BLACK);
        bloom.body().ifPresent(g::fill);
        g.dispose();
        int[] argb = head.getRGB(0, 0, width, height, null, 0, width);
        byte[] covered = new byte[argb.length];
        for (int i = 0; i < argb.length; i++) {
            covered[i] = (byte) (argb[i] >>> 31); // half opaque or more
        }
        return covered;
    }

    private static void hide(byte[] behind, byte[] before) {
        for (int i = 0; i < behind.length; i++) {
            behind[i] &= (byte) ~before[i];
        }
    }
}
