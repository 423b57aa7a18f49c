package org.mobilenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.SharedData;
import org.mobilenet4j.image.Box;
import org.mobilenet4j.image.ClassMask;
import org.mobilenet4j.image.ImageDecoder;
import org.mobilenet4j.image.MaskDecoder;
import org.mobilenet4j.io.InvalidInputException;

class AnnotatedDatasetTest {
    @TempDir
    Path folder;

    private AnnotatedDataset boxes() throws IOException {
        return AnnotatedDataset.open(folder, AnnotationTask.DETECTION, false);
    }

    private AnnotatedDataset masks() throws IOException {
        return AnnotatedDataset.open(folder, AnnotationTask.SEGMENTATION, false);
    }

    private void image(String name, int width, int height) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    }

    private void text(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.replace('\'', '"'));
    }

    /** Grey, with these samples in its first row. */
    private void mask(String name, int width, int height, int... samples) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < samples.length; x++) {
            image.getRaster().setSample(x, 0, 0, samples[x]);
        }
        write(name, image);
    }

    private void write(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private static List<String> what(AnnotatedDataset data) {
        return data.problems().stream()
                .map(problem -> Path.of(problem.file()).getFileName() + ": " + problem.item() + ": " + problem.what())
                .toList();
    }

    private void coco(String annotations) throws IOException {
        image("images/a.png", 10, 8);
        image("images/b.png", 6, 6);
        text("annotations/instances_train.json", """
            {'annotations': [%s],
             'images': [{'id': 1, 'file_name': 'a.png', 'width': 10, 'height': 8},
                        {'id': 2, 'file_name': 'b.png', 'width': 6, 'height': 6}],
             'info': {'year': [2026, {}]},
             'categories': [{'id': 7, 'name': 'dog'}, {'id': 3, 'name': 'cat', 'supercategory': 'pet'}]}
            """.formatted(annotations));
    }

    @Test
    void tellsWhatCocosAnnotationsAreFor() throws IOException {
        coco("{'id': 11, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 3.5, 4], 'segmentation': []}");
        assertThat(AnnotatedDataset.tasksOf(folder)).containsExactly(AnnotationTask.DETECTION);
        try (AnnotatedDataset data = boxes()) {
            assertThat(data.networkLabels()).containsExactly("background", "cat", "dog");
        }

        coco("""
                {'id': 11, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 3.5, 4]},
                {'id': 12, 'image_id': 1, 'category_id': 7, 'segmentation': [[1, 1, 5, 1, 5, 5]]}""");
        assertThat(AnnotatedDataset.tasksOf(folder)).containsExactlyInAnyOrder(AnnotationTask.values());
        try (AnnotatedDataset data = masks()) {
            assertThat(data.networkLabels()).containsExactly("background", "cat", "dog");
        }
    }

    @Test
    void tellsWhatMasksAreForAndThatClassesAreNothing() throws IOException {
        image("labels/a.png", 10, 8); // photos of labels
        image("boxes/b.png", 10, 8);
        text("notes/annotations.json", "{'images': 3}");
        assertThat(AnnotatedDataset.tasksOf(folder)).isEmpty();

        image("images/c.png", 10, 8);
        mask("masks/c.png", 10, 8, 1, 1, 0);
        assertThat(AnnotatedDataset.tasksOf(folder)).containsExactly(AnnotationTask.SEGMENTATION);
    }

    @Test
    void readsCocosBoxesWhateverTheOrderOfTheFile() throws IOException {
        coco("""
                {'id': 11, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 3.5, 4], 'area': 9, 'iscrowd': 0},
                {'id': 12, 'image_id': 1, 'category_id': 3, 'bbox': [0, 0, 10, 8], 'iscrowd': 1,
                 'segmentation': {'size': [8, 10], 'counts': [0, 80]}}""");

        try (AnnotatedDataset data = boxes()) {
            assertThat(data.format()).isEqualTo("COCO");
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(data.problems()).isEmpty();
            AnnotatedImages train = data.part(DatasetPart.TRAIN);
            assertThat(train.images()).extracting(AnnotatedImage::name).containsExactly("images/a.png", "images/b.png");
            assertThat(train.objects(0))
                    .containsExactly(
                            new AnnotatedObject(1, new Box(1, 2, 3.5, 4), 9, false, false, null),
                            new AnnotatedObject(0, new Box(0, 0, 10, 8), 80, true, false, null));
            assertThat(train.objects(1)).isEmpty();
            assertThat(train.decode(0, new ImageDecoder()).width()).isEqualTo(10);
        }
    }

    @Test
    void drawsCocosPolygonsAndBothFormsOfRuns() throws IOException {
        coco("""
                {'id': 1, 'image_id': 1, 'category_id': 3, 'segmentation': [[1, 1, 4, 1, 4, 3, 1, 3]]},
                {'id': 2, 'image_id': 1, 'category_id': 7, 'segmentation': {'size': [8, 10], 'counts': [17, 1, 62]}},
                {'id': 3, 'image_id': 2, 'category_id': 7, 'segmentation': {'size': [6, 6], 'counts': '0T1'}}""");

        try (AnnotatedDataset data = masks()) {
            AnnotatedImages train = data.part(DatasetPart.TRAIN);
            ClassMask first = train.mask(0);
            ClassMask second = train.mask(1);

            assertThat(data.problems()).isEmpty();
            assertThat(data.classes()).containsExactly("background", "cat", "dog");
            assertThat(first.at(1, 1)).isEqualTo(1);
            assertThat(first.at(3, 2)).isEqualTo(1);
            assertThat(first.at(4, 2)).isEqualTo(0);
            assertThat(first.at(2, 1)).as("two objects").isEqualTo(ClassMask.IGNORED);
            assertThat(second.classes()).containsOnly(2);
            assertThat(train.objects(0).getFirst().box()).isEqualTo(new Box(1, 1, 3, 2));
        }
    }

    @Test
    void namesMistakesInCocosAnnotationsAndLeavesThemOut() throws IOException {
        coco("""
                {'id': 1, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 3, 4]},
                {'id': 1, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 3, 4]},
                {'id': 2, 'image_id': 1, 'category_id': 7, 'bbox': [20, 2, 3, 4]},
                {'id': 3, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 0, 4]},
                {'id': 4, 'image_id': 1, 'category_id': 7, 'bbox': [5, 2, 8, 4]},
                {'id': 5, 'image_id': 1, 'category_id': 99, 'bbox': [1, 2, 3, 4]},
                {'id': 6, 'image_id': 99, 'category_id': 7, 'bbox': [1, 2, 3, 4]},
                {'id': 7, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 3]},
                {'id': 8, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 1e999, 3]},
                null, 7, []""");

        try (AnnotatedDataset data = boxes()) {
            assertThat(data.part(DatasetPart.TRAIN).objects(0))
                    .extracting(AnnotatedObject::box)
                    .containsExactly(new Box(1, 2, 3, 4), new Box(5, 2, 5, 4));
            assertThat(data.problemCount()).isEqualTo(11);
            assertThat(what(data))
                    .startsWith(
                            "instances_train.json: annotation '1': has the id of an annotation before it, expected another; left out",
                            "instances_train.json: annotation '2': its box, 20, 2 to 23, 6, is outside its image, expected one within 10 x 8; left out",
                            "instances_train.json: annotation '3': its box is 0 x 4, expected sides above 0; left out",
                            "instances_train.json: annotation '4': its box, 5, 2 to 13, 6, is outside its image, expected one within 10 x 8; clipped",
                            "instances_train.json: annotation '5': is of the category '99', expected one of the file's categories; left out",
                            "instances_train.json: annotation '6': is of the image '99', expected an id among the file's images; left out",
                            "instances_train.json: annotation '7': has no bbox of four numbers, expected left, top, width, height; left out");
        }
        assertThatThrownBy(() -> AnnotatedDataset.open(folder, AnnotationTask.DETECTION, true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith(
                        "annotation '1': has the id of an annotation before it, expected another; left out"
                                + " (strict: no annotation may be wrong)");
    }

    @Test
    void namesMasksOfAnotherSizeAndThoseThatAreDamaged() throws IOException {
        coco("""
                {'id': 1, 'image_id': 2, 'category_id': 7, 'segmentation': {'size': [6, 6], 'counts': [1, 35]}},
                {'id': 2, 'image_id': 1, 'category_id': 7, 'segmentation': {'size': [10, 8], 'counts': [0, 80]}},
                {'id': 3, 'image_id': 1, 'category_id': 7, 'segmentation': {'size': [8, 10], 'counts': [0, 81]}},
                {'id': 4, 'image_id': 1, 'category_id': 7, 'segmentation': {'size': [8, 10], 'counts': '~~~'}},
                {'id': 5, 'image_id': 1, 'category_id': 7, 'segmentation': [[1, 1, 1e300, 1, 5, 5]]},
                {'id': 6, 'image_id': 1, 'category_id': 7, 'segmentation': []},
                {'id': 7, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 3, 3]},
                {'id': 8, 'image_id': 1, 'category_id': 7, 'segmentation': {'size': [8, 10], 'counts': [0.5, 79.5]}}""");

        try (AnnotatedDataset data = masks()) {
            assertThat(what(data))
                    .containsExactly(
                            "instances_train.json: annotation '2': its mask is for an image of 10, 8 (height, width), expected 8, 10; left out",
                            "instances_train.json: annotation '3': the mask's runs come to 81 pixels, expected 10 x 8 = 80; left out",
                            "instances_train.json: annotation '4': the mask's compressed runs are damaged at character 0 of 3, expected COCO's RLE text; left out",
                            "instances_train.json: annotation '5': the polygon has a corner at x = 1.0E300, expected one within the image, 0 to 10; left out",
                            "instances_train.json: annotation '6': has no pixels, expected a segmentation of some area; left out",
                            "instances_train.json: annotation '7': has no pixels, expected a segmentation of some area; left out",
                            "instances_train.json: annotation '8': its mask has a run of 0.5, expected whole pixels; left out");
        }
    }

    @Test
    void usesCocosPartsAndFindsClassesByTheirNames() throws IOException {
        image("train2017/1.png", 4, 4);
        image("val2017/1.png", 4, 4);
        text("annotations/captions_train2017.json", """
                {'images': [{'id': 1, 'file_name': '1.png'}], 'annotations': [{'caption': 'a cat'}]}""");
        text("annotations/person_keypoints_train2017.json", part("{'id': 1, 'name': 'person'}", 1));
        text("annotations/instances_train2017.json", part("{'id': 1, 'name': 'cat'}, {'id': 2, 'name': 'dog'}", 2));
        text("annotations/instances_val2017.json", part("{'id': 1, 'name': 'dog'}, {'id': 5, 'name': 'cow'}", 1));

        try (AnnotatedDataset data = boxes()) {
            AnnotatedDataset.Parts parts = data.split(0.5, 0);
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(parts.train().path(0))
                    .endsWith(Path.of("train2017", "1.png").toString());
            assertThat(parts.validation().name(0)).isEqualTo("val2017/1.png");
            assertThat(parts.train().objects(0).getFirst().label()).isEqualTo(1);
            assertThat(parts.validation().objects(0).getFirst().label()).isEqualTo(1);
            assertThat(what(data))
                    .containsExactly(
                            "instances_val2017.json: category '5': 'cow' is no class of the part to learn from;"
                                    + " its objects are left out");
        }
    }

    private static String part(String categories, int category) {
        return "{'images': [{'id': 1, 'file_name': '1.png', 'width': 4, 'height': 4}], 'categories': [" + categories
                + "], 'annotations': [{'id': 1, 'image_id': 1, 'category_id': " + category
                + ", 'bbox': [0, 0, 2, 2]}]}";
    }

    @Test
    void refusesACocoFileThatIsCutShort() throws IOException {
        coco("{'id': 1, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 3, 4]}");
        Path file = folder.resolve("annotations/instances_train.json");
        Files.writeString(file, Files.readString(file).substring(0, 200));

        assertThatThrownBy(this::boxes)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": is not valid JSON: ")
                .hasMessageEndingWith("; expected COCO's annotations. Copy or make the file anew");
    }

    private static String voc(String object) {
        return "<annotation><filename>x.png</filename><size><width>10</width><height>8</height></size>" + object
                + "</annotation>";
    }

    private static String object(String name, int xmin, int ymin, int xmax, int ymax) {
        return ("<object><name>%s</name><difficult>1</difficult><bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax>"
                        + "<ymax>%d</ymax></bndbox><part><name>head</name><bndbox><xmin>2</xmin></bndbox></part></object>")
                .formatted(name, xmin, ymin, xmax, ymax);
    }

    @Test
    void readsVocsBoxesAndItsLists() throws IOException {
        for (String stem : List.of("a", "b", "c")) {
            image("VOC/JPEGImages/" + stem + ".png", 10, 8);
            text("VOC/Annotations/" + stem + ".xml", voc(object(stem.equals("b") ? "dog" : "cat", 2, 3, 5, 6)));
        }
        text("VOC/ImageSets/Main/train.txt", "a  1\nb -1\nmissing\n");
        text("VOC/ImageSets/Main/val.txt", "c\n");
        text("VOC/ImageSets/Main/cat_train.txt", "c\n");

        try (AnnotatedDataset data = boxes()) {
            assertThat(data.format()).isEqualTo("PASCAL VOC");
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(data.part(DatasetPart.TRAIN).images()).hasSize(2);
            assertThat(data.part(DatasetPart.VALIDATION).name(0)).isEqualTo("VOC/JPEGImages/c.png");
            assertThat(data.part(DatasetPart.TRAIN).objects(1))
                    .containsExactly(new AnnotatedObject(1, new Box(1, 2, 4, 4), 16, false, true, null));
            assertThat(what(data))
                    .containsExactly(
                            "train.txt: 'missing': has no annotation that could be read, expected missing.xml; left out");
        }
    }

    @Test
    void neverReadsAnythingThatAnXmlFileNames() throws IOException {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "secret");
        image("a.png", 10, 8);
        image("b.png", 10, 8);
        text("b.xml", voc(object("cat", 2, 3, 5, 6)));
        text(
                "a.xml",
                "<!DOCTYPE annotation [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>" + voc(object("&x;", 2, 3, 5, 6)));

        try (AnnotatedDataset data = boxes()) {
            assertThat(data.classes()).containsExactly("cat");
            assertThat(what(data))
                    .containsExactly(
                            "a.xml: : has a document type or entities of its own, expected plain elements; left out");
        }
    }

    @Test
    void namesMistakesInXml() throws IOException {
        for (String stem : List.of("a", "b", "c", "d")) {
            image(stem + ".png", 10, 8);
        }
        text("a.xml", voc(object("cat", 2, 3, 5, 6) + object("cat", 5, 3, 4, 6) + "<object><name>cat</name></object>"));
        text("b.xml", "<annotation>".repeat(40));
        text("c.xml", "<annotation><size>");
        text("d.xml", "<svg></svg>");
        text("e.xml", voc(object("cat", 2, 3, 5, 6)));

        try (AnnotatedDataset data = boxes()) {
            assertThat(data.part(DatasetPart.TRAIN).images()).hasSize(1);
            assertThat(what(data)).hasSize(5).allMatch(line -> line.endsWith("; left out"));
            assertThat(what(data))
                    .contains(
                            "a.xml: object 2: its box is 0 x 4, expected sides above 0; left out",
                            "a.xml: object 3: has no bndbox of xmin, ymin, xmax and ymax in numbers; left out",
                            "b.xml: : is nested more than 16 deep, expected VOC's XML; left out",
                            "e.xml: : its image 'x.png' is missing, expected it in this folder or archive; left out");
        }
    }

    @Test
    void readsYolosTextsAndNames() throws IOException {
        image("images/train/a.png", 10, 8);
        image("images/val/b.png", 10, 8);
        image("images/val/c.png", 10, 8);
        text(
                "labels/train/a.txt",
                "1 0.5 0.5 0.4 0.25\n0 0.1 0.1 0.5 0.1 0.5 0.5\n\nx\n2 0.5 0.5 0.1 0.1\n0 0.5 0.5 nan 1\n");
        text("labels/val/b.txt", "0 0.5 0.5 1 1");
        text("data.yaml", "train: images/train\nnames:\n  0: cat\n  1: 'dog'\nnc: 2\n");

        try (AnnotatedDataset data = boxes()) {
            assertThat(data.format()).isEqualTo("YOLO");
            assertThat(data.classes()).containsExactly("cat", "dog");
            assertThat(data.part(DatasetPart.TRAIN).objects(0))
                    .extracting(AnnotatedObject::box)
                    .containsExactly(new Box(3, 3, 4, 2), new Box(1, 0.8, 4, 3.2));
            assertThat(data.part(DatasetPart.VALIDATION).images()).hasSize(2);
            assertThat(data.part(DatasetPart.VALIDATION).objects(1)).isEmpty();
            assertThat(what(data))
                    .containsExactly(
                            "a.txt: line 4: is 'x', expected a class and four numbers, or a polygon's corners; left out",
                            "a.txt: line 5: is of the class 2, expected 0 to 1; left out",
                            "a.txt: line 6: is '0 0.5 0.5 nan 1', expected a class and four numbers, or a polygon's corners; left out");
        }
        try (AnnotatedDataset data = masks()) {
            assertThat(data.classes()).containsExactly("background", "cat", "dog");
            assertThat(data.part(DatasetPart.TRAIN).mask(0).at(4, 2)).isEqualTo(1);
        }
    }

    @Test
    void readsFoldersOfMasks() throws IOException {
        image("train/images/a.png", 4, 3);
        image("train/images/b.png", 4, 3);
        image("val/images/c.png", 4, 3);
        mask("train/masks/a.png", 4, 3, 0, 1, 2, 255);
        mask("train/masks/b.png", 5, 3);
        mask("val/masks/c_mask.png", 4, 3, 1);
        text("classes.txt", "nothing\nroad\ncar\n");

        try (AnnotatedDataset data = masks()) {
            assertThat(data.format()).isEqualTo("masks");
            assertThat(data.classes()).containsExactly("nothing", "road", "car");
            assertThat(IntStream.range(0, 4)
                            .map(x -> data.part(DatasetPart.TRAIN).mask(0).at(x, 0)))
                    .containsExactly(0, 1, 2, 255);
            assertThat(data.part(DatasetPart.VALIDATION).images()).hasSize(1);
            assertThat(what(data))
                    .containsExactly("b.png: : is 5 x 3, expected the size of its image, 4 x 3; left out");
        }
    }

    @Test
    void takesMasksOfBlackAndWhiteForOneClass() throws IOException {
        image("images/a.jpg.png", 4, 3);
        mask("masks/a.jpg.png", 4, 3, 0, 255, 0, 255);

        try (AnnotatedDataset data = masks()) {
            assertThat(data.classes()).containsExactly("background", "1");
            assertThat(data.part(DatasetPart.TRAIN).mask(0).at(1, 0)).isEqualTo(1);
        }
    }

    @Test
    void readsVocsMasksByPaletteAndByColour() throws IOException {
        byte[][] palette = new byte[3][256];
        for (int i = 0; i < 256; i++) {
            palette[0][i] = (byte) (MaskDecoder.vocColor(i) >> 16);
            palette[1][i] = (byte) (MaskDecoder.vocColor(i) >> 8);
            palette[2][i] = (byte) MaskDecoder.vocColor(i);
        }
        IndexColorModel colors = new IndexColorModel(8, 256, palette[0], palette[1], palette[2]);
        BufferedImage indexed = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_INDEXED, colors);
        BufferedImage colored = new BufferedImage(4, 3, BufferedImage.TYPE_INT_RGB);
        int[] classes = {0, 15, 20, 255};
        for (int x = 0; x < 4; x++) {
            indexed.getRaster().setSample(x, 0, 0, classes[x]);
            colored.setRGB(x, 0, MaskDecoder.vocColor(classes[x]));
        }
        write("SegmentationClass/a.png", indexed);
        write("SegmentationClass/b.png", colored);
        write("SegmentationObject/a.png", indexed);
        image("JPEGImages/a.png", 4, 3);
        image("JPEGImages/b.png", 4, 3);
        text("ImageSets/Segmentation/train.txt", "a\n");
        text("ImageSets/Segmentation/val.txt", "b\n");

        assertThat(MaskDecoder.vocColor(15)).isEqualTo(0xC08080);
        assertThat(MaskDecoder.vocColor(255)).isEqualTo(0xE0E0C0);
        try (AnnotatedDataset data = masks()) {
            assertThat(data.problems()).isEmpty();
            assertThat(data.classes()).hasSize(21).startsWith("background", "aeroplane");
            assertThat(data.part(DatasetPart.VALIDATION).mask(0).at(1, 0)).isEqualTo(15);
            for (DatasetPart part : data.parts()) {
                assertThat(IntStream.range(0, 4)
                                .map(x -> data.part(part).mask(0).at(x, 0)))
                        .containsExactly(0, 15, 20, 255);
            }
        }
    }

    @Test
    void saysWhatWasExpectedWhereThereAreNoAnnotations() throws IOException {
        image("cat/a.png", 4, 3);

        assertThatThrownBy(this::boxes)
                .hasMessage(
                        folder + ": has no annotations for detection; expected COCO's JSON, VOC's XML or YOLO's text"
                                + " files beside images");
        assertThatThrownBy(this::masks).hasMessageContaining("for segmentation; expected COCO's JSON, a folder");
    }

    @Test
    void saysTheFirstProblemWhereNothingIsLeft() throws IOException {
        coco("{'id': 1, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 0, 4]}");

        assertThatThrownBy(this::boxes)
                .hasMessage(folder + ": its annotations (COCO) have no object that can be used; the first problem: "
                        + folder.resolve("annotations/instances_train.json")
                        + ": annotation '1': its box is 0 x 4, expected sides above 0; left out");
    }

    @Test
    void refusesAnImageOfAnotherSizeThanItsAnnotationsSay() throws IOException {
        coco("{'id': 1, 'image_id': 1, 'category_id': 7, 'bbox': [1, 2, 3, 4]}");
        image("images/a.png", 20, 16);

        try (AnnotatedDataset data = boxes()) {
            assertThatThrownBy(() -> data.part(DatasetPart.TRAIN).decode(0, new ImageDecoder()))
                    .hasMessage(folder.resolve("images/a.png") + ": is 20 x 16, expected 10 x 8 as its annotations say;"
                            + " correct them, or leave the image out");
        }
    }

    /** The same persons in both forms: 348 boxes to learn from, 75 to validate on. */
    @Test
    void readsPennFudanAsCocoAndAsVoc() throws IOException {
        Path zip = SharedData.require("data/pennfudan.zip");
        try (AnnotatedDataset coco = AnnotatedDataset.open(zip, AnnotationTask.DETECTION, true);
                AnnotatedDataset masks = AnnotatedDataset.open(zip, AnnotationTask.SEGMENTATION, true);
                ZipSource source = new ZipSource(zip)) {
            Annotations voc = VocFormat.read(zip, source, new AnnotationProblems(zip, true))
                    .orElseThrow();
            for (DatasetPart part : List.of(DatasetPart.TRAIN, DatasetPart.VALIDATION)) {
                AnnotatedImages images = coco.part(part);
                List<AnnotatedImage> others = voc.parts().get(part);
                assertThat(images.size()).isEqualTo(part == DatasetPart.TRAIN ? 136 : 34);
                assertThat(images.images().stream()
                                .mapToInt(image -> image.objects().size())
                                .sum())
                        .isEqualTo(part == DatasetPart.TRAIN ? 348 : 75);
                assertThat(others).hasSize(images.size());
                for (int i = 0; i < images.size(); i++) {
                    assertThat(others.get(i).name()).isEqualTo(images.name(i));
                    assertThat(others.get(i).objects())
                            .extracting(AnnotatedObject::box)
                            .isEqualTo(images.objects(i).stream()
                                    .map(AnnotatedObject::box)
                                    .toList());
                    assertMaskFits(source, masks.part(part), i);
                }
            }
        }
    }

    /** The semantic mask of the runs is where the mask of instances is not 0. */
    private static void assertMaskFits(ZipSource source, AnnotatedImages images, int index) throws IOException {
        String file = images.name(index).replace("JPEGImages", "InstanceMasks").replace(".jpg", ".png");
        ClassMask instances = new MaskDecoder(new ImageDecoder()).decode(source.read(file), file);
        byte[] persons = new byte[instances.classes().length];
        for (int i = 0; i < persons.length; i++) {
            persons[i] = (byte) (instances.classes()[i] == 0 ? 0 : 1);
        }
        assertThat(images.mask(index)).isEqualTo(new ClassMask(instances.width(), instances.height(), persons));
    }
}
