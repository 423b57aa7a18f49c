package org.mobilenet4j.workflow;

import org.mobilenet4j.data.SkippedImage;

/**
 * Counts images on from those of a part that was read before.
 *
 * @param before how many they were
 * @param total of all parts
 */
record CountedImages(WorkflowListener listener, int before, int total) implements WorkflowListener {
    @Override
    public void onImage(int done, int all) {
        listener.onImage(before + done, total);
    }

    @Override
    public void onSkipped(SkippedImage skipped) {
        listener.onSkipped(skipped);
    }
}
