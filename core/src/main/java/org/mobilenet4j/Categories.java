package org.mobilenet4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** The names of what published detectors and segmentation networks tell apart, told by their number as torchvision has them. */
final class Categories {
    private static final String COCO = "coco_categories.txt";
    private static final String PASCAL_VOC = "voc_categories.txt";

    private Categories() {}

    /** COCO's 91, some of them never used; numbers for any other count, the background first. */
    static List<String> detection(int classes) {
        return named(COCO, classes);
    }

    /** PASCAL VOC's 21; numbers for any other count, the background first. */
    static List<String> segmentation(int classes) {
        return named(PASCAL_VOC, classes);
    }

    /** COCO's, as torchvision's detectors have them. */
    static List<String> coco() {
        return read(COCO);
    }

    /** PASCAL VOC's, as torchvision's segmentation networks have them. */
    static List<String> pascalVoc() {
        return read(PASCAL_VOC);
    }

    private static List<String> named(String file, int classes) {
        List<String> names = read(file);
        return names.size() == classes
                ? names
                : IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    private static List<String> read(String file) {
        try (InputStream in = Categories.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
