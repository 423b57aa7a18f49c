package org.mobilenet4j.naming;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.mobilenet4j.io.Quoted;
import org.mobilenet4j.tensor.Shape;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.StateDict;

/**
 * How the tensors of a file fit a network. Immutable.
 *
 * @param matched the number of tensors that fit
 * @param missing names the network has and the file lacks, in the network's order
 * @param unexpected names the file has and the network lacks, in the file's order
 * @param mismatched tensors that both have, of different shapes
 * @param replaced names that did not fit and need not: their tensors were initialised anew on purpose, such as a classifier
 *     for other classes
 */
public record LoadReport(
        int matched, List<String> missing, List<String> unexpected, List<Mismatch> mismatched, List<String> replaced) {
    private static final int MOST_NAMES_IN_SUMMARY = 3;

    /** One tensor of another shape than the network's. */
    public record Mismatch(String name, Shape expected, Shape found) {}

    /** Copies the lists. */
    public LoadReport {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        mismatched = List.copyOf(mismatched);
        replaced = List.copyOf(replaced);
    }

    /**
     * Compares names and shapes, exactly. Missing batch counters ({@code num_batches_tracked}) are not reported: checkpoints
     * from before PyTorch 0.4.1 lack them, and inference does not need them.
     *
     * @param expected the network's names and shapes, in its order
     */
    public static LoadReport compare(Map<String, Shape> expected, StateDict found) {
        List<String> missing = new ArrayList<>();
        List<Mismatch> mismatched = new ArrayList<>();
        int matched = 0;
        for (Map.Entry<String, Shape> wanted : expected.entrySet()) {
            String name = wanted.getKey();
            Tensor tensor = found.get(name);
            if (tensor == null) {
                if (!name.endsWith("num_batches_tracked")) {
                    missing.add(name);
                }
            } else if (!tensor.shape().equals(wanted.getValue())) {
                mismatched.add(new Mismatch(name, wanted.getValue(), tensor.shape()));
            } else {
                matched++;
            }
        }
        List<String> unexpected = found.names().stream()
                .filter(name -> !expected.containsKey(name))
                .toList();
        return new LoadReport(matched, missing, unexpected, mismatched, List.of());
    }

    /** The same report where these names, as far as they are missing or of another shape, count as replaced. */
    public LoadReport replacing(Collection<String> names) {
        Set<String> replacedNow = new LinkedHashSet<>(replaced);
        missing.stream().filter(names::contains).forEach(replacedNow::add);
        mismatched.stream().map(Mismatch::name).filter(names::contains).forEach(replacedNow::add);
        return new LoadReport(
                matched,
                missing.stream().filter(Predicate.not(names::contains)).toList(),
                unexpected,
                mismatched.stream()
                        .filter(mismatch -> !names.contains(mismatch.name()))
                        .toList(),
                List.copyOf(replacedNow));
    }

    /** Whether everything fits, apart from what was replaced. */
    public boolean isClean() {
        return missing.isEmpty() && unexpected.isEmpty() && mismatched.isEmpty();
    }

    /** One line: counts, and the first names of each kind. */
    public String summary() {
        StringBuilder summary = new StringBuilder(matched + " tensors fit");
        append(summary, missing, "missing");
        append(summary, unexpected, "unexpected");
        append(summary, mismatched.stream().map(Mismatch::name).toList(), "of another shape");
        append(summary, replaced, "initialised anew");
        return summary.toString();
    }

    private static void append(StringBuilder summary, List<String> names, String what) {
        if (!names.isEmpty()) {
            List<String> first = names.subList(0, Math.min(MOST_NAMES_IN_SUMMARY, names.size()));
            summary.append("; ").append(names.size()).append(' ').append(what).append(" (");
            summary.append(String.join(", ", first.stream().map(Quoted::of).toList()));
            summary.append(names.size() > first.size() ? ", ...)" : ")");
        }
    }

    /** All of it in several lines, in the words of PyTorch's {@code load_state_dict}. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(matched + " tensors fit");
        addNames(lines, "missing", missing);
        addNames(lines, "unexpected", unexpected);
        for (Mismatch mismatch : mismatched) {
            lines.add("size mismatch for " + mismatch.name() + ": the file has " + mismatch.found()
                    + ", the network expects " + mismatch.expected());
        }
        addNames(lines, "initialised anew", replaced);
        return String.join("\n", lines);
    }

    private static void addNames(List<String> lines, String what, List<String> names) {
        if (!names.isEmpty()) {
            lines.add(what + ": "
                    + String.join(", ", names.stream().map(Quoted::of).toList()));
        }
    }
}
