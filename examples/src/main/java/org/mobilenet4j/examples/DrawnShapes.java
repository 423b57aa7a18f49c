package org.mobilenet4j.examples;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A small dataset that is drawn: discs, squares and stripes of any colour, a folder each. */
final class DrawnShapes {
    private static final int SIDE = 48;
    private static final String[] CLASSES = {"disc", "square", "stripes"};

    private DrawnShapes() {}

    static void write(Path folder, int perClass, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        for (String shape : CLASSES) {
            Path of = Files.createDirectories(folder.resolve(shape));
            for (int i = 0; i < perClass; i++) {
                ImageIO.write(
                        draw(shape, random),
                        "png",
                        of.resolve("%03d.png".formatted(i)).toFile());
            }
        }
    }

    private static BufferedImage draw(String shape, SplittableRandom random) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(random.nextInt(0x606060)));
        g.fillRect(0, 0, SIDE, SIDE);
        g.setColor(new Color(0x808080 | random.nextInt(0x1000000)));
        int size = random.nextInt(SIDE / 2, SIDE - 8);
        int left = random.nextInt(SIDE - size);
        int top = random.nextInt(SIDE - size);
        switch (shape) {
            case "disc" -> g.fillOval(left, top, size, size);
            case "square" -> g.fillRect(left, top, size, size);
            default -> {
                for (int y = random.nextInt(6); y < SIDE; y += 6) {
                    g.fillRect(0, y, SIDE, 3);
                }
            }
        }
        g.dispose();
        return image;
    }
}
