package org.mobilenet4j.cli.quickstart;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.mobilenet4j.cli.console.Progress;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.io.AtomicFile;
import tools.jackson.databind.json.JsonMapper;

/**
 * A dataset of flower scenes in the form of COCO: the images, and for each part a file of boxes and masks. The same seed
 * gives the same bytes with the same JDK.
 */
public final class SceneFolder {
    private static final String IMAGES = "images";
    private static final String ANNOTATIONS = "annotations";

    private static final List<FlowerKind> KINDS = List.of(FlowerKind.values());

    private SceneFolder() {}

    /**
     * Writes the dataset anew, over an earlier one.
     *
     * @param train how many scenes to learn from
     * @param validation how many to validate on
     * @throws IOException if a file cannot be written
     */
    public static void write(Path folder, int train, int validation, long seed, Progress progress) throws IOException {
        Path images = Files.createDirectories(folder.resolve(IMAGES));
        Files.createDirectories(folder.resolve(ANNOTATIONS));
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(images, "scene-*.jpg")) {
            for (Path image : earlier) {
                Files.delete(image);
            }
        }
        writePart(folder, "train", 1, train, seed, progress);
        writePart(folder, "val", train + 1, validation, seed, progress);
    }

    private static void writePart(Path folder, String part, int firstId, int count, long seed, Progress progress)
            throws IOException {
        List<Map<String, Object>> images = new ArrayList<>();
        List<Map<String, Object>> annotations = new ArrayList<>();
        for (int id = firstId; id < firstId + count; id++) {
            FlowerScene scene = FlowerScene.draw(1_000_003L * seed + id);
            String name = String.format(Locale.ROOT, "scene-%04d.jpg", id);
            FlowerDrawings.write(scene.image(), folder.resolve(IMAGES).resolve(name));
            int width = scene.image().getWidth();
            int height = scene.image().getHeight();
            images.add(record("id", id, "file_name", name, "width", width, "height", height));
            for (FlowerScene.Flower flower : scene.flowers()) {
                annotations.add(annotation(flower, id, annotations.size() + 1));
            }
            progress.step();
        }
        Map<String, Object> file = record("images", images, "annotations", annotations, "categories", categories());
        byte[] json = JsonMapper.shared().writeValueAsBytes(file);
        AtomicFile.write(folder.resolve(ANNOTATIONS).resolve("instances_" + part + ".json"), out -> out.write(json));
    }

    private static Map<String, Object> annotation(FlowerScene.Flower flower, int image, int id) {
        Box box = flower.mask().box();
        return record(
                "id",
                id,
                "image_id",
                image,
                "category_id",
                KINDS.indexOf(flower.kind()) + 1,
                "bbox",
                List.of(box.left(), box.top(), box.width(), box.height()),
                "area",
                flower.mask().area(),
                "iscrowd",
                0,
                "segmentation",
                record(
                        "size",
                        List.of(flower.mask().height(), flower.mask().width()),
                        "counts",
                        flower.mask().compressed()));
    }

    private static List<Map<String, Object>> categories() {
        return IntStream.range(0, KINDS.size())
                .mapToObj(i -> record("id", i + 1, "name", KINDS.get(i).label()))
                .toList();
    }

    /** Names and values in this order, whatever the run. */
    private static Map<String, Object> record(Object... namesAndValues) {
        Map<String, Object> record = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            record.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return record;
    }
}
