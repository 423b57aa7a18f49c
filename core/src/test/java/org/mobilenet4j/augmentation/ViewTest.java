package org.mobilenet4j.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.Interpolation;
import org.mobilenet4j.image.RgbImage;

class ViewTest {
    private static final int WIDTH = 40;
    private static final int HEIGHT = 30;
    private static final Box OBJECT = new Box(8, 6, 12, 9);

    /** White where the object is, black elsewhere. */
    private static RgbImage image() {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int c = 0; isObject(x, y) && c < 3; c++) {
                    rgb[3 * (y * WIDTH + x) + c] = (byte) 255;
                }
            }
        }
        return RgbImage.of(WIDTH, HEIGHT, rgb);
    }

    private static ClassMask mask() {
        byte[] classes = new byte[WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                classes[y * WIDTH + x] = (byte) (isObject(x, y) ? 1 : 0);
            }
        }
        return new ClassMask(WIDTH, HEIGHT, classes);
    }

    private static boolean isObject(int x, int y) {
        return x >= OBJECT.left() && x < OBJECT.right() && y >= OBJECT.top() && y < OBJECT.bottom();
    }

    @Test
    void mirrorsAndCutsBoxes() {
        assertThat(View.of(WIDTH, HEIGHT).move(OBJECT)).isEqualTo(OBJECT);
        assertThat(View.of(WIDTH, HEIGHT).mirrored().move(OBJECT)).isEqualTo(new Box(20, 6, 12, 9));
        assertThat(new View(10, 0, 20, 10, false).move(OBJECT)).isEqualTo(new Box(0, 6, 10, 4));
        assertThat(new View(10, 0, 20, 10, true).move(OBJECT)).isEqualTo(new Box(10, 6, 10, 4));
        assertThat(new View(-10, -20, 80, 60, false).move(OBJECT, 40, 30)).isEqualTo(new Box(9, 13, 6, 4.5));
        assertThat(new View(30, 20, 5, 5, false).move(OBJECT).area()).isZero();
        assertThat(new View(8, 6, 6, 9, false).visible(OBJECT)).isEqualTo(0.5);
    }

    /** Whatever is drawn: where the box says that the object is, the image is white and the mask 1, and only there. */
    @Test
    void imageBoxAndMaskMoveTogether() {
        SplittableRandom random = new SplittableRandom(3);
        List<ViewChange> changes = List.of(new ZoomOut(), new IouCrop(), new ScaleJitter(), new RandomMirror(0.5));
        for (int round = 0; round < 300; round++) {
            View view = View.of(WIDTH, HEIGHT);
            for (ViewChange change : changes.subList(round % 3, changes.size())) {
                view = change.change(view, List.of(OBJECT), random);
            }
            int width = view.width();
            int height = view.height();
            RgbImage shown = view.show(image(), width, height, Interpolation.BILINEAR);
            ClassMask classes = view.show(mask(), width, height);
            Box box = view.move(OBJECT);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    boolean isInBox = x >= box.left() && x < box.right() && y >= box.top() && y < box.bottom();
                    assertThat(shown.rgb()[3 * (y * width + x)] == (byte) 255)
                            .as("round %d, %s at %d, %d", round, view, x, y)
                            .isEqualTo(isInBox);
                    assertThat(classes.at(x, y) == 1).isEqualTo(isInBox);
                }
            }
        }
    }

    @Test
    void masksAreIgnoredAndImagesGreyBeyondTheImage() {
        View view = new View(-2, 0, WIDTH + 2, HEIGHT, false);

        assertThat(view.show(mask(), WIDTH + 2, HEIGHT).at(1, 5)).isEqualTo(ClassMask.IGNORED);
        assertThat(view.show(mask(), WIDTH + 2, HEIGHT).at(2, 5)).isZero();
        assertThat(view.show(image(), WIDTH + 2, HEIGHT, Interpolation.BILINEAR).rgb()[0])
                .isEqualTo((byte) 123);
    }

    @Test
    void cropsKeepTheMiddleOfSomeObject() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            View part = new IouCrop().change(View.of(WIDTH, HEIGHT), List.of(OBJECT), random);

            assertThat(IouCrop.keeps(part, OBJECT)).isTrue();
            assertThat(part.visible(OBJECT)).isGreaterThan(0);
            assertThat(part.width()).isBetween((int) (0.3 * WIDTH), WIDTH);
        }
    }
}
