package org.mobilenet4j.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mobilenet4j.evaluation.Detection;
import org.mobilenet4j.evaluation.MatchedObjects;
import org.mobilenet4j.evaluation.TrueObject;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.BoxDrawing;
import org.mobilenet4j.image.DrawnBox;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.Region;
import org.mobilenet4j.image.RgbImage;
import org.mobilenet4j.image.RunLengthMask;
import org.mobilenet4j.image.Thumbnail;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.workflow.EvaluatedDetections;
import org.mobilenet4j.workflow.EvaluatedDetections.JudgedImage;

/** The images in which a detector fails worst, with the truth and its boxes drawn. */
record MistakenDetections(EvaluatedDetections evaluated) {
    private static final int IMAGES_SHOWN = 12;
    private static final int CANDIDATES = 500;
    private static final int LONG_SIDE = 400;

    /** Told apart without colour sight too: light, dark, and between. */
    private static final int TRUTH = 0xFFFFFF;

    private static final int RIGHT = 0x0072B2;
    private static final int WRONG = 0xE8590C;
    private static final int MISSED = 0xF5C400;

    private static final Map<String, Integer> LEGEND = legend();

    private static Map<String, Integer> legend() {
        Map<String, Integer> legend = new LinkedHashMap<>();
        legend.put("an object that was found", TRUTH);
        legend.put("the box that found it", RIGHT);
        legend.put("an object that was missed", MISSED);
        legend.put("a box that is wrong", WRONG);
        return legend;
    }

    /** Largest objects first. */
    void misses(Page page) {
        List<JudgedImage> images = evaluated.worstMisses(CANDIDATES).stream()
                .map(EvaluatedDetections.Miss::image)
                .distinct()
                .limit(IMAGES_SHOWN)
                .toList();
        if (images.isEmpty()) {
            return;
        }
        page.section(
                "The largest objects that it missed",
                "The larger an object is in its image, the less excuse there is. Look here first: some annotations may be"
                        + " wrong, others show what the training images lack.");
        show(
                page,
                images,
                matched -> "missed: " + names(matched.missed().stream().map(TrueObject::label)));
    }

    /** The surest first. */
    void falseAlarms(Page page) {
        List<JudgedImage> images = evaluated.surestFalseAlarms(CANDIDATES).stream()
                .map(EvaluatedDetections.FalseAlarm::image)
                .distinct()
                .limit(IMAGES_SHOWN)
                .toList();
        if (images.isEmpty()) {
            return;
        }
        page.section(
                "Where it was surest and wrong",
                "Boxes with high scores where no object of any class is annotated. Often an object is there that nobody"
                        + " has marked.");
        show(
                page,
                images,
                matched -> "false alarm: " + scored(matched.falseAlarms().getFirst()));
    }

    private interface Title {
        String of(MatchedObjects matched);
    }

    private void show(Page page, List<JudgedImage> images, Title title) {
        page.colors(LEGEND);
        List<InlineImage> shown = new ArrayList<>();
        for (JudgedImage image : images) {
            MatchedObjects matched = evaluated.matched(image);
            try {
                RgbImage decoded = evaluated
                        .images()
                        .decode(image.index(), evaluated.reader().decoder());
                RgbImage drawn = BoxDrawing.over(
                        Thumbnail.of(decoded, LONG_SIDE), Thumbnail.of(boxes(matched), decoded, LONG_SIDE));
                shown.add(new InlineImage(
                        ImageEncoder.jpeg(drawn),
                        title.of(matched),
                        evaluated.images().name(image.index())));
            } catch (InvalidInputException gone) {
                // It could be read a moment ago; the page does without it.
            }
        }
        page.drawings(shown);
    }

    /** What is wrong on top. */
    private List<DrawnBox> boxes(MatchedObjects matched) {
        List<DrawnBox> boxes = new ArrayList<>();
        matched.missed().forEach(object -> boxes.add(drawn(object.region(), name(object.label()), MISSED)));
        matched.falseAlarms().forEach(alarm -> boxes.add(drawn(alarm.region(), scored(alarm), WRONG)));
        for (MatchedObjects.Pair pair : matched.pairs()) {
            boxes.add(drawn(pair.detection().region(), scored(pair.detection()), pair.isRight() ? RIGHT : WRONG));
        }
        for (MatchedObjects.Pair pair : matched.pairs()) {
            boxes.add(drawn(
                    pair.object().region(),
                    pair.isRight() ? "" : name(pair.object().label()),
                    TRUTH));
        }
        return boxes;
    }

    private static DrawnBox drawn(Region region, String text, int color) {
        return switch (region) {
            case Box box -> new DrawnBox(box, text, color);
            case RunLengthMask mask -> new DrawnBox(mask.box(), text, color);
        };
    }

    private String name(int label) {
        return evaluated.classes().get(label);
    }

    private String scored(Detection detection) {
        return String.format(Locale.ROOT, "%s %.2f", name(detection.label()), detection.score());
    }

    /** As in "2 persons" without the plural: {@code person (2), dog}. */
    private String names(Stream<Integer> labels) {
        return labels
                .collect(Collectors.groupingBy(this::name, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(each -> each.getValue() == 1 ? each.getKey() : each.getKey() + " (" + each.getValue() + ")")
                .collect(Collectors.joining(", "));
    }
}
