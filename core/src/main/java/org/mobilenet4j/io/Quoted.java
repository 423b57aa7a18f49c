package org.mobilenet4j.io;

/** A name from a file, made fit for a one-line message: in quotes, without control characters, not too long. */
public final class Quoted {
    private static final int LONGEST = 100;

    private Quoted() {}

    public static String of(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append(text.length() > LONGEST ? "...'" : "'").toString();
    }
}
