package org.mobilenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlatePlacementTest {
    @Test
    void thePlateStandsOnTheBox() {
        assertThat(new PlatePlacement(600, 400).place(new Box(100, 120, 200, 150), 80, 15))
                .isEqualTo(new Box(100, 105, 80, 15));
    }

    @Test
    void atTheTopOfTheImageItIsInsideTheBox() {
        assertThat(new PlatePlacement(600, 400).place(new Box(100, 4, 200, 150), 80, 15))
                .isEqualTo(new Box(100, 0, 80, 15));
    }

    @Test
    void atTheRightOfTheImageItKeepsInside() {
        assertThat(new PlatePlacement(600, 400).place(new Box(590, 100, 10, 150), 80, 15))
                .isEqualTo(new Box(520, 85, 80, 15));
    }

    @Test
    void platesOfThirtyOverlappingBoxesDoNotOverlap() {
        SplittableRandom random = new SplittableRandom(1);
        PlatePlacement placement = new PlatePlacement(600, 400);
        List<Box> plates = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Box box = new Box(
                    150 + random.nextInt(120),
                    100 + random.nextInt(120),
                    60 + random.nextInt(150),
                    60 + random.nextInt(150));
            plates.add(placement.place(box, 60, 14));
        }

        for (int i = 0; i < plates.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(plates.get(i).intersection(plates.get(j))).isZero();
            }
            assertThat(plates.get(i).clippedTo(600, 400)).isEqualTo(plates.get(i));
        }
    }

    @Test
    void whereNoPlaceIsLeftTheLeastCoveredOneIsTaken() {
        PlatePlacement placement = new PlatePlacement(60, 20);
        for (int i = 0; i < 5; i++) {
            assertThat(placement.place(new Box(0, 0, 60, 20), 60, 15).width()).isEqualTo(60);
        }
    }
}
