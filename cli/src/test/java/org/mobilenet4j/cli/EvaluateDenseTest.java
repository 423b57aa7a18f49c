package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.Model;
import org.mobilenet4j.architecture.Network;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.report.Chromium;
import tools.jackson.databind.JsonNode;

/** {@code evaluate} for detectors and segmentation networks, fresh ones: of figures, only that they are there. */
class EvaluateDenseTest {
    private static final List<String> LABELS = List.of("background", "Cat", "<b>fox</b>");

    @TempDir
    Path folder;

    private Path data;
    private Path detector;
    private Path segmenter;

    @BeforeEach
    void makeDataAndModels() throws IOException {
        data = TinyModel.drawImages(folder.resolve("data"), 2, "images");
        Files.writeString(data.resolve("instances_test.json"), """
                {'images': [{'id': 1, 'file_name': '000.png', 'width': 40, 'height': 36},
                            {'id': 2, 'file_name': '001.png', 'width': 40, 'height': 36}],
                 'annotations': [
                   {'id': 1, 'image_id': 1, 'category_id': 5, 'bbox': [5, 5, 20, 20], 'area': 400, 'iscrowd': 0,
                    'segmentation': [[5, 5, 25, 5, 25, 25, 5, 25]]},
                   {'id': 2, 'image_id': 2, 'category_id': 5, 'bbox': [0, 0, 0, 9], 'area': 0, 'iscrowd': 0,
                    'segmentation': [[5, 5, 25, 5, 25, 25, 5, 25]]},
                   {'id': 3, 'image_id': 2, 'category_id': 6, 'bbox': [0, 0, 9, 9], 'area': 81, 'iscrowd': 0,
                    'segmentation': [[0, 0, 9, 0, 9, 9, 0, 9]]}],
                 'categories': [{'id': 5, 'name': 'cat'}, {'id': 6, 'name': 'gnu'}]}
                """.replace('\'', '"'));
        Network boxes = DenseMobileNet.SSDLITE_MOBILENET_V3_SMALL.network(LABELS.size(), 0.1);
        detector = folder.resolve("detector");
        Model.detector(Initialization.torchvision(boxes, 1), Preprocessing.detection(64), LABELS)
                .save(detector);
        Network masks = DenseMobileNet.DEEPLABV3_LITE_MOBILENET_V2.network(LABELS.size(), 0.1);
        segmenter = folder.resolve("segmenter");
        Model.segmenter(Initialization.torchvision(masks, 1), Preprocessing.segmentation(33), LABELS)
                .save(segmenter);
    }

    @Test
    void printsCocosFiguresOfADetector() {
        Run run = Run.of("evaluate", "--model", detector, "--data", data).succeeded();

        assertThat(run.out())
                .contains("class  objects", "AP ", "AP50 ", "AR of 1 box", "PASCAL VOC's AP", "highest F1");
        assertThat(run.err())
                .contains(
                        "annotation '2': its box is 0 x 9, expected sides above 0; left out",
                        "warning: the model does not know class gnu of the data: its figures are without it",
                        "not in the data: the model's class <b>fox</b>; what it finds of it does not count");
    }

    @Test
    void printsADetectorsFiguresAsJson() {
        JsonNode figures = Run.of("evaluate", "--json", "--quiet", "--model", detector, "--data", data)
                .succeeded()
                .json()
                .getFirst();

        assertThat(figures.get("images").asInt()).isEqualTo(2);
        assertThat(figures.get("objects").asInt()).isEqualTo(1);
        assertThat(figures.get("coco").get("ap").asDouble()).isBetween(0.0, 1.0);
        assertThat(figures.get("coco").get("ap_large").isNull())
                .as("none is large")
                .isTrue();
        assertThat(figures.get("ap_by_iou").size()).isEqualTo(10);
        assertThat(figures.get("classes").get(0).get("label").asString()).isEqualTo("cat");
        assertThat(figures.get("confusion_matrix").size())
                .as("cats and nothing")
                .isEqualTo(2);
        assertThat(figures.get("best_score").asDouble()).isBetween(0.01, 0.99);
    }

    @Test
    void printsMeanIouOfASegmentationNetwork() {
        assertThat(Run.of("evaluate", "--model", segmenter, "--data", data)
                        .succeeded()
                        .out())
                .contains("mIoU ", "pixel accuracy", "  IoU  accuracy  precision");

        JsonNode figures = Run.of("evaluate", "--json", "--model", segmenter, "--data", data)
                .succeeded()
                .json()
                .getFirst();
        assertThat(figures.get("classes").size()).as("background and cat").isEqualTo(2);
        assertThat(figures.get("mean_iou").asDouble()).isBetween(0.0, 1.0);
        long pixels = figures.get("confusion_matrix")
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .mapToLong(JsonNode::asLong)
                .sum();
        assertThat(pixels).as("the gnu is not counted").isEqualTo(2 * 40 * 36 - 81);
    }

    @Test
    void writesAPageAndTables() throws IOException, InterruptedException {
        for (Path model : List.of(detector, segmenter)) {
            Path page = folder.resolve("page.html");
            Path tables = folder.resolve("tables-" + model.getFileName());
            Run.of("evaluate", "--model", model, "--data", data, "--report", page, "--csv", tables)
                    .succeeded();

            String html = Files.readString(page).replaceAll("base64,[^\"]*|<wbr>", "");
            assertThat(html).doesNotContain("NaN", "<b>", "http").contains("000.png", "data:image/jpeg;");
            assertThat(tables.resolve("classes.csv")).content().contains("cat,");
            assertThat(Files.readAllLines(tables.resolve("images.csv"))).hasSize(3);
            assertThat(Files.readAllLines(tables.resolve("confusion.csv"))).hasSize(3);
        }
        assertThat(folder.resolve("tables-detector/detections.csv")).content().startsWith("file,class,score,left");
        Chromium opened = Chromium.open(folder.resolve("page.html"), folder);
        assertThat(opened.console()).isEmpty();
        assertThat(opened.dom()).contains("a segmentation network, tested on 2 images");
    }

    @Test
    void strictEndsAtADegenerateAnnotation() {
        Run.of("evaluate", "--strict", "--quiet", "--model", detector, "--data", data)
                .refused("mobilenet evaluate: " + data.resolve("instances_test.json")
                        + ": annotation '2': its box is 0 x 9, expected sides above 0; left out"
                        + " (strict: no annotation may be wrong)");
    }

    @Test
    void refusesDataOfAnotherKindInOneLine() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 1, "Cat");

        Run.of("evaluate", "--model", detector, "--data", photos)
                .refused("mobilenet evaluate: " + photos + ": has no annotations for detection; expected COCO's JSON");
    }

    @Test
    void compareIsForClassifiers() {
        Run.of("compare", detector, segmenter, "--data", data)
                .refused(
                        "mobilenet compare: the first MODEL: " + detector + " is a detector, expected a classifier; run"
                                + " evaluate on the same --data with each of the two");
    }
}
