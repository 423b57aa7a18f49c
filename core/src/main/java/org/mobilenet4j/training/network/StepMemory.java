package org.mobilenet4j.training.network;

/**
 * The memory that a step of training takes beside the parameters and the images: maps, their gradients, scratch memory, and
 * the copies of the weights that the kernels read and sum to.
 *
 * @param recomputed how many maps are computed again in place of being kept
 * @param recomputable how many could be
 * @param bytes what a step takes
 * @param keptBytes what it would take with all maps kept
 * @param freeBytes the heap that was free for it
 */
public record StepMemory(int recomputed, int recomputable, long bytes, long keptBytes, long freeBytes) {
    /** Whether the heap has room for it. */
    public boolean fits() {
        return bytes <= freeBytes;
    }

    /**
     * The heap that is free for a step: an eighth of the whole is left for images on their way, validation and
     * checkpoints.
     *
     * @param wanted if there seems to be less, what is no longer used is collected first
     */
    static long freeHeap(long wanted) {
        if (freeHeap() < wanted) {
            System.gc();
        }
        return freeHeap();
    }

    private static long freeHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() / 8 * 7 - (runtime.totalMemory() - runtime.freeMemory());
    }
}
