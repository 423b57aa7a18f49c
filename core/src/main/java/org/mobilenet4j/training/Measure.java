package org.mobilenet4j.training;

import java.util.Locale;

/** What decides which epoch is kept: an {@link TrainingListener.Epoch epoch}'s accuracy, 0 to 1. */
public enum Measure {
    /** The share of images that are named correctly. */
    TOP1("top-1", "top_1", true),
    /** COCO's average precision over IoU 0.50 to 0.95. */
    AVERAGE_PRECISION("AP", "ap", false),
    /** The mean over classes of intersection over union. */
    MEAN_IOU("mIoU", "miou", false);

    private final String label;
    private final String key;
    private final boolean isShare;

    Measure(String label, String key, boolean isShare) {
        this.label = label;
        this.key = key;
        this.isShare = isShare;
    }

    /** The name as the field writes it. */
    public String label() {
        return label;
    }

    /** The name in files. */
    public String key() {
        return key;
    }

    /** Whether it is a share of the examples, which training examples have too. */
    public boolean isShare() {
        return isShare;
    }

    /** Name and value for a person. */
    public String of(double value) {
        return isShare
                ? String.format(Locale.ROOT, "%s %.1f %%", label, 100 * value)
                : String.format(Locale.ROOT, "%s %.3f", label, value);
    }
}
