package org.mobilenet4j.inference;

import java.util.Arrays;
import org.mobilenet4j.kernel.CacheLines;

/**
 * Gathers packed weights and biases into one array, and narrow weights into one of words; each part starts on a cache line as
 * far as an array can.
 */
final class Constants {
    private float[] floats = new float[1 << 16];
    private int used = CacheLines.FIRST;
    private int[] words = new int[0];
    private int usedWords = CacheLines.FIRST;

    /** Makes room for {@code length} zeros and says where they start. */
    int reserve(int length) {
        int at = CacheLines.from(used);
        int end = Math.addExact(at, length);
        if (end > floats.length) {
            floats = Arrays.copyOf(floats, larger(floats.length, end));
        }
        used = end;
        return at;
    }

    /** The same among the words. */
    int reserveWords(int length) {
        int at = CacheLines.from(usedWords);
        int end = Math.addExact(at, length);
        if (end > words.length) {
            words = Arrays.copyOf(words, larger(words.length, end));
        }
        usedWords = end;
        return at;
    }

    private static int larger(int length, int end) {
        return Math.max(end, (int) Math.min(Integer.MAX_VALUE - 8L, length * 2L));
    }

    /** The array as it is now; another one after the next {@link #reserve}. */
    float[] floats() {
        return floats;
    }

    /** The words as they are now; another array after the next {@link #reserveWords}. */
    int[] words() {
        return words;
    }

    /** All of it, without room for more. */
    float[] trimmed() {
        if (floats.length > used) {
            floats = Arrays.copyOf(floats, used);
        }
        return floats;
    }

    /** All words, without room for more. */
    int[] trimmedWords() {
        if (words.length > usedWords) {
            words = Arrays.copyOf(words, usedWords);
        }
        return words;
    }
}
