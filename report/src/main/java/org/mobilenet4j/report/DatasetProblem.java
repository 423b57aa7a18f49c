package org.mobilenet4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mobilenet4j.datacheck.CheckedDataset;
import org.mobilenet4j.datacheck.CheckedImage;
import org.mobilenet4j.datacheck.ClassSizes;
import org.mobilenet4j.datacheck.DatasetFindings;
import org.mobilenet4j.datacheck.Duplicates;
import org.mobilenet4j.datacheck.Duplicates.Group;
import org.mobilenet4j.datacheck.Duplicates.NearPair;
import org.mobilenet4j.datacheck.Duplicates.Relation;
import org.mobilenet4j.datacheck.SuspiciousLabels;
import org.mobilenet4j.datacheck.SuspiciousLabels.SuspiciousLabel;

/**
 * A kind of problem that a dataset has, in a line for a person.
 *
 * @param count of what: images, files or classes
 * @param example the first of them
 * @param meaning what it does to a model
 */
public record DatasetProblem(String problem, int count, String example, String meaning) {
    /** The problems as a table. */
    public static final Columns<DatasetProblem> TABLE = new Columns<DatasetProblem>()
            .text("found", DatasetProblem::problem)
            .number("times", "%,d", DatasetProblem::count)
            .text("such as", DatasetProblem::example)
            .text("what it means", DatasetProblem::meaning);

    /** The problems of a dataset, the most harmful first; none where it is clean. */
    public static List<DatasetProblem> of(DatasetFindings findings) {
        List<DatasetProblem> problems = new ArrayList<>();
        Duplicates duplicates = findings.duplicates();
        copies(
                problems,
                findings.dataset(),
                duplicates,
                Relation.OTHER_PART,
                "in two parts",
                "figures flatter the model");
        labels(problems, findings);
        copies(problems, findings.dataset(), duplicates, Relation.OTHER_CLASS, "in two classes", "one label is wrong");
        if (!findings.unreadable().isEmpty()) {
            problems.add(new DatasetProblem(
                    "cannot be read",
                    findings.unreadable().size(),
                    findings.unreadable().getFirst().skipped().reason(),
                    "left out of training"));
        }
        images(problems, findings, "blank", findings.blank(), "nothing is to be learned from them");
        images(problems, findings, "too small", findings.tiny(), "magnified until they are blurred");
        images(
                problems,
                findings,
                "longer than " + CheckedImage.LONGEST_RATIO + " : 1",
                findings.elongated(),
                "only the middle is seen");
        images(
                problems,
                findings,
                "stored turned (EXIF)",
                findings.rotated(),
                "--exif-orientation turns them, in train and in predict");
        sizes(problems, findings.sizes());
        copies(problems, findings.dataset(), duplicates, Relation.SAME_CLASS, "in one class", "counts twice");
        return problems;
    }

    private static void copies(
            List<DatasetProblem> problems,
            CheckedDataset dataset,
            Duplicates duplicates,
            Relation relation,
            String where,
            String meaning) {
        List<Group> groups = duplicates.exact(relation);
        if (!groups.isEmpty()) {
            List<Integer> first = groups.getFirst().indexes();
            problems.add(new DatasetProblem(
                    "the same file " + where,
                    groups.size(),
                    dataset.shown(first.getFirst()) + " and " + dataset.shown(first.getLast()),
                    meaning));
        }
        List<NearPair> near = duplicates.near(relation);
        if (!near.isEmpty()) {
            problems.add(new DatasetProblem(
                    "all but the same " + where,
                    near.size(),
                    dataset.shown(near.getFirst().index()) + " and "
                            + dataset.shown(near.getFirst().other()),
                    meaning));
        }
    }

    private static void labels(List<DatasetProblem> problems, DatasetFindings findings) {
        SuspiciousLabels labels = findings.labels();
        if (labels != null) {
            labels(problems, findings.dataset(), "label looks wrong", labels.confident(), "the first are the surest");
            labels(
                    problems,
                    findings.dataset(),
                    "label is doubtful",
                    labels.doubtful(),
                    "hard images, or wrong labels");
        }
    }

    private static void labels(
            List<DatasetProblem> problems,
            CheckedDataset dataset,
            String problem,
            List<SuspiciousLabel> labels,
            String meaning) {
        if (!labels.isEmpty()) {
            SuspiciousLabel first = labels.getFirst();
            problems.add(new DatasetProblem(
                    problem,
                    labels.size(),
                    dataset.shown(first.index()) + " looks like "
                            + dataset.classes().get(first.suggested()),
                    meaning));
        }
    }

    private static void images(
            List<DatasetProblem> problems,
            DatasetFindings findings,
            String problem,
            List<CheckedImage> images,
            String meaning) {
        if (!images.isEmpty()) {
            problems.add(new DatasetProblem(
                    problem,
                    images.size(),
                    findings.dataset().shown(images.getFirst().index()) + " ("
                            + images.getFirst().size() + ")",
                    meaning));
        }
    }

    private static void sizes(List<DatasetProblem> problems, ClassSizes sizes) {
        List<String> small = sizes.tooSmall();
        if (!small.isEmpty()) {
            problems.add(new DatasetProblem(
                    "class of fewer than " + ClassSizes.FEWEST + " images",
                    small.size(),
                    small.getFirst() + " (" + sizes.of(small.getFirst()) + ")",
                    "hardly learned"));
        }
        if (sizes.isUnbalanced()) {
            problems.add(new DatasetProblem(
                    "classes out of balance",
                    1,
                    String.format(Locale.ROOT, "the largest has %.0f times the images of the smallest", sizes.ratio()),
                    "the small ones are hardly predicted; --balanced in train"));
        }
    }
}
