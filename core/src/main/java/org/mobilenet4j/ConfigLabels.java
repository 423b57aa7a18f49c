package org.mobilenet4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.JsonObject;

/**
 * The names of a model's classes in a {@code config.json}, in any of the forms that people write: {@code label_names} as a
 * list, {@code id2label} or {@code label_names} as numbers with names, {@code label2id} the other way round.
 *
 * @param classes the number of classes that the model has
 */
record ConfigLabels(int classes) {
    /** The names in the order of the outputs; empty where there are none. */
    Optional<List<String>> in(JsonObject config) {
        for (String member : List.of("label_names", "labels")) { // timm's name for it, and its name before
            if (config.members().get(member) instanceof List<?>) {
                return config.texts(member);
            }
        }
        for (String member : List.of("label_names", "id2label")) {
            if (config.members().get(member) != null) {
                List<String> names = byNumber(config, member);
                boolean isUnnamed = IntStream.range(0, names.size())
                        .allMatch(i ->
                                names.get(i).equals("LABEL_" + i)); // what transformers calls classes without names
                return isUnnamed ? Optional.empty() : Optional.of(names);
            }
        }
        return config.members().get("label2id") == null ? Optional.empty() : Optional.of(byName(config));
    }

    private List<String> byNumber(JsonObject config, String member) {
        JsonObject names = config.object(member);
        List<@Nullable String> ordered = new ArrayList<>(Collections.nCopies(classes, null));
        for (String number : names.members().keySet()) {
            put(config, member, ordered, number, names.text(number).orElse(number));
        }
        return complete(ordered);
    }

    private List<String> byName(JsonObject config) {
        JsonObject numbers = config.object("label2id");
        List<@Nullable String> ordered = new ArrayList<>(Collections.nCopies(classes, null));
        for (String name : numbers.members().keySet()) {
            // transformers writes a number; older files have it as a text.
            String number = String.valueOf(numbers.members().get(name));
            put(config, "label2id", ordered, number, name);
        }
        return complete(ordered);
    }

    private void put(JsonObject config, String member, List<@Nullable String> ordered, String number, String name) {
        int index;
        try {
            index = Integer.parseInt(number);
        } catch (NumberFormatException e) {
            index = -1;
        }
        if (index < 0 || index >= classes) {
            throw config.refused(member, "the numbers 0 to " + (classes - 1) + " with a name each");
        }
        ordered.set(index, name);
    }

    private List<String> complete(List<@Nullable String> ordered) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < ordered.size(); i++) {
            String name = ordered.get(i);
            names.add(name == null ? Integer.toString(i) : name); // timm's dicts may have gaps
        }
        return names;
    }
}
