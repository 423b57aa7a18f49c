package org.mobilenet4j.data;

import java.util.List;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Images to learn from and images to validate on.
 *
 * @param train whose dataset gives the classes
 * @param validation of the same classes, of which some may have no image
 */
public record Split(LabelledImages train, LabelledImages validation) {
    public Split {
        List<String> classes = train.folder().classes();
        if (!validation.folder().classes().equals(classes)) {
            throw new IllegalArgumentException(
                    validation.source() + " was opened with other classes than the training images'");
        }
    }

    /**
     * The validation part that the dataset itself has; where it has none, a share of each class, drawn by the seed. A class
     * of two or more keeps at least one image on each side, whatever the share; a class of one is learned from.
     *
     * @param validationShare above 0 and below 1
     * @throws InvalidInputException if the share is not
     */
    public static Split of(ImageFolder folder, double validationShare, long seed) {
        LabelledImages all = LabelledImages.of(folder);
        StratifiedDraw draw = StratifiedDraw.stratified(folder.samples(), validationShare, seed);
        return folder.validation().isEmpty()
                ? new Split(all.only(draw.train()), all.only(draw.validation()))
                : new Split(all, new LabelledImages(folder, folder.validation()));
    }
}
