package org.mobilenet4j.data;

/** Numbers that were seen, in 16 bytes or so each: a million ids of annotations stay small. */
final class LongSet {
    private long[] slots = new long[64];
    private int size;
    private boolean hasZero;

    /** Whether the number is new. */
    boolean add(long number) {
        if (number == 0) {
            boolean isNew = !hasZero;
            hasZero = true;
            return isNew;
        }
        if (2 * size >= slots.length) {
            long[] before = slots;
            slots = new long[2 * before.length];
            for (long each : before) {
                if (each != 0) {
                    slots[slotOf(each)] = each;
                }
            }
        }
        int slot = slotOf(number);
        if (slots[slot] == number) {
            return false;
        }
        slots[slot] = number;
        size++;
        return true;
    }

    /** Where the number is, or would be. */
    private int slotOf(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        int slot = (int) ((mixed ^ (mixed >>> 32)) & (slots.length - 1));
        while (slots[slot] != 0 && slots[slot] != number) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }
}
