package org.mobilenet4j.workflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.mobilenet4j.image.ImageEncoder;
import org.mobilenet4j.image.RgbImage;

/** A dataset in COCO's form, with boxes and polygons: a red or a blue square on grey in each image. */
final class DrawnSquares {
    private DrawnSquares() {}

    /** Writes {@code count} images of {@code side} pixels, a quarter of them to validate on. */
    static Path write(Path folder, int count, int side) throws IOException {
        Files.createDirectories(folder.resolve("images"));
        SplittableRandom random = new SplittableRandom(1);
        List<List<String>> images = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<String>> objects = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < count; i++) {
            int size = side / 4 + random.nextInt(side / 4);
            int left = random.nextInt(side - size);
            int top = random.nextInt(side - size);
            boolean isRed = i % 2 == 0;
            byte[] rgb = new byte[3 * side * side];
            for (int pixel = 0; pixel < side * side; pixel++) {
                int x = pixel % side;
                int y = pixel / side;
                boolean isInside = x >= left && x < left + size && y >= top && y < top + size;
                rgb[3 * pixel] = (byte) (isInside ? (isRed ? 220 : 20) : 128);
                rgb[3 * pixel + 1] = (byte) (isInside ? 20 : 128);
                rgb[3 * pixel + 2] = (byte) (isInside ? (isRed ? 20 : 220) : 128);
            }
            Files.write(folder.resolve("images/" + i + ".png"), ImageEncoder.png(RgbImage.of(side, side, rgb)));
            int part = i % 8 < 6 ? 0 : 1;
            images.get(part)
                    .add("{\"id\":%d,\"file_name\":\"%d.png\",\"width\":%d,\"height\":%d}".formatted(i, i, side, side));
            objects.get(part)
                    .add(String.format(
                            Locale.ROOT,
                            "{\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"bbox\":[%d,%d,%d,%d],\"area\":%d,"
                                    + "\"iscrowd\":0,\"segmentation\":[[%d,%d,%d,%d,%d,%d,%d,%d]]}",
                            i,
                            i,
                            isRed ? 1 : 2,
                            left,
                            top,
                            size,
                            size,
                            size * size,
                            left,
                            top,
                            left + size,
                            top,
                            left + size,
                            top + size,
                            left,
                            top + size));
        }
        Files.createDirectories(folder.resolve("annotations"));
        for (int part = 0; part < 2; part++) {
            Files.writeString(
                    folder.resolve("annotations/instances_" + (part == 0 ? "train" : "val") + ".json"),
                    "{\"images\":" + images.get(part) + ",\"annotations\":" + objects.get(part)
                            + ",\"categories\":[{\"id\":1,\"name\":\"red\"},{\"id\":2,\"name\":\"blue\"}]}");
        }
        return folder;
    }
}
