package org.mobilenet4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which class each folder of a dataset holds, where the classes are known. Folders are named as the classes are; or, for
 * ImageNet's thousand classes, by WordNet id ({@code n01440764}); or by the number of the class, from 0. All folders of a
 * dataset are named in one way. Where some differ from the classes in nothing but capitals, that is not minded.
 */
final class FolderNames {
    private static final String WORDNET = "/org/mobilenet4j/imagenet_classes.txt";
    private static final int WORDNET_ID_LENGTH = 9;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private FolderNames() {}

    /** The label of each folder; one that names no class is not in it. */
    static Map<String, Integer> labels(Collection<String> folders, List<String> known) {
        List<String> classes = known.stream().map(Listing::composed).toList();
        Map<String, Integer> byName = numbered(classes);
        if (byName.keySet().containsAll(folders)) {
            return byName;
        }
        List<String> ids = wordNetIds();
        if (classes.size() == ids.size() && ids.containsAll(folders)) {
            return numbered(ids);
        }
        if (areNumbers(folders) && folders.stream().allMatch(folder -> Integer.parseInt(folder) < classes.size())) {
            Map<String, Integer> byNumber = new HashMap<>();
            folders.forEach(folder -> byNumber.put(folder, Integer.parseInt(folder)));
            return byNumber;
        }
        folders.forEach(folder -> {
            List<Integer> alike = IntStream.range(0, classes.size())
                    .filter(i -> classes.get(i).equalsIgnoreCase(folder))
                    .boxed()
                    .toList();
            if (alike.size() == 1) {
                byName.putIfAbsent(folder, alike.getFirst());
            }
        });
        return byName;
    }

    static boolean areNumbers(Collection<String> folders) {
        return folders.stream().allMatch(folder -> NUMBER.matcher(folder).matches());
    }

    private static Map<String, Integer> numbered(List<String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            numbers.putIfAbsent(names.get(i), i);
        }
        return numbers;
    }

    /** In the order of the published weights' outputs. */
    private static List<String> wordNetIds() {
        try (InputStream in = Objects.requireNonNull(FolderNames.class.getResourceAsStream(WORDNET), WORDNET)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(0, WORDNET_ID_LENGTH))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
