package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A labelled dataset: a folder, or a zip or tar archive of one, with a folder of images per class. As in torchvision's
 * {@code ImageFolder}, the classes are the folders' names in alphabetical order, and a class's images may lie in folders
 * below. Where everything lies under one common folder, as in most archives, that folder is no class. A dataset that
 * is already split has folders such as {@code train} and {@code test} with the class folders in them. Hidden files are
 * ignored; what else is left out is told by {@link #notes}. A folder of CIFAR-10's binary files, or of MNIST's or
 * Fashion-MNIST's, is such a dataset too; a file {@code classes.txt} beside them may name other classes.
 *
 * <p>Immutable, and safe for use by several threads until it is closed.
 */
public final class ImageFolder implements AutoCloseable {
    private static final int HEADERS_READ = 100;

    private final Path path;
    private final ImageSource source;
    private final Layout layout;
    private final List<String> classes;
    private final Optional<DatasetPart> part;
    private final List<Sample> samples;
    private final Optional<DatasetPart> validationPart;
    private final List<Sample> validation;
    private final List<String> notes;

    private ImageFolder(
            Path path,
            ImageSource source,
            Layout layout,
            List<String> classes,
            Optional<DatasetPart> part,
            Optional<DatasetPart> validationPart) {
        this.path = path;
        this.source = source;
        this.layout = layout;
        this.classes = List.copyOf(classes);
        this.part = part;
        this.samples = layout.classFolders(part).samplesOf(classes);
        this.validationPart = validationPart;
        this.validation =
                validationPart.isPresent() ? layout.classFolders(validationPart).samplesOf(classes) : List.of();
        this.notes = Stream.of(
                        layout.notes().stream(),
                        layout.classFolders(part).notes().stream(),
                        source.listing().passedOver().stream())
                .flatMap(Function.identity())
                .map(note -> path + ": " + note)
                .toList();
    }

    /**
     * Opens a dataset to learn from: at least two classes, and an image in each. Where it is already split, its train
     * part is opened, and its validation part, or else its test part, is {@link #validation}.
     *
     * @throws InvalidInputException if there is nothing at {@code path}, or no such dataset, or a part has a class that
     *     the train part has not
     * @throws IOException if the disk fails
     */
    public static ImageFolder open(Path path) throws IOException {
        return open(path, folders -> false, (source, layout) -> {
            Optional<DatasetPart> part = layout.toLearnFrom();
            List<String> classes = layout.classFolders(part).names();
            return new ImageFolder(path, source, layout, classes, part, layout.toValidateOn());
        });
    }

    /**
     * Opens a dataset whose classes are known already, to evaluate a model on it: labels are indexes into
     * {@code classes}, of which some may have no folder. Folders bear the names of classes, or WordNet ids for ImageNet's
     * thousand classes, or the numbers of classes from 0. Where the dataset is already split, its test part, or else its
     * validation part, is opened.
     *
     * @throws InvalidInputException if there is nothing at {@code path}, no such dataset, or a class that is not among
     *     {@code classes}
     * @throws IOException if the disk fails
     */
    public static ImageFolder open(Path path, List<String> classes) throws IOException {
        return open(
                path,
                folders -> FolderNames.labels(folders, classes).keySet().containsAll(folders),
                (source, layout) ->
                        new ImageFolder(path, source, layout, classes, layout.toTestOn(), Optional.empty()));
    }

    private static ImageFolder open(
            Path path, Predicate<List<String>> areClasses, BiFunction<ImageSource, Layout, ImageFolder> opening)
            throws IOException {
        ImageSource source = ImageSource.at(path);
        try {
            return opening.apply(source, new Layout(path, source.listing(), areClasses));
        } catch (RuntimeException refused) {
            source.close();
            throw refused;
        }
    }

    /** Whether all images are known to be grey, as MNIST's are: a network of one input channel suits them. */
    public boolean isGrey() {
        return source instanceof RecordSource records && records.isGrey();
    }

    /** The folder or archive that was opened. */
    public Path path() {
        return path;
    }

    /** The names of the classes; a label is an index into this list. */
    public List<String> classes() {
        return classes;
    }

    /** The part that was opened; empty where the dataset is not split. */
    public Optional<DatasetPart> part() {
        return part;
    }

    /** The images of the dataset, or of the part that was opened, class by class, sorted by name. */
    public List<Sample> samples() {
        return samples;
    }

    /** The part that {@link #validation} is; empty where the dataset has none. */
    public Optional<DatasetPart> validationPart() {
        return validationPart;
    }

    /** The images of the dataset's own validation part; empty where it has none. */
    public List<Sample> validation() {
        return validation;
    }

    /** The parts that the dataset is split into, opened or not; none where it is not split. */
    public Set<DatasetPart> parts() {
        return layout.parts();
    }

    /**
     * The images of any part, sorted as {@link #samples}.
     *
     * @throws InvalidInputException if the part has a class that is not among {@link #classes}
     */
    public List<Sample> samples(DatasetPart wanted) {
        return layout.classFolders(Optional.of(wanted)).samplesOf(classes);
    }

    /**
     * What a person should know of what was found, line by line: files that are no images, images in no class folder,
     * folders beside the parts.
     */
    public List<String> notes() {
        return notes;
    }

    /**
     * The bytes of an image's file, undecoded.
     *
     * @throws IOException if it cannot be read, is damaged in the archive, or is larger than 256 MB
     */
    public byte[] read(Sample sample) throws IOException {
        return source.read(sample.name());
    }

    /**
     * The length and time of an image's file, found without reading it.
     *
     * @throws IOException if it is gone
     */
    public FileStamp stamp(Sample sample) throws IOException {
        return source.stamp(sample.name());
    }

    /**
     * Whether no image is larger than this in either side, as the headers of some of them say, spread over all; what cannot be
     * read does not count.
     */
    public boolean isWithin(int side) {
        ImageDecoder decoder = new ImageDecoder();
        int step = Math.max(1, samples.size() / HEADERS_READ);
        for (int i = 0; i < samples.size(); i += step) {
            try {
                ImageSize size =
                        decoder.sizeOf(read(samples.get(i)), samples.get(i).name());
                if (Math.max(size.width(), size.height()) > side) {
                    return false;
                }
            } catch (IOException | InvalidInputException unreadable) {
                // Whoever reads the images says so.
            }
        }
        return true;
    }

    /** Something that is another once the image's file has changed, found without reading it all. */
    String fingerprint(Sample sample) {
        return source.fingerprint(sample.name());
    }

    /** Closes the archive; a folder holds nothing open. */
    @Override
    public void close() throws IOException {
        source.close();
    }
}
