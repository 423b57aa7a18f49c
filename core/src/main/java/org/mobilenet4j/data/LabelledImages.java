package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Images of a dataset, each with its class.
 *
 * @param folder the open dataset that they are of
 */
public record LabelledImages(ImageFolder folder, List<Sample> samples) implements ImageSet {
    public LabelledImages {
        samples = List.copyOf(samples);
    }

    /** All images of the dataset, or of the part of it that was opened. */
    public static LabelledImages of(ImageFolder folder) {
        return new LabelledImages(folder, folder.samples());
    }

    /** Those with these indexes. */
    public LabelledImages only(List<Integer> indexes) {
        return new LabelledImages(folder, indexes.stream().map(samples::get).toList());
    }

    /** The class of each image, an index into the folder's classes. */
    public List<Integer> labels() {
        return samples.stream().map(Sample::label).toList();
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public String name(int index) {
        return samples.get(index).name();
    }

    @Override
    public String path(int index) {
        return ImageSource.pathOf(folder.path(), name(index));
    }

    @Override
    public String source() {
        return folder.path().toString();
    }

    @Override
    public RgbImage decode(int index, ImageDecoder decoder) {
        return decoder.decode(encoded(index), path(index));
    }

    /**
     * The bytes of an image's file.
     *
     * @throws InvalidInputException if they cannot be read; the message begins with its path
     */
    public byte[] encoded(int index) {
        try {
            return folder.read(samples.get(index));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(path(index) + ": is gone, or a link that leads nowhere", e);
        } catch (AccessDeniedException e) {
            throw new InvalidInputException(path(index) + ": may not be read; change its permissions", e);
        } catch (IOException e) {
            throw new InvalidInputException(path(index) + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
