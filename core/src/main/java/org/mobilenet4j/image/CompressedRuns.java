package org.mobilenet4j.image;

import java.util.Arrays;
import org.mobilenet4j.io.InvalidInputException;

/**
 * COCO's text of run lengths. Each run from the fourth on is written as its difference to the one of its kind before it; a
 * number is groups of five bits, the lowest first, a sixth bit telling that another group follows, each written as the
 * character 48 places up. The highest bit of the last group is the sign.
 */
final class CompressedRuns {
    private static final int FIRST_CHARACTER = 48;
    private static final int GROUP_BITS = 5;
    private static final int CONTINUES = 0x20;
    private static final int SIGN = 0x10;
    private static final int MOST_GROUPS = 7; // 35 bits, more than any run of an image

    private CompressedRuns() {}

    /**
     * The runs in a text.
     *
     * @param pixels of the mask: no run is longer
     * @throws InvalidInputException if it is no such text
     */
    static int[] decode(String text, long pixels) {
        int[] runs = new int[16];
        int count = 0;
        for (int at = 0; at < text.length(); ) {
            long value = 0;
            boolean isLast = false;
            for (int group = 0; !isLast; group++, at++) {
                int bits = at < text.length() ? text.charAt(at) - FIRST_CHARACTER : -1;
                if (bits < 0 || bits > 63 || group == MOST_GROUPS) {
                    throw new InvalidInputException("the mask's compressed runs are damaged at character " + at + " of "
                            + text.length() + ", expected COCO's RLE text");
                }
                isLast = (bits & CONTINUES) == 0;
                value |= (long) (bits & 0x1F) << (GROUP_BITS * group);
                if (isLast && (bits & SIGN) != 0) {
                    value |= -1L << (GROUP_BITS * (group + 1));
                }
            }
            value += count > 2 ? runs[count - 2] : 0;
            if (value < 0 || value > pixels) {
                throw new InvalidInputException("the mask's compressed runs have one of " + value
                        + " pixels, expected 0 to " + pixels + ", the pixels of the image");
            }
            if (count == runs.length) {
                runs = Arrays.copyOf(runs, 2 * count);
            }
            runs[count++] = (int) value;
        }
        return Arrays.copyOf(runs, count);
    }

    static String encode(int[] runs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < runs.length; i++) {
            int value = runs[i] - (i > 2 ? runs[i - 2] : 0);
            boolean isLast = false;
            while (!isLast) {
                int bits = value & 0x1F;
                value >>= GROUP_BITS;
                isLast = value == ((bits & SIGN) != 0 ? -1 : 0);
                text.append((char) (FIRST_CHARACTER + (isLast ? bits : bits | CONTINUES)));
            }
        }
        return text.toString();
    }
}
