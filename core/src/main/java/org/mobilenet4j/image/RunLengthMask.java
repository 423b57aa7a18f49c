package org.mobilenet4j.image;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.mobilenet4j.io.InvalidInputException;

/**
 * The pixels of an object as COCO's run lengths: how many pixels are outside, inside, outside and so on, column by column
 * from the top left one downwards. Immutable, and in one form: only the first run may be 0, and none is missing.
 */
public final class RunLengthMask implements Region {
    /** No decoded image has more; the product of the sides stays within an int. */
    static final long MAX_PIXELS = 1L << 30;

    /** Of one object, each of which is put together with those before it. */
    private static final int MAX_POLYGONS = 10_000;

    private final int width;
    private final int height;
    private final int[] runs;

    private RunLengthMask(int width, int height, int[] runs) {
        this.width = width;
        this.height = height;
        this.runs = runs;
    }

    /**
     * A mask of these runs.
     *
     * @throws InvalidInputException if the size is not that of an image, a run is negative, or the runs do not come to
     *     {@code width x height} pixels
     */
    public static RunLengthMask of(int width, int height, int[] runs) {
        requireSize(width, height);
        long pixels = 0;
        for (int run : runs) {
            if (run < 0) {
                throw new InvalidInputException("the mask has a run of " + run + " pixels, expected 0 or more");
            }
            pixels += run;
        }
        if (pixels != (long) width * height) {
            throw new InvalidInputException("the mask's runs come to " + pixels + " pixels, expected " + width + " x "
                    + height + " = " + (long) width * height);
        }
        return new RunLengthMask(width, height, merged(runs));
    }

    /**
     * A mask of COCO's compressed runs, a text of printable characters.
     *
     * @throws InvalidInputException if the text is none, or does not fill the size
     */
    public static RunLengthMask ofCompressed(int width, int height, String counts) {
        requireSize(width, height);
        return of(width, height, CompressedRuns.decode(counts, (long) width * height));
    }

    /**
     * The pixels in at least one of several polygons, as pycocotools draws them.
     *
     * @param polygons x, y of each corner in turn, in pixels
     * @throws InvalidInputException if one has fewer than three corners, or reaches far outside the image
     */
    public static RunLengthMask ofPolygons(int width, int height, List<double[]> polygons) {
        requireSize(width, height);
        if (polygons.size() > MAX_POLYGONS) {
            throw new InvalidInputException(
                    "the object has " + polygons.size() + " polygons, expected at most " + MAX_POLYGONS);
        }
        RunLengthMask union = new RunLengthMask(width, height, new int[] {width * height});
        PolygonRaster raster = new PolygonRaster(width, height);
        for (double[] polygon : polygons) {
            union = union.or(new RunLengthMask(width, height, merged(raster.runs(polygon))));
        }
        return union;
    }

    /**
     * A mask of pixels.
     *
     * @param pixels row by row from the top left one, {@code width x height}; those that are not 0 are inside
     */
    public static RunLengthMask ofPixels(int width, int height, byte[] pixels) {
        requireSize(width, height);
        if (pixels.length != width * height) {
            throw new IllegalArgumentException(pixels.length + " pixels do not fill " + width + " x " + height);
        }
        RunList runs = new RunList();
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                runs.add(pixels[y * width + x] != 0, 1);
            }
        }
        return new RunLengthMask(width, height, runs.toArray());
    }

    private static void requireSize(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
            throw new InvalidInputException("the mask is " + width + " x " + height
                    + ", expected the size of an image, 1 to " + MAX_PIXELS + " pixels");
        }
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /** The lengths of the runs, outside and inside by turns; a copy. */
    public int[] runs() {
        return runs.clone();
    }

    /** COCO's compressed form of the runs. */
    public String compressed() {
        return CompressedRuns.encode(runs);
    }

    @Override
    public double area() {
        return IntStream.range(0, runs.length / 2).map(i -> runs[2 * i + 1]).sum();
    }

    /** The smallest box that has all pixels; at the origin and of no area where there are none. */
    public Box box() {
        int firstX = width;
        int firstY = height;
        int lastX = -1;
        int lastY = -1;
        int at = 0;
        for (int i = 0; i < runs.length; at += runs[i], i++) {
            if (i % 2 == 0) {
                continue;
            }
            int end = at + runs[i] - 1;
            boolean isOneColumn = at / height == end / height;
            firstX = Math.min(firstX, at / height);
            lastX = Math.max(lastX, end / height);
            firstY = isOneColumn ? Math.min(firstY, at % height) : 0;
            lastY = isOneColumn ? Math.max(lastY, end % height) : height - 1;
        }
        return lastX < 0 ? new Box(0, 0, 0, 0) : new Box(firstX, firstY, lastX - firstX + 1, lastY - firstY + 1);
    }

    /** Calls for each pixel inside with its place in an array of {@code width x height} pixels, row by row. */
    public void forEachPixel(IntConsumer place) {
        int at = 0;
        for (int i = 0; i < runs.length; at += runs[i], i++) {
            for (int pixel = at; i % 2 == 1 && pixel < at + runs[i]; pixel++) {
                place.accept(pixel % height * width + pixel / height);
            }
        }
    }

    /** The pixels that are in this mask or in the other, or in both. */
    public RunLengthMask or(RunLengthMask other) {
        RunList runs = new RunList();
        together(other, (isHere, isThere, length) -> runs.add(isHere || isThere, length));
        return new RunLengthMask(width, height, runs.toArray());
    }

    @Override
    public double intersection(Region other) {
        if (!(other instanceof RunLengthMask mask)) {
            throw new IllegalArgumentException("a mask is compared with a box, expected another mask");
        }
        int[] common = {0};
        together(mask, (isHere, isThere, length) -> common[0] += isHere && isThere ? length : 0);
        return common[0];
    }

    private interface Overlap {
        void accept(boolean isHere, boolean isThere, int length);
    }

    private void together(RunLengthMask other, Overlap overlap) {
        if (width != other.width || height != other.height) {
            throw new IllegalArgumentException("a mask of " + width + " x " + height + " beside one of " + other.width
                    + " x " + other.height + ", expected the same size");
        }
        int here = 0;
        int there = 0;
        int leftHere = runs[0];
        int leftThere = other.runs[0];
        for (int pixels = width * height; pixels > 0; ) {
            while (leftHere == 0) {
                leftHere = runs[++here];
            }
            while (leftThere == 0) {
                leftThere = other.runs[++there];
            }
            int length = Math.min(leftHere, leftThere);
            overlap.accept(here % 2 == 1, there % 2 == 1, length);
            leftHere -= length;
            leftThere -= length;
            pixels -= length;
        }
    }

    /** Runs of 0 are taken out and what they part is put together. */
    private static int[] merged(int[] runs) {
        RunList merged = new RunList();
        for (int i = 0; i < runs.length; i++) {
            merged.add(i % 2 == 1, runs[i]);
        }
        return merged.toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunLengthMask that
                && width == that.width
                && height == that.height
                && Arrays.equals(runs, that.runs);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(runs);
    }

    /** As in {@code RunLengthMask[640 x 480, 1200 pixels]}. */
    @Override
    public String toString() {
        return "RunLengthMask[" + width + " x " + height + ", " + (long) area() + " pixels]";
    }
}
