package org.mobilenet4j.detection;

import java.util.Arrays;
import java.util.List;

/**
 * Which object each default box is to learn (SSD, section 2.2): the one that it covers best, if by enough, and for every
 * object at least the default box that covers it best. torchvision's {@code SSDMatcher}: of equal overlaps the first counts,
 * and where two objects want one default box, the later gets it.
 */
public final class DefaultBoxMatching {
    /** What a default box without an object has. */
    public static final int BACKGROUND = -1;

    /** The intersection over union from which a default box is matched. */
    public static final double ENOUGH = 0.5;

    private DefaultBoxMatching() {}

    /**
     * For each default box the place of its object, or {@link #BACKGROUND}.
     *
     * @param objects with an area each, in the same pixels as the default boxes
     */
    public static int[] of(List<Corners> objects, float[] defaultBoxes, double enough) {
        int count = defaultBoxes.length / 4;
        int[] matches = new int[count];
        Arrays.fill(matches, BACKGROUND);
        float[] overlaps = new float[count];
        int[] bestDefaultBox = new int[objects.size()];
        for (int object = 0; object < objects.size(); object++) {
            float most = -1;
            for (int i = 0; i < count; i++) {
                float overlap = objects.get(object).intersectionOverUnion(Corners.at(defaultBoxes, i));
                if (overlap > most) {
                    most = overlap;
                    bestDefaultBox[object] = i;
                }
                if (overlap >= enough && overlap > overlaps[i]) {
                    overlaps[i] = overlap;
                    matches[i] = object;
                }
            }
        }
        for (int object = 0; object < objects.size(); object++) {
            matches[bestDefaultBox[object]] = object;
        }
        return matches;
    }
}
