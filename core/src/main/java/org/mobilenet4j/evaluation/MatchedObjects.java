package org.mobilenet4j.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The objects of one image beside what a detector found: who found whom. Each detection, the surest first, takes the free
 * object of its class that it overlaps most, as for average precision at IoU 0.50. What is then left of both is matched
 * whatever the class. Of each class, the hundred surest detections count. Detections of a crowd or of a difficult object are left out.
 *
 * @param pairs an object and its detection, of the same class or of another
 * @param missed objects that nothing found
 * @param falseAlarms detections, the surest first, where nothing is
 */
public record MatchedObjects(List<Pair> pairs, List<TrueObject> missed, List<Detection> falseAlarms) {
    private static final double LEAST_IOU = 0.5;

    /** An object and the detection that found it. */
    public record Pair(TrueObject object, Detection detection) {
        /** Whether the detection is of the object's class. */
        public boolean isRight() {
            return object.label() == detection.label();
        }
    }

    public MatchedObjects {
        pairs = List.copyOf(pairs);
        missed = List.copyOf(missed);
        falseAlarms = List.copyOf(falseAlarms);
    }

    /**
     * Matches the detections of one image.
     *
     * @param leastScore detections of lower scores are left out
     */
    public static MatchedObjects of(List<TrueObject> objects, List<Detection> detections, double leastScore) {
        List<Detection> surest = counted(detections, leastScore);
        boolean[] isTaken = new boolean[objects.size()];
        List<Pair> pairs = new ArrayList<>();
        List<Detection> left = new ArrayList<>();
        for (Detection detection : surest) {
            int match = match(detection, objects, isTaken, true);
            if (match < 0) {
                left.add(detection);
            } else if (isCounted(objects.get(match))) {
                isTaken[match] = true;
                pairs.add(new Pair(objects.get(match), detection));
            }
        }
        List<Detection> falseAlarms = new ArrayList<>();
        for (Detection detection : left) {
            int match = match(detection, objects, isTaken, false);
            if (match < 0) {
                falseAlarms.add(detection);
            } else {
                isTaken[match] = true;
                pairs.add(new Pair(objects.get(match), detection));
            }
        }
        List<TrueObject> missed = IntStream.range(0, isTaken.length)
                .filter(i -> !isTaken[i] && isCounted(objects.get(i)))
                .mapToObj(objects::get)
                .toList();
        return new MatchedObjects(pairs, missed, falseAlarms);
    }

    /** The surest first, of each class as many as COCO counts. */
    private static List<Detection> counted(List<Detection> detections, double leastScore) {
        Map<Integer, Integer> ofClass = new HashMap<>();
        return detections.stream()
                .filter(detection -> detection.score() >= leastScore)
                .sorted(Comparator.comparingDouble(detection -> -detection.score()))
                .filter(detection -> ofClass.merge(detection.label(), 1, Integer::sum) <= CocoEvaluation.MOST_PER_IMAGE)
                .toList();
    }

    private static boolean isCounted(TrueObject object) {
        return !object.isCrowd() && !object.isDifficult();
    }

    /** The free object that a detection overlaps most, one that counts before one that does not; -1 for none. */
    private static int match(Detection detection, List<TrueObject> objects, boolean[] isTaken, boolean isOfItsClass) {
        int match = -1;
        double best = 0;
        for (int i = 0; i < isTaken.length; i++) {
            TrueObject object = objects.get(i);
            boolean isCandidate = isOfItsClass
                    ? object.label() == detection.label()
                    : object.label() != detection.label() && isCounted(object);
            if (isTaken[i] || !isCandidate) {
                continue;
            }
            double overlap = object.isCrowd()
                    ? detection.region().shareWithin(object.region())
                    : detection.region().iou(object.region());
            double rank = overlap + (isCounted(object) ? 1 : 0);
            if (overlap >= LEAST_IOU && rank >= best) {
                best = rank;
                match = i;
            }
        }
        return match;
    }
}
