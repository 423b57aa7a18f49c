package org.mobilenet4j.datacheck;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.SkippedImage;
import org.mobilenet4j.datacheck.Duplicates.Relation;

/**
 * What was found out about a dataset.
 *
 * @param dataset while it is open, its images can be shown
 * @param images those that can be read, ascending
 * @param unreadable the others
 * @param labels null where no model was there to judge them, or there were too few images
 * @param seconds that it took
 */
public record DatasetFindings(
        CheckedDataset dataset,
        List<CheckedImage> images,
        List<UnreadableImage> unreadable,
        ClassSizes sizes,
        Duplicates duplicates,
        @Nullable SuspiciousLabels labels,
        double seconds) {
    /**
     * An image that cannot be read.
     *
     * @param index in the {@link CheckedDataset}
     */
    public record UnreadableImage(int index, SkippedImage skipped) {}

    public DatasetFindings {
        images = List.copyOf(images);
        unreadable = List.copyOf(unreadable);
    }

    /** Images of one brightness. */
    public List<CheckedImage> blank() {
        return only(CheckedImage::isBlank);
    }

    /**
     * Images that are far smaller than the others, or too small for any network: of a shorter side below {@link
     * CheckedImage#TINY_SIDE}, or below 64 pixels and a quarter of the median.
     */
    public List<CheckedImage> tiny() {
        int limit = Math.max(CheckedImage.TINY_SIDE, Math.min(64, medianShortSide() / 4));
        return only(image -> image.shortSide() < limit);
    }

    /** Images of which a network sees but the middle. */
    public List<CheckedImage> elongated() {
        return only(CheckedImage::isElongated);
    }

    /** Images that are stored turned or mirrored. */
    public List<CheckedImage> rotated() {
        return only(CheckedImage::isRotated);
    }

    private List<CheckedImage> only(Predicate<CheckedImage> condition) {
        return images.stream().filter(condition).toList();
    }

    /** In pixels; 0 where no image can be read. */
    public int medianShortSide() {
        int[] sides = images.stream().mapToInt(CheckedImage::shortSide).sorted().toArray();
        return sides.length == 0 ? 0 : sides[sides.length / 2];
    }

    /** Whether nothing was found that a person should look at. */
    public boolean isClean() {
        return unreadable.isEmpty()
                && blank().isEmpty()
                && tiny().isEmpty()
                && sizes.tooSmall().isEmpty()
                && !sizes.isUnbalanced()
                && duplicates.exact().isEmpty()
                && duplicates.near(Relation.OTHER_PART).isEmpty()
                && duplicates.near(Relation.OTHER_CLASS).isEmpty()
                && (labels == null || labels.confident().isEmpty());
    }
}
