package org.mobilenet4j.datacheck;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.AnnotatedDataset;
import org.mobilenet4j.data.DatasetPart;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.ImageSet;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Sample;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A labelled dataset with all its parts, whose images are numbered through: those of the first part first.
 *
 * @param parts of the same classes, at least one
 */
public record CheckedDataset(List<Part> parts) implements ImageSet, Closeable {
    /**
     * A part of it.
     *
     * @param name such as {@code train}; {@code all} of a dataset that is not split
     */
    public record Part(String name, LabelledImages images) {}

    public CheckedDataset {
        parts = List.copyOf(parts);
        List<String> classes = parts.getFirst().images.folder().classes();
        for (Part part : parts) {
            if (!part.images.folder().classes().equals(classes)) {
                throw new IllegalArgumentException(part.name + " was opened with other classes");
            }
        }
    }

    /** The name of the only part of a dataset that is not split. */
    public static final String WHOLE = "all";

    /**
     * Opens a dataset, every part that it has.
     *
     * @param validation another folder or archive to validate on
     * @param test another folder or archive to test on
     * @throws InvalidInputException if one is no dataset, has a class that {@code data} has not, or has boxes or masks
     */
    public static CheckedDataset open(Path data, @Nullable Path validation, @Nullable Path test) throws IOException {
        requireNoAnnotations(data);
        List<Part> parts = new ArrayList<>();
        ImageFolder folder = ImageFolder.open(data);
        try {
            boolean isOne = folder.parts().isEmpty() && validation == null && test == null;
            parts.add(new Part(isOne ? WHOLE : DatasetPart.TRAIN.toString(), LabelledImages.of(folder)));
            for (DatasetPart part : folder.parts()) {
                if (part != DatasetPart.TRAIN) {
                    parts.add(new Part(part.toString(), new LabelledImages(folder, folder.samples(part))));
                }
            }
            addOther(parts, DatasetPart.VALIDATION, validation, folder.classes());
            addOther(parts, DatasetPart.TEST, test, folder.classes());
            return new CheckedDataset(parts);
        } catch (IOException | RuntimeException refused) {
            folder.close();
            for (Part part : parts) {
                part.images.folder().close();
            }
            throw refused;
        }
    }

    /** Its folders would be taken for classes. */
    private static void requireNoAnnotations(Path data) throws IOException {
        if (Files.exists(data) && !AnnotatedDataset.tasksOf(data).isEmpty()) {
            throw new InvalidInputException(
                    data + ": has boxes or masks, expected a folder of images per class; training on"
                            + " boxes and masks names what is wrong with them");
        }
    }

    private static void addOther(List<Part> parts, DatasetPart part, @Nullable Path path, List<String> classes)
            throws IOException {
        if (path == null) {
            return;
        }
        if (parts.stream().anyMatch(known -> known.name.equals(part.toString()))) {
            throw new InvalidInputException(parts.getFirst().images.source() + ": has a " + part
                    + " part, expected none beside " + path + "; leave one of them out");
        }
        parts.add(new Part(part.toString(), LabelledImages.of(ImageFolder.open(path, classes))));
    }

    /** The names of the classes; a label is an index into this list. */
    public List<String> classes() {
        return parts.getFirst().images.folder().classes();
    }

    /** Whether there is more than one part. */
    public boolean isSplit() {
        return parts.size() > 1;
    }

    private record Place(int part, int index) {}

    private Place place(int index) {
        int within = index;
        for (int part = 0; part < parts.size(); part++) {
            int size = parts.get(part).images.size();
            if (within < size) {
                return new Place(part, within);
            }
            within -= size;
        }
        throw new IndexOutOfBoundsException(index);
    }

    /** The number of the part that an image is of. */
    public int partOf(int index) {
        return place(index).part;
    }

    /** The images of the part that an image is of. */
    LabelledImages imagesOf(int index) {
        return parts.get(partOf(index)).images;
    }

    Sample sample(int index) {
        Place place = place(index);
        return parts.get(place.part).images.samples().get(place.index);
    }

    /** The class of an image, an index into {@link #classes}. */
    public int label(int index) {
        return sample(index).label();
    }

    /** The name of an image's class. */
    public String labelName(int index) {
        return classes().get(label(index));
    }

    /** How many images there are of each class (column) in each part (row). */
    public int[][] counts() {
        int[][] counts = new int[parts.size()][classes().size()];
        for (int part = 0; part < counts.length; part++) {
            for (Sample sample : parts.get(part).images.samples()) {
                counts[part][sample.label()]++;
            }
        }
        return counts;
    }

    @Override
    public int size() {
        return parts.stream().mapToInt(part -> part.images.size()).sum();
    }

    @Override
    public String name(int index) {
        return sample(index).name();
    }

    @Override
    public String path(int index) {
        Place place = place(index);
        return parts.get(place.part).images.path(place.index);
    }

    /** What a table calls an image: its name, or its path where it is not in the first part's folder. */
    public String shown(int index) {
        LabelledImages images = imagesOf(index);
        return images.folder().path().equals(parts.getFirst().images.folder().path()) ? name(index) : path(index);
    }

    @Override
    public String source() {
        return parts.getFirst().images.source();
    }

    @Override
    public RgbImage decode(int index, ImageDecoder decoder) {
        return decoder.decode(encoded(index), path(index));
    }

    /**
     * The bytes of an image's file.
     *
     * @throws InvalidInputException if they cannot be read
     */
    byte[] encoded(int index) {
        Place place = place(index);
        return parts.get(place.part).images.encoded(place.index);
    }

    /** What was left out when the dataset was opened: files that are no images, images in no class folder. */
    public List<String> notes() {
        return parts.stream()
                .flatMap(part -> part.images.folder().notes().stream())
                .distinct()
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (Part part : parts) {
            part.images.folder().close();
        }
    }

    /** As in "1 image" and "1,234 images". */
    static String counted(int count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }
}
