package org.mobilenet4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.ImageSize;
import org.mobilenet4j.image.MaskDecoder;
import org.mobilenet4j.io.InvalidInputException;

/**
 * Masks of classes as images of their own: PASCAL VOC's {@code SegmentationClass} beside {@code JPEGImages}, or folders such
 * as {@code masks} beside {@code images}, where a mask has its image's name with another suffix, or with {@code _mask}
 * behind it. All masks are looked at when the dataset is opened: which classes there are is known only then.
 */
final class MaskFolders {
    private static final Pattern MASKS = Pattern.compile("SegmentationClass.*|.*Masks?|(?i:(?:.*[^a-z])?"
            + "(?:masks?|labels?|annotations?|annots?|gt|targets?|segmentations?)(?:[^a-z].*)?)");
    private static final Pattern OBJECT_MASKS = Pattern.compile("SegmentationObject.*|(?i:.*instances?.*)");
    private static final Pattern MASK_SUFFIX = Pattern.compile("[_-](mask|label|seg|gt)$", Pattern.CASE_INSENSITIVE);
    private static final Set<String> LOSSLESS = Set.of("png", "bmp", "gif", "tif", "tiff");
    private static final List<String> VOC_CLASSES = List.of(
            "background",
            "aeroplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "diningtable",
            "dog",
            "horse",
            "motorbike",
            "person",
            "pottedplant",
            "sheep",
            "sofa",
            "train",
            "tvmonitor");

    private final Path root;
    private final ImageSource source;
    private final AnnotationProblems problems;
    private final Sizes sizes;
    private final MaskDecoder masks = new MaskDecoder(new ImageDecoder());
    private final BitSet seen = new BitSet();

    private MaskFolders(Path root, ImageSource source, AnnotationProblems problems) {
        this.root = root;
        this.source = source;
        this.problems = problems;
        this.sizes = new Sizes(root, source, new ImageDecoder(), problems);
    }

    /** The annotations; empty where there are no such folders. */
    static Optional<Annotations> read(Path root, ImageSource source, AnnotationProblems problems) throws IOException {
        return new MaskFolders(root, source, problems).read();
    }

    private Optional<Annotations> read() throws IOException {
        Listing listing = source.listing();
        List<String> files =
                listing.imagesBelow("").stream().filter(MaskFolders::isMask).toList();
        boolean isVoc = files.stream().anyMatch(MaskFolders::isVoc);
        if (isVoc) {
            files = files.stream().filter(MaskFolders::isVoc).toList();
        }
        ImageNames images = new ImageNames(
                listing.imagesBelow("").stream().filter(image -> !isMask(image)).toList());
        boolean isPaired = files.stream()
                .anyMatch(mask -> !images.withStem(imageStem(mask, images)).isEmpty());
        if (!isPaired) {
            return Optional.empty();
        }
        Map<DatasetPart, String> lists = VocFormat.lists(listing, "Segmentation");
        Map<DatasetPart, String> used = lists.isEmpty() ? VocFormat.lists(listing, "Main") : lists;
        Map<DatasetPart, List<AnnotatedImage>> parts = new EnumMap<>(DatasetPart.class);
        if (used.isEmpty()) {
            for (String mask : files) {
                image(mask, images)
                        .ifPresent(image -> parts.computeIfAbsent(
                                        ImageNames.partOf(mask).orElse(DatasetPart.TRAIN), part -> new ArrayList<>())
                                .add(image));
            }
        } else {
            Map<String, String> byStem = new TreeMap<>();
            files.forEach(mask -> byStem.putIfAbsent(imageStem(mask, images), mask));
            for (Map.Entry<DatasetPart, String> list : used.entrySet()) {
                List<AnnotatedImage> members = new ArrayList<>();
                for (String stem : VocFormat.stems(source, list.getValue())) {
                    String mask = byStem.get(stem);
                    if (mask == null) {
                        problems.add(list.getValue(), stem, "has no mask, expected " + stem + ".png; left out");
                    } else {
                        image(mask, images).ifPresent(members::add);
                    }
                }
                parts.put(list.getKey(), members);
            }
        }
        return Optional.of(new Annotations(classes(isVoc), parts, isBinary(isVoc)));
    }

    /** Whether the masks in a folder number objects, and not classes. */
    private static boolean isOfObjects(String folder) {
        return OBJECT_MASKS.matcher(folder).matches();
    }

    /** Whether a file of an image's name is a mask, by its folders' names or its own. */
    static boolean isMask(String file) {
        String suffix = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (!LOSSLESS.contains(suffix)) {
            return false;
        }
        for (String folder = Listing.parentOf(file); !folder.isEmpty(); folder = Listing.parentOf(folder)) {
            if (MASKS.matcher(Listing.nameOf(folder)).matches() || isOfObjects(Listing.nameOf(folder))) {
                return true;
            }
        }
        return MASK_SUFFIX.matcher(Listing.stemOf(file)).find();
    }

    private static boolean isVoc(String file) {
        return Listing.nameOf(Listing.parentOf(file)).startsWith("SegmentationClass");
    }

    private static String imageStem(String mask, ImageNames images) {
        String stem = Listing.stemOf(mask);
        return images.withStem(stem).isEmpty() ? MASK_SUFFIX.matcher(stem).replaceFirst("") : stem;
    }

    private Optional<AnnotatedImage> image(String mask, ImageNames images) throws IOException {
        Optional<String> image = images.ofStem(imageStem(mask, images), mask, "", problems);
        Optional<ImageSize> size = image.flatMap(sizes::of);
        if (image.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        String path = ImageSource.pathOf(root, mask);
        try {
            ClassMask classes = masks.decode(source.read(mask), path);
            if (classes.width() != size.get().width()
                    || classes.height() != size.get().height()) {
                problems.add(
                        mask,
                        "",
                        "is " + classes.width() + " x " + classes.height() + ", expected the size of its image, "
                                + size.get() + "; left out");
                return Optional.empty();
            }
            for (byte each : classes.classes()) {
                seen.set(Byte.toUnsignedInt(each));
            }
            return Optional.of(new AnnotatedImage(image.get(), size.get(), List.of(), mask));
        } catch (InvalidInputException refused) {
            problems.add(mask, "", String.valueOf(refused.getMessage()).replaceFirst("^\\Q" + path + "\\E: ", ""));
            return Optional.empty();
        }
    }

    /** Whether there is nothing but 0 and 255: then 255 is no pixel to be ignored, but the one class. */
    private boolean isBinary(boolean isVoc) {
        return !isVoc && seen.get(ClassMask.IGNORED) && seen.previousSetBit(ClassMask.IGNORED - 1) <= 0;
    }

    /** By a file of names, by VOC's, or numbers. */
    private List<String> classes(boolean isVoc) throws IOException {
        int most = seen.previousSetBit(ClassMask.IGNORED - 1);
        int count = isBinary(isVoc) ? 2 : most + 1;
        Optional<List<String>> named = ClassNames.in(source);
        if (named.isPresent() && named.get().size() >= count) {
            return named.get();
        }
        if (isVoc && count <= VOC_CLASSES.size()) {
            return VOC_CLASSES;
        }
        return IntStream.range(0, Math.max(count, 2))
                .mapToObj(number -> number == 0 ? "background" : Integer.toString(number))
                .toList();
    }
}
