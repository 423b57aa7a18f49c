package org.mobilenet4j.cli;

import java.util.List;

/** What a misspelt word was meant to be. */
final class Spelling {
    private static final int MOST_SLIPS = 3;

    private Spelling() {}

    /** The candidates that the fewest slips lead away from, if they are few. */
    static List<String> nearest(String word, List<String> candidates) {
        int fewest = candidates.stream()
                .mapToInt(candidate -> slips(word, candidate))
                .min()
                .orElse(MOST_SLIPS);
        return candidates.stream()
                .filter(candidate -> fewest <= MOST_SLIPS && slips(word, candidate) == fewest)
                .toList();
    }

    /** Letters to put in, leave out or exchange (Levenshtein 1965). */
    static int slips(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int exchanged = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
