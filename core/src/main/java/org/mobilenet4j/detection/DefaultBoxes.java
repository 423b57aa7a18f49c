package org.mobilenet4j.detection;

import java.util.ArrayList;
import java.util.List;

/**
 * The default boxes of SSD (Liu et al. 2016, section 2.2), which the network moves and resizes: at every pixel of every map
 * two squares, and each aspect ratio lying and standing. torchvision's {@code DefaultBoxGenerator}. Immutable.
 */
public final class DefaultBoxes {
    /** The height and width of a map. */
    public record Grid(int height, int width) {}

    /** SSDLite's: six maps, sides from 0.2 to 0.95 of the image's, ratios 2 and 3. */
    public static final DefaultBoxes SSDLITE = new DefaultBoxes(6, 0.2, 0.95, List.of(2, 3));

    /** Widths and heights as parts of the image's, alternating, level by level; at most 1. */
    private final List<float[]> sizes = new ArrayList<>();

    /**
     * Boxes whose sides grow evenly from level to level.
     *
     * @param levels the number of maps, at least 2
     * @param least the side of the squares of the finest map, as a part of the image's
     * @param most the side of the squares of the last map
     * @param ratios of the longer side to the shorter
     */
    public DefaultBoxes(int levels, double least, double most, List<Integer> ratios) {
        if (levels < 2) {
            throw new IllegalArgumentException("levels is " + levels + ", expected at least 2");
        }
        for (int level = 0; level < levels; level++) {
            double scale = scale(level, levels, least, most);
            double between = Math.sqrt(scale * scale(level + 1, levels, least, most));
            float[] pairs = new float[4 + 4 * ratios.size()];
            pairs[0] = pairs[1] = part(scale);
            pairs[2] = pairs[3] = part(between);
            for (int i = 0; i < ratios.size(); i++) {
                double root = Math.sqrt(ratios.get(i));
                pairs[4 + 4 * i] = pairs[7 + 4 * i] = part(scale * root);
                pairs[5 + 4 * i] = pairs[6 + 4 * i] = part(scale / root);
            }
            sizes.add(pairs);
        }
    }

    private static double scale(int level, int levels, double least, double most) {
        return level == levels ? 1 : least + (most - least) * level / (levels - 1.0);
    }

    private static float part(double side) {
        return Math.min((float) side, 1);
    }

    /**
     * The boxes for maps over an image, in its pixels: level by level, row by row, pixel by pixel. They may reach beyond it.
     *
     * @param grids the sizes of the maps, finest first
     * @param height of the image that the network is given
     * @param width of the image that the network is given
     * @throws IllegalArgumentException if there are not as many maps as levels
     */
    public float[] over(List<Grid> grids, int height, int width) {
        if (grids.size() != sizes.size()) {
            throw new IllegalArgumentException(grids.size() + " maps, expected " + sizes.size());
        }
        int count = 0;
        for (int level = 0; level < grids.size(); level++) {
            Grid grid = grids.get(level);
            count += grid.height * grid.width * sizes.get(level).length / 2;
        }
        float[] boxes = new float[4 * count];
        int at = 0;
        for (int level = 0; level < grids.size(); level++) {
            Grid grid = grids.get(level);
            float[] pairs = sizes.get(level);
            for (int row = 0; row < grid.height; row++) {
                float centerY = (row + 0.5f) / grid.height;
                for (int column = 0; column < grid.width; column++) {
                    float centerX = (column + 0.5f) / grid.width;
                    for (int pair = 0; pair < pairs.length; pair += 2) {
                        boxes[at] = (centerX - 0.5f * pairs[pair]) * width;
                        boxes[at + 1] = (centerY - 0.5f * pairs[pair + 1]) * height;
                        boxes[at + 2] = (centerX + 0.5f * pairs[pair]) * width;
                        boxes[at + 3] = (centerY + 0.5f * pairs[pair + 1]) * height;
                        at += 4;
                    }
                }
            }
        }
        return boxes;
    }
}
