package org.mobilenet4j.workflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mobilenet4j.Model;
import org.mobilenet4j.Segmentation;
import org.mobilenet4j.Task;
import org.mobilenet4j.data.AnnotatedImages;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.io.InvalidInputException;

/**
 * The classes that a model and a dataset have in common, found by their names: first those that are the same, then those
 * that differ only in case, spaces and punctuation, as {@code Dining Table} and {@code diningtable}.
 *
 * @param names of the common classes, as the dataset has them, in its order
 * @param ofModel for each label of the model the number of the common class; -1 for none
 * @param ofData for each label of the dataset the number of the common class; -1 for none
 */
record MatchedClasses(List<String> names, int[] ofModel, int[] ofData) {
    private static final int SHOWN = 5;
    private static final String BACKGROUND = "background";

    /** Of torchvision's names for COCO: numbers that were never given a category. */
    private static final String UNUSED = "N/A";

    /**
     * Matches the names of a model and of the dataset that images are of.
     *
     * @throws InvalidInputException if they have no class of objects in common
     */
    static MatchedClasses of(Model model, AnnotatedImages images) {
        boolean hasBackground = model.task() instanceof Task.ObjectDetection;
        return of(model.labels(), images.dataset().classes(), hasBackground, images.source());
    }

    /**
     * Matches names.
     *
     * @param hasBackground whether the model's first class is no object, and so none of the dataset's
     * @param data what to call the dataset
     * @throws InvalidInputException if they have no class of objects in common
     */
    static MatchedClasses of(List<String> model, List<String> dataset, boolean hasBackground, String data) {
        int[] ofModel = new int[model.size()];
        int[] ofData = new int[dataset.size()];
        int[] modelOf = new int[dataset.size()];
        Arrays.fill(ofModel, -1);
        Arrays.fill(ofData, -1);
        Arrays.fill(modelOf, -1);
        List<String> candidates = hasBackground ? model.subList(1, model.size()) : model;
        int offset = model.size() - candidates.size();
        boolean[] isTaken = new boolean[candidates.size()];
        for (boolean isExact : new boolean[] {true, false}) {
            for (int label = 0; label < ofData.length; label++) {
                int found = modelOf[label] < 0 ? indexOf(dataset.get(label), candidates, isTaken, isExact) : -1;
                if (found >= 0) {
                    isTaken[found] = true;
                    modelOf[label] = found + offset;
                }
            }
        }
        List<String> names = new ArrayList<>();
        for (int label = 0; label < ofData.length; label++) {
            if (modelOf[label] >= 0) {
                ofData[label] = names.size();
                ofModel[modelOf[label]] = names.size();
                names.add(dataset.get(label));
            }
        }
        if (names.stream().allMatch(MatchedClasses::isBackground)) {
            throw new InvalidInputException(data + ": none of its classes (" + some(dataset)
                    + ") is among the model's (" + some(candidates)
                    + "), expected the same names; correct them in the annotations, or in the model's config.json");
        }
        return new MatchedClasses(List.copyOf(names), ofModel, ofData);
    }

    private static int indexOf(String name, List<String> candidates, boolean[] isTaken, boolean isExact) {
        for (int i = 0; i < isTaken.length; i++) {
            String other = candidates.get(i);
            if (!isTaken[i] && (isExact ? other.equals(name) : plain(other).equals(plain(name)))) {
                return i;
            }
        }
        return -1;
    }

    private static String plain(String name) {
        String letters = name.codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return (letters.isEmpty() ? name : letters).toLowerCase(Locale.ROOT);
    }

    private static boolean isBackground(String name) {
        return plain(name).equals(BACKGROUND);
    }

    /** The number of the common class that is no object; -1 for none. */
    int background() {
        return IntStream.range(0, names.size())
                .filter(label -> isBackground(names.get(label)))
                .findFirst()
                .orElse(-1);
    }

    /** Whether the model has labels that are not common. */
    boolean hasFurtherOfModel() {
        return IntStream.of(ofModel).anyMatch(label -> label < 0);
    }

    /** Tells what one of the two does not know, each in a line. */
    void tell(Model model, AnnotatedImages images, WorkflowListener listener) {
        List<String> unknown = unmatched(images.dataset().classes(), ofData);
        if (!unknown.isEmpty()) {
            listener.onWarning("the model does not know " + classes(unknown) + " of the data: its figures are without "
                    + (unknown.size() == 1 ? "it" : "them"));
        }
        List<String> absent = unmatched(model.labels(), ofModel);
        if (!absent.isEmpty()) {
            listener.onNote("not in the data: the model's " + classes(absent) + "; what it finds of "
                    + (absent.size() == 1 ? "it" : "them") + " does not count");
        }
    }

    private static List<String> unmatched(List<String> names, int[] matches) {
        return IntStream.range(0, matches.length)
                .filter(label -> matches[label] < 0)
                .mapToObj(names::get)
                .filter(name -> !isBackground(name) && !name.equals(UNUSED))
                .toList();
    }

    private static String classes(List<String> names) {
        return (names.size() == 1 ? "class " : names.size() + " classes ") + some(names);
    }

    private static String some(List<String> names) {
        return names.stream().limit(SHOWN).collect(Collectors.joining(", ")) + (names.size() > SHOWN ? ", ..." : "");
    }

    /** A mask in the common classes: pixels of classes that the model does not know are ignored. */
    ClassMask truth(ClassMask mask) {
        byte[] common = new byte[mask.classes().length];
        for (int i = 0; i < common.length; i++) {
            int label = Byte.toUnsignedInt(mask.classes()[i]);
            int matched = label < ofData.length ? ofData[label] : -1;
            common[i] = (byte) (matched < 0 ? ClassMask.IGNORED : matched);
        }
        return new ClassMask(mask.width(), mask.height(), common);
    }

    /** A prediction in the common classes: what the data does not know is background there, or else one class more. */
    ClassMask prediction(Segmentation segmentation) {
        int other = background() < 0 ? names.size() : background();
        byte[] common = new byte[segmentation.classes().length];
        for (int i = 0; i < common.length; i++) {
            int matched = ofModel[segmentation.classes()[i]];
            common[i] = (byte) (matched < 0 ? other : matched);
        }
        return new ClassMask(segmentation.width(), segmentation.height(), common);
    }
}
