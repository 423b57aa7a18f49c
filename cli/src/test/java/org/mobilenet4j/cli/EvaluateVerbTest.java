package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mobilenet4j.ImageNet;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Models;
import org.mobilenet4j.report.Chromium;
import tools.jackson.databind.JsonNode;

class EvaluateVerbTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void makeModel() throws IOException {
        model = TinyModel.save(
                folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "dog", "fox", "gnu", "hen", "owl");
    }

    @Test
    void countsWhatItCouldRead() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 3, "cat", "owl");
        Files.write(photos.resolve("cat/001.png"), new byte[0]);

        Run run =
                Run.of("evaluate", "--json", "--model", model, "--data", photos).succeeded();

        JsonNode evaluated = run.json().getFirst();
        assertThat(evaluated.get("images").asInt()).isEqualTo(5);
        assertThat(evaluated.get("skipped").asInt()).isEqualTo(1);
        assertThat(evaluated.get("top1").asDouble()).isBetween(0.0, 1.0);
        assertThat(evaluated.get("top5").asDouble())
                .isGreaterThanOrEqualTo(evaluated.get("top1").asDouble());
        assertThat(run.err()).contains("warning: left out: " + photos.resolve("cat/001.png") + ": is empty");
    }

    @Test
    void takesASingleClass() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 3, "owl");

        assertThat(Run.of("evaluate", "--model", model, "--data", photos)
                        .succeeded()
                        .out())
                .contains("on 3 images", "top-5 ");
    }

    @Test
    void refusesClassesThatAreNotTheModels() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 3, "cat", "zebra");

        Run.of("evaluate", "--model", model, "--data", photos)
                .refused("mobilenet evaluate: " + photos + ": the class zebra is not among the 6 known ones"
                        + " (cat, dog, fox, gnu, hen, ...); rename or remove its folder");
    }

    /** ImageNet's usual layout, of which most copies have a part only. */
    @Test
    void takesWordNetIdsForTheClassesOfImageNet() throws IOException {
        Path imagenet = TinyModel.save(
                folder.resolve("imagenet"),
                MobileNet.MOBILENET_V2,
                ImageNet.classNames().toArray(String[]::new));
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 2, "n01440764", "n15075141");

        JsonNode evaluated = Run.of("evaluate", "--json", "--model", imagenet, "--data", photos)
                .succeeded()
                .json()
                .getFirst();

        assertThat(evaluated.get("images").asInt()).isEqualTo(4);
        assertThat(evaluated
                        .get("classes")
                        .valueStream()
                        .map(each -> each.get("label").asString()))
                .contains("tench, Tinca tinca");
    }

    @Test
    void takesTheNumbersOfClasses() throws IOException {
        Path names = TinyModel.drawImages(folder.resolve("names"), 3, "cat", "fox", "owl");
        Path numbers = TinyModel.drawImages(folder.resolve("numbers"), 3, "0", "2", "5");

        JsonNode byName = Run.of("evaluate", "--json", "--model", model, "--data", names)
                .succeeded()
                .json()
                .getFirst();
        JsonNode byNumber = Run.of("evaluate", "--json", "--model", model, "--data", numbers)
                .succeeded()
                .json()
                .getFirst();

        assertThat(byNumber.get("loss")).isEqualTo(byName.get("loss"));
        assertThat(byNumber.get("classes")).isEqualTo(byName.get("classes"));
    }

    @Test
    void strictFailsAtADamagedImage() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 3, "cat", "owl");
        Files.write(photos.resolve("cat/001.png"), new byte[0]);

        Run.of("evaluate", "--strict", "--quiet", "--model", model, "--data", photos)
                .refused("mobilenet evaluate: " + photos.resolve("cat/001.png") + ": is empty;");
    }

    @Test
    void refusesADataSetWithoutImages() throws IOException {
        Path none = folder.resolve("none");
        Files.createDirectories(none.resolve("cat"));

        Run.of("evaluate", "--model", model, "--data", none)
                .refused("mobilenet evaluate: " + none + ": no image found; expected a folder per class");
    }

    @Test
    void figuresAgreeWithOneAnother() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 4, "cat", "owl", "gnu");

        JsonNode evaluated = Run.of("evaluate", "--json", "--model", model, "--data", photos)
                .succeeded()
                .json()
                .getFirst();

        JsonNode matrix = evaluated.get("confusion_matrix");
        int right = 0;
        int all = 0;
        for (int row = 0; row < matrix.size(); row++) {
            right += matrix.get(row).get(row).asInt();
            all += matrix.get(row).valueStream().mapToInt(JsonNode::asInt).sum();
        }
        assertThat(all).isEqualTo(12);
        assertThat(evaluated.get("classes").size()).isEqualTo(matrix.size());
        assertThat(evaluated.get("top1").asDouble()).isEqualTo(right / 12.0);
        assertThat(evaluated.get("top1_interval").get("low").asDouble()).isLessThan(right / 12.0);
        assertThat(evaluated.get("top1_interval").get("high").asDouble()).isGreaterThan(right / 12.0);
        assertThat(evaluated.get("calibration_error").asDouble()).isBetween(0.0, 1.0);
        assertThat(evaluated.get("worst").get(0).get("loss").asDouble())
                .isGreaterThanOrEqualTo(evaluated.get("loss").asDouble());
        assertThat(evaluated.get("slowest").get(0).get("millis").asDouble()).isPositive();
    }

    @Test
    void writesAPageThatABrowserShowsWithoutErrors() throws IOException, InterruptedException {
        Path accented = TinyModel.save(folder.resolve("accented"), MobileNet.MOBILENET_V2, "été", "dog", "fox");
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 3, "dog", "fox");
        Path page = folder.resolve("report.html");

        Run.of("evaluate", "--model", accented, "--data", photos, "--report", page)
                .succeeded();

        Chromium opened = Chromium.open(page, folder);
        assertThat(opened.console()).isEmpty();
        assertThat(opened.dom()).contains("How good is accented?", "tested on 6 images", "Which classes it knows");
    }

    @Test
    void escapesTheNamesOfClasses() throws IOException {
        String hostile = "<b>'été' & \"x\"";
        Path accented = TinyModel.save(folder.resolve("accented"), MobileNet.MOBILENET_V2, hostile, "dog");
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 3, hostile, "dog");
        Path page = folder.resolve("report.html");
        Path tables = folder.resolve("tables");

        Run.of("evaluate", "--model", accented, "--data", photos, "--report", page, "--csv", tables)
                .succeeded();

        assertThat(page)
                .content()
                .contains("&lt;b&gt;'été' &amp; &quot;x&quot;")
                .doesNotContain("<b>");
        assertThat(tables.resolve("classes.csv"))
                .content()
                .contains("class,images,predicted,recall,precision,f1", "\"<b>'été' & \"\"x\"\"\",3,");
        assertThat(Files.readAllLines(tables.resolve("images.csv"))).hasSize(7);
        assertThat(Files.readAllLines(tables.resolve("confusion.csv"))).hasSize(3);
    }

    @Test
    void saysBeforeTheWorkThatAReportCannotBeWritten() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 1, "cat");

        Run.of("evaluate", "--model", model, "--data", photos, "--report", folder)
                .refused("mobilenet evaluate: --report: " + folder + " is a folder; give a file's name");
        Run.of("evaluate", "--model", model, "--data", photos, "--report", folder.resolve("no/such/page.html"))
                .refused("mobilenet evaluate: --report: there is no folder for " + folder.resolve("no/such/page.html"));
        Run.of("evaluate", "--model", model, "--data", photos, "--csv", model.resolve("config.json"))
                .refused("mobilenet evaluate: --csv: " + model.resolve("config.json") + " is a file; give a folder");
    }

    @Test
    void warnsOfFiguresOnWhatTheModelLearnedFrom() throws IOException {
        Path photos = TinyModel.drawImages(folder.resolve("photos"), 2, "cat", "owl");
        Path page = folder.resolve("report.html");
        Models.open(model).withRun(Map.of("data", photos.toString())).save(model);

        Run run = Run.of("evaluate", "--model", model, "--data", photos, "--report", page)
                .succeeded();

        assertThat(run.err()).contains("warning: The model learned from these very images");
        assertThat(page).content().contains("the figures flatter it.");
    }
}
