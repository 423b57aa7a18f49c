package org.mobilenet4j.cli.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.mobilenet4j.parallel.Workers;
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
        Workers workers = new Workers(Runtime.getRuntime().availableProcessors());
        try {
            writePart(folder, "train", 1, train, seed, workers, progress);
            writePart(folder, "val", train + 1, validation, seed, workers, progress);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void writePart(
            Path folder, String part, int firstId, int count, long seed, Workers workers, Progress progress)
            throws IOException {
        Path images = folder.resolve(IMAGES);
        List<Map<String, Object>> ofImages = new ArrayList<>();
        List<Map<String, Object>> annotations = new ArrayList<>();
        workers.mapInOrder(count, i -> write(images, firstId + i, seed), scene -> {
            ofImages.add(
                    record("id", scene.id, "file_name", name(scene.id), "width", scene.width, "height", scene.height));
            scene.flowers.forEach(flower -> annotations.add(annotation(flower, scene.id, annotations.size() + 1)));
            progress.step();
        });
        Map<String, Object> file = record("images", ofImages, "annotations", annotations, "categories", categories());
        byte[] json = JsonMapper.shared().writeValueAsBytes(file);
        AtomicFile.write(folder.resolve(ANNOTATIONS).resolve("instances_" + part + ".json"), out -> out.write(json));
    }

    private record Written(int id, int width, int height, List<FlowerScene.Flower> flowers) {}

    private static Written write(Path images, int id, long seed) {
        FlowerScene scene = FlowerScene.draw(1_000_003L * seed + id);
        try {
            FlowerDrawings.write(scene.image(), images.resolve(name(id)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Written(id, scene.image().getWidth(), scene.image().getHeight(), scene.flowers());
    }

    private static String name(int id) {
        return String.format(Locale.ROOT, "scene-%04d.jpg", id);
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
