package org.mobilenet4j.data;

import java.util.Arrays;

/**
 * The 512 bytes before each file of a tar archive, as ustar, pax and GNU tar write them, and those before them.
 *
 * @param name of the entry, unless an extended header before it has a longer one
 * @param size of its content, in bytes; -1 where the field is damaged
 * @param type what it is: {@code 0} a file, {@code 5} a folder, {@code x} and {@code L} a header for the next entry
 * @param link the entry that a link leads to
 */
record TarHeader(String name, long size, char type, String link) {
    static final int BYTES = 512;

    private static final int NAME_BYTES = 100;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_BYTES = 155;

    /** Whether a block is a header, by its checksum. */
    static boolean isOne(byte[] block) {
        if (block.length < BYTES || isEnd(block)) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < BYTES; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : block[i] & 0xFF;
        }
        return sum == octal(block, CHECKSUM, 8);
    }

    /** Whether a block is empty, as the last ones are. */
    static boolean isEnd(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    static TarHeader of(byte[] block) {
        String name = text(block, 0, NAME_BYTES);
        // GNU's own form has times where ustar has the folder.
        boolean isUstar = text(block, MAGIC, 6).equals("ustar");
        String prefix = isUstar ? text(block, PREFIX, PREFIX_BYTES) : "";
        char type = block[TYPE] == 0 ? '0' : (char) (block[TYPE] & 0xFF);
        // Before ustar a folder was a file whose name ended so.
        boolean isOldFolder = type == '0' && name.endsWith("/");
        return new TarHeader(
                prefix.isEmpty() ? name : prefix + '/' + name,
                size(block),
                isOldFolder ? '5' : type,
                text(block, LINK, NAME_BYTES));
    }

    /** Octal digits, or, with GNU tar's mark in front, a binary number: for files over 8 GB. */
    private static long size(byte[] block) {
        if ((block[SIZE] & 0x80) == 0) {
            return octal(block, SIZE, 12);
        }
        long size = 0;
        for (int i = 4; i < 12; i++) {
            size = size << 8 | (block[SIZE + i] & 0xFF);
        }
        return size;
    }

    private static long octal(byte[] block, int at, int length) {
        String digits = text(block, at, length).strip();
        return digits.matches("[0-7]{1,12}") ? Long.parseLong(digits, 8) : digits.isEmpty() ? 0 : -1;
    }

    private static String text(byte[] block, int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return DirectorySource.text(Arrays.copyOfRange(block, at, end));
    }
}
