package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Models;
import org.mobilenet4j.architecture.Location;
import org.mobilenet4j.architecture.ParameterId;
import org.mobilenet4j.report.Chromium;
import org.mobilenet4j.report.EventFileReader;
import org.mobilenet4j.report.EventFileReader.Point;
import org.mobilenet4j.tensor.Tensor;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainVerbTest {
    @TempDir
    Path folder;

    private Path weights;
    private Path photos;
    private Path model;

    @BeforeEach
    void makeModelAndImages() throws IOException {
        weights = TinyModel.save(folder.resolve("start"), MobileNet.MOBILENET_V1, "0", "1", "2", "3");
        photos = TinyModel.drawImages(folder.resolve("photos"), 15, "daisy", "rose", "tulip");
        model = folder.resolve("my-model");
    }

    @Test
    void makesAModelThatPredictsAndEvaluates() {
        Run trained = train("--learning-rate", 0.05, "--patience", 40).succeeded();
        assertThat(trained.err())
                .contains("mobilenet_v1 at 32 pixels, 3 classes: 36 training images, 9 validation images")
                .contains("reading: 45 of 45 images")
                .contains("epoch 1: loss ")
                .contains("next: mobilenet predict --model " + model + " IMAGE");
        assertThat(trained.out())
                .startsWith("class  images    top-1  precision ")
                .contains("top-1 100.0 % on 9 validation images, epoch ")
                .contains("model: " + model, "report: " + model.resolve("report.html"));

        Run predicted = Run.of("predict", "--model", model, photos.resolve("rose/002.png"))
                .succeeded();
        assertThat(predicted.out().lines().toList())
                .hasSize(3)
                .first()
                .asString()
                .endsWith(" %  rose");
        assertThat(predicted.err()).isEmpty();

        Run evaluated = Run.of("evaluate", "--model", model, "--data", photos).succeeded();
        assertThat(evaluated.out()).contains("rose ", "top-1 100.0 % (95 % interval 92.1 to 100.0)", " on 45 images");
    }

    @Test
    void learnsFromTheTrainPartAndEvaluatesOnTheTestPart() throws IOException {
        Path divided = folder.resolve("divided");
        TinyModel.drawImages(divided.resolve("train"), 9, "daisy", "rose", "tulip");
        TinyModel.drawImages(divided.resolve("val"), 2, "daisy", "rose", "tulip");
        TinyModel.drawImages(divided.resolve("test"), 4, "daisy", "rose");

        assertThat(Run.of("train", "--data", divided, "--weights", weights, "--out", model, "--epochs", 2)
                        .succeeded()
                        .err())
                .contains(" validation images of the validation part")
                .contains("3 classes: 27 training images, 6 validation images");
        Run evaluated = Run.of("evaluate", "--model", model, "--data", divided).succeeded();
        assertThat(evaluated.err()).contains("evaluating on the test part of " + divided);
        assertThat(evaluated.out()).contains(" on 8 images");
    }

    @Test
    void printsOneObjectForMachines() {
        List<JsonNode> trained =
                train("--json", "--learning-rate", 0.02).succeeded().json();
        assertThat(trained).hasSize(1);
        assertThat(trained.getFirst().propertyNames())
                .contains(
                        "model",
                        "top1",
                        "validation",
                        "train",
                        "skipped",
                        "epochs",
                        "best_epoch",
                        "seconds",
                        "classes");
        assertThat(trained.getFirst().get("classes").size()).isEqualTo(3);
        assertThat(trained.getFirst().get("classes").get(0).get("label").asString())
                .isEqualTo("daisy");

        List<JsonNode> predicted = Run.of("predict", "--json", "--top", 2, "--model", model, photos.resolve("rose"))
                .succeeded()
                .json();
        assertThat(predicted).hasSize(15);
        assertThat(predicted.getFirst().get("file").asString()).endsWith("000.png");
        assertThat(predicted.getFirst().get("predictions").size()).isEqualTo(2);

        JsonNode evaluated = Run.of("evaluate", "--json", "--model", model, "--data", photos)
                .succeeded()
                .json()
                .getFirst();
        assertThat(evaluated.get("images").asInt()).isEqualTo(45);
        assertThat(evaluated.get("top5").asDouble()).isEqualTo(1);
    }

    @Test
    void givesTheSameModelForTheSameSeed() throws IOException {
        train("--seed", 7, "--epochs", 3, "--threads", 1).succeeded();
        byte[] first = Files.readAllBytes(model.resolve("model.safetensors"));
        train("--seed", 7, "--epochs", 3, "--threads", 3).succeeded();

        assertThat(Arrays.mismatch(Files.readAllBytes(model.resolve("model.safetensors")), first))
                .isEqualTo(-1);
    }

    @Test
    void keepsWithTheModelHowItCameToBe() throws IOException {
        Files.write(photos.resolve("daisy/001.png"), new byte[0]);

        train("--epochs", 2).succeeded();

        JsonNode run = JsonMapper.shared().readTree(Files.readAllBytes(model.resolve("run.json")));
        assertThat(run.get("data").asString()).isEqualTo(photos.toString());
        assertThat(run.get("skipped").toString()).isEqualTo("[\"daisy/001.png\"]");
        assertThat(run.get("train_images").asInt()
                        + run.get("validation_images").asInt())
                .isEqualTo(44);
        assertThat(run.get("epochs").asInt()).isEqualTo(2);
    }

    @Test
    void leavesOutDamagedImagesAndSaysSo() throws IOException {
        Files.write(photos.resolve("daisy/001.png"), new byte[0]);
        Files.writeString(photos.resolve("tulip/004.png"), "<html>");

        Run run = train("--epochs", 1).succeeded();

        assertThat(run.err())
                .contains("warning: left out: " + photos.resolve("daisy/001.png") + ": is empty")
                .contains("warning: left out: " + photos.resolve("tulip/004.png") + ": is an HTML page");
        assertThat(run.out()).contains("2 left out, ");
    }

    @Test
    void strictFailsAtADamagedImageAndWritesNothing() throws IOException {
        Files.write(photos.resolve("daisy/001.png"), new byte[0]);

        Run run = train("--strict", "--quiet");

        run.refused("mobilenet train: " + photos.resolve("daisy/001.png") + ": is empty;");
        assertThat(model).doesNotExist();
    }

    @Test
    void saysThatNoImageCanBeRead() throws IOException {
        for (String name : List.of("daisy", "rose")) {
            Path of = Files.createDirectories(folder.resolve("bad").resolve(name));
            Files.writeString(of.resolve("1.jpg"), "no image");
            Files.writeString(of.resolve("2.jpg"), "no image");
        }

        Run.of("train", "--quiet", "--data", folder.resolve("bad"), "--weights", weights, "--out", model)
                .refused("mobilenet train: " + folder.resolve("bad")
                        + ": none of its 2 images can be read; the first: ");
        assertThat(model).doesNotExist();
    }

    @Test
    void checksOnAnotherFolder() throws IOException {
        Path other = TinyModel.drawImages(folder.resolve("other"), 4, "daisy", "rose", "tulip");

        JsonNode trained = train("--val", other, "--epochs", 1, "--json")
                .succeeded()
                .json()
                .getFirst();

        assertThat(trained.get("train").asInt()).isEqualTo(45);
        assertThat(trained.get("validation").asInt()).isEqualTo(12);
    }

    @Test
    void validatesOnAFolderThatNumbersTheClasses() throws IOException {
        Path other = TinyModel.drawImages(folder.resolve("other"), 4, "0", "1", "2");

        JsonNode trained = train("--validation", other, "--learning-rate", 0.05, "--json")
                .succeeded()
                .json()
                .getFirst();

        assertThat(trained.get("validation").asInt()).isEqualTo(12);
        assertThat(trained.get("top1").asDouble()).isEqualTo(1);
    }

    @Test
    void saysWhichClassIsNotChecked() throws IOException {
        Path other = TinyModel.drawImages(folder.resolve("other"), 4, "daisy", "rose");

        assertThat(train("--val", other, "--epochs", 1, "--quiet").succeeded().err())
                .contains("figures flatter the model")
                .endsWith("warning: no validation image is of the class tulip: how well it is recognised is not"
                        + " known; give it more images" + System.lineSeparator());
    }

    @Test
    void stopsInOneLineWhenTheLossIsNoLongerFinite() {
        Run run = train("--freeze", "none", "--learning-rate", 1e30, "--quiet");

        assertThat(run.err())
                .startsWith("mobilenet train: the loss is NaN in epoch ")
                .contains("try a tenth of it")
                .hasLineCount(1);
        assertThat(run.status()).isEqualTo(1);
        assertThat(model.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void refusesToCheckOnOtherClasses() throws IOException {
        Path other = TinyModel.drawImages(folder.resolve("other"), 4, "daisy", "violet");

        train("--val", other)
                .refused("mobilenet train: " + other
                        + ": the class violet is not among the 3 known ones (daisy, rose, tulip); rename or remove");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --epochs 0           | --epochs is 0, expected at least 1
            --epochs many        | Invalid value for option '--epochs': 'many' is not an int (see 'mobilenet train --help')
            --patience 0         | --patience is 0, expected at least 1
            --learning-rate 0    | --learning-rate is 0.0, expected above 0, such as 0.001
            --learning-rate NaN  | --learning-rate is NaN, expected above 0, such as 0.001
            --label-smoothing 1  | --label-smoothing is 1.0, expected at least 0 and less than 1, such as 0.1
            --val-fraction 1.5   | --val-fraction is 1.5, expected above 0 and less than 1, such as 0.2
            --val-fraction 0     | --val-fraction is 0.0, expected above 0 and less than 1, such as 0.2
            --resolution 16      | --resolution: the input is 16 x 16 pixels, expected 32 x 32 to 4096 x 4096
            --threads 0          | --threads is 0, expected 1 to 1024
            --quantize int4                | --quantize is 'int4', expected int8
            --quantize int8 --precision bfloat16 | --precision is bfloat16, expected float32 with --quantize int8
            --optimizer lion --freeze none | --optimizer is 'lion', expected sgd, nesterov, rmsprop, adam or adamw
            --schedule up --freeze none    | --schedule is 'up', expected constant, step, exponential, cosine, one-cycle
            --schedule cosine    | --schedule is for the training of the whole network; give --freeze none, or leave it
            --warm-up -1         | --warm-up is -1.0, expected at least 0 epochs
            --recipe cake        | --recipe is 'cake', expected one of finetune, quantization-aware, cifar10, torchvision-v1, torchvision-v2, mobilenetv3
            --freeze nothing     | --freeze: the network has no whole layer or stage 'nothing', expected a name such as stages.4;
            --freeze classifier  | --freeze is classifier, which leaves nothing to learn
            --unfreeze 1=all     | --unfreeze is 1=all, expected an epoch from 2 on, and a layer that is frozen until then
            --unfreeze 2=blocks.1 --freeze blocks.0 | --unfreeze is 2=blocks.1, expected an epoch from 2 on, and a layer
            --unfreeze two=all   | Invalid value for option '--unfreeze' (EPOCH=LAYER): 'two' is not an int
            --freeze features --recipe finetune | --freeze is features, which leaves nothing to --recipe; leave one
            --augment flip       | --augment is for the training of the whole network; give --freeze none, or leave it
            --balanced           | --balanced is for the training of the whole network; give --freeze none, or leave it
            --augment flop --freeze none      | --augment is 'flop', expected flip, vertical-flip, rotation, color,
            --augment flip=2 --freeze none    | --augment is 'flip=2': probability is 2.0, expected in [0, 1]
            --augment flip=often --freeze none | --augment is 'flip=often', expected a number behind the sign
            --mixup -1 --freeze none          | --mixup is -1.0, expected 0 or more, such as 0.2
            --train-resolution 0 --freeze none  | --train-resolution is '0', expected pixels, such as 176, or with the share of the epochs
            --train-resolution 24:2 --freeze none | --train-resolution is '24:2', expected pixels, such as 176, or with the share
            --train-resolution small --freeze none | --train-resolution is 'small', expected pixels, such as 176, or with
            --train-resolution 16 --freeze none | --train-resolution: the input is 16 x 16 pixels, expected 32 x 32 to 4096 x 4096
            --train-resolution 24 | --train-resolution is for the training of the whole network; give --freeze none, or leave it
            --accumulate 0 --freeze none      | --accumulate is 0, expected at least 1
            --balanced --repeats 2 --freeze none | --balanced and --repeats are given; leave one of them out
            --class-weights violet=2 --freeze none | --class-weights is 'violet=2', expected balanced, even, or a class
            --class-weights rose=0 --freeze none | --class-weights is 'rose=0', expected a weight above 0
            --freeze-norms       | --freeze-norms is for layers that learn; give --freeze none, or leave it out
            --precision half --freeze none | --precision is 'half', expected one of float32, bfloat16
            --recompute some --freeze none | --recompute is 'some', expected one of none, auto, all
            --recompute all      | --recompute is for the training of the whole network; give --freeze none, or leave it
            --arch mobilenet     | --arch is 'mobilenet', expected the name of a classifier that './mobilenet models' lists
            --arch mobilenet_v2  | --arch is for bare files of weights; the model's folder
            --val-fracton 0.3    | unknown option '--val-fracton'; did you mean --val-fraction?
            """)
    void namesTheOptionThatIsWrong(String option, String message) {
        train((Object[]) option.split(" ", -1)).refused("mobilenet train: " + message);
        assertThat(model).doesNotExist();
    }

    @Test
    void refusesADataSetThatIsNone() throws IOException {
        Path one = TinyModel.drawImages(folder.resolve("one"), 2, "daisy");
        trainOn(one)
                .refused("mobilenet train: " + one + ": only one class folder, 'daisy'; a classifier needs at least");

        Path empty = TinyModel.drawImages(folder.resolve("empty"), 2, "daisy");
        Files.createDirectories(empty.resolve("rose"));
        trainOn(empty).refused("mobilenet train: " + empty + ": no image in the class folder rose; expected bmp,");

        Path none = Files.createDirectories(folder.resolve("none"));
        trainOn(none).refused("mobilenet train: " + none + ": no image found; expected a folder per class");

        Path nowhere = folder.resolve("nowhere");
        trainOn(nowhere).refused("mobilenet train: " + nowhere + ": no such file or folder; expected a folder,");

        assertThat(model).doesNotExist();
    }

    @Test
    void refusesToBeToldWhichNetworkAModelIs() {
        Run.of(
                        "train",
                        "--data",
                        photos,
                        "--weights",
                        "cifar10",
                        "--arch",
                        "mobilenet_v2",
                        "--out",
                        folder.resolve("out"))
                .refused("mobilenet train: --arch is for bare files of weights; the model cifar10 says itself which");
    }

    @Test
    void refusesWeightsThatAreNone() throws IOException {
        byte[] whole = Files.readAllBytes(weights.resolve("model.safetensors"));
        Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, whole.length / 2));
        trainFrom(cut).refused("mobilenet train: " + cut + ": holds ");

        Path html = Files.writeString(folder.resolve("weights.pth"), "<!DOCTYPE html><html>404</html>");
        trainFrom(html).refused("mobilenet train: " + html + ": is a web page (it begins with ");

        Path empty = Files.write(folder.resolve("empty.pth"), new byte[0]);
        trainFrom(empty).refused("mobilenet train: " + empty + ": is empty;");

        trainFrom(folder.resolve("nowhere.pth"))
                .refused("mobilenet train: --weights: there is no file or folder " + folder.resolve("nowhere.pth")
                        + ";");
        trainFrom("mobilenet_v2")
                .refused("mobilenet train: --weights: the weights mobilenet_v2 are not on this machine; run"
                        + " './mobilenet weights fetch mobilenet_v2' first");
        trainFrom(photos).refused("mobilenet train: " + photos + ": has no config.json, expected config.json and");

        assertThat(model).doesNotExist();
    }

    @Test
    void refusesWeightsOfAnotherNetwork() throws IOException {
        Path v3 = TinyModel.save(folder.resolve("v3"), MobileNet.MOBILENET_V3_SMALL, "a", "b")
                .resolve("model.safetensors");

        Run.of("train", "--data", photos, "--weights", v3, "--arch", "mobilenet_v2", "--out", model)
                .refused("mobilenet train: " + v3
                        + ": does not fit a network of 314 tensors and 1000 classes: 1 tensors fit; 257 missing");
    }

    @Test
    void refusesAPlaceThatIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");

        for (Path out : List.of(file, file.resolve("below"))) {
            Run.of("train", "--data", photos, "--weights", weights, "--out", out)
                    .refused(
                            "mobilenet train: --out: " + file + " is a file; give a folder, which is made where there");
        }
        assertThat(file).hasContent("mine");
    }

    @Test
    void trainsAWholeNetworkFromScratch() throws IOException {
        Object[] command = {
            "train",
            "--data",
            photos,
            "--from-scratch",
            "--recipe",
            "cifar10",
            "--width",
            0.1,
            "--epochs",
            2,
            "--batch-size",
            8,
            "--out",
            model
        };

        Run trained = Run.of(command).succeeded();

        assertThat(trained.err())
                .contains("mobilenet_v2 at 32 pixels, 3 classes: 36 training images, 9 validation images")
                .contains("epoch 1/2: loss ", " left");
        assertThat(model).isDirectoryContaining("glob:**/last.safetensors");
        assertThat(Files.readAllLines(model.resolve("metrics.jsonl")))
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(JsonMapper.shared().readTree(line).propertyNames())
                                .containsExactly(
                                        "epoch",
                                        "epochs",
                                        "step",
                                        "loss",
                                        "train_accuracy",
                                        "validation_loss",
                                        "validation_accuracy",
                                        "learning_rate",
                                        "seconds",
                                        "is_best"));
        assertThat(model.resolve("checkpoint.safetensors")).doesNotExist();
        JsonNode config = JsonMapper.shared().readTree(Files.readAllBytes(model.resolve("config.json")));
        assertThat(config.get("mobilenet4j").get("skipped_halvings")).hasToString("[1,4]");
        JsonNode run = JsonMapper.shared().readTree(Files.readAllBytes(model.resolve("run.json")));
        assertThat(run.get("initialization").asString()).isEqualTo("torchvision");
        Run.of("predict", "--model", model, photos.resolve("rose/002.png")).succeeded();
    }

    @Test
    void fewEpochsBeginWithAnotherStem() throws IOException {
        float[] drawn = stemAfter("torchvision");
        float[] whitened = stemAfter("few-epochs");

        // A step at so low a rate moves nothing: eight filters, of which the last four are the first, negated.
        int half = whitened.length / 2;
        for (int i = 0; i < half; i++) {
            assertThat(whitened[half + i]).isCloseTo(-whitened[i], within(1e-6f));
        }
        assertThat(drawn[half]).isNotCloseTo(-drawn[0], within(1e-6f));
    }

    private float[] stemAfter(String initialization) throws IOException {
        Run.of(fromScratch(photos, "--initialization", initialization, "--learning-rate", 1e-12, "--average", 0))
                .succeeded();
        return Models.open(model)
                .parameters()
                .get(Location.STEM, ParameterId.Kind.WEIGHT)
                .data();
    }

    @Test
    void refusesToDrawWeightsInAWayThatItDoesNotKnow() {
        Run.of(fromScratch(photos, "--initialization", "zeros"))
                .refused("mobilenet train: --initialization is 'zeros', expected one of torchvision, few-epochs");
        assertThat(model).doesNotExist();
    }

    /** Nine validation images can be told better nine times at most. */
    @Test
    void saysThatItStoppedEarly() {
        Run trained = Run.of(fromScratch(20, photos, "--patience", 1)).succeeded();

        assertThat(trained.err())
                .containsPattern(
                        "stopped after epoch \\d+ of 20: none since epoch \\d+ was better on the validation images");
    }

    @Test
    void trainsTheLayersBehindAStageAndLaterAllOnMixedAndBalancedImages() throws IOException {
        List<Object> options =
                new ArrayList<>(List.of("--freeze", "blocks.2", "--unfreeze", "2=blocks.1", "--epochs", 2));
        options.addAll(List.of("--batch-size", 8, "--accumulate", 2, "--mixup", 0.2, "--cutmix", 1, "--balanced"));
        options.addAll(List.of("--class-weights", "rose=2", "--augment", "padded-crop=2,trivialaugment,erasing=0.5"));
        options.addAll(List.of("--precision", "bfloat16", "--freeze-norms", "--recompute", "all"));

        assertThat(train(options.toArray()).succeeded().err())
                .containsPattern("\\d+ of \\d+ expansions are computed again in place of being kept: a step takes ");

        JsonNode run = JsonMapper.shared().readTree(Files.readAllBytes(model.resolve("run.json")));
        assertThat(run.get("freeze").asString()).isEqualTo("blocks.2, {2=blocks.1}");
        assertThat(run.get("options").asString())
                .contains("accumulation=2", "Balanced[]", "[MixUp[alpha=0.2], CutMix[alpha=1.0]]")
                .contains("[weights=[1.0, 2.0, 1.0]]", "BFLOAT16", "FROZEN_STATISTICS", "Freezing[layers={1=");
        assertThat(run.get("augmentation").asString())
                .contains("PaddedCrop[padding=2]", "[TrivialAugment[]]", "probability=0.5");
        StateDict start = Safetensors.read(weights.resolve("model.safetensors"));
        Safetensors.read(model.resolve("model.safetensors")).asMap().forEach((name, tensor) -> {
            if (name.startsWith("conv_stem") || name.startsWith("bn1") || name.startsWith("blocks.0")) {
                Tensor before = Objects.requireNonNull(start.get(name));
                assertThat(tensor.data()).as(name).isEqualTo(before.data());
            }
        });
    }

    @Test
    void reportsEveryRunOnAPageThatABrowserShowsWithoutErrors() throws IOException, InterruptedException {
        Files.write(photos.resolve("daisy/001.png"), new byte[0]);
        for (Object[] command : List.of(
                new Object[] {"train", "--data", photos, "--weights", weights, "--out", model, "--epochs", 3},
                fromScratch(photos))) {
            Run.of(command).succeeded();

            Path page = model.resolve("report.html");
            assertThat(page)
                    .content()
                    .contains("How my-model was trained", "How it learned", "Learning rate", "Which classes it knows")
                    .contains("What it takes for what", "left out", "001.<wbr>png", "label smoothing</td><td>0.1</td>");
            Chromium opened = Chromium.open(page, folder);
            assertThat(opened.console()).isEmpty();
            assertThat(opened.dom()).contains("validation images");
            assertThat(opened.dom().split("<svg", -1)).hasSizeGreaterThan(3);
        }
    }

    @Test
    void writesCurvesForTensorBoard() throws IOException {
        Path curves = model.resolve("tensorboard");
        for (int run = 0; run < 2; run++) { // the second in place of the first
            Run.of(fromScratch(3, photos)).succeeded();

            List<Point> train = EventFileReader.read(curves.resolve("train"));
            assertThat(train)
                    .extracting(Point::curve)
                    .containsOnly("loss", "top_1", "learning_rate", "batch/loss", "batch/top_1", "batch/learning_rate");
            assertThat(curve(train, "loss")).containsExactly(5L, 10L, 15L);
            assertThat(curve(train, "batch/loss")).containsExactly(10L);
            List<Point> validation = EventFileReader.read(curves.resolve("validation"));
            assertThat(curve(validation, "loss")).containsExactly(5L, 10L, 15L);
            assertThat(curve(validation, "top_1")).containsExactly(5L, 10L, 15L);
        }

        train("--epochs", 2).succeeded();
        assertThat(curve(EventFileReader.read(curves.resolve("train")), "loss")).containsExactly(2L, 4L);
    }

    private static List<Long> curve(List<Point> points, String name) {
        return points.stream()
                .filter(point -> point.curve().equals(name))
                .map(Point::step)
                .toList();
    }

    @Test
    void keepsDecodedImagesFromRunToRun() throws IOException {
        Path cache = folder.resolve("cache");
        Run.of(fromScratch(photos, "--cache", cache)).succeeded();
        byte[] first = Files.readAllBytes(model.resolve("model.safetensors"));
        assertThat(cache).isDirectoryContaining("glob:**.images");

        Run.of(fromScratch(photos, "--cache", cache)).succeeded();
        assertThat(Files.readAllBytes(model.resolve("model.safetensors"))).isEqualTo(first);
        Run.of(fromScratch(photos, "--cache-size", 0)).succeeded();
        assertThat(Files.readAllBytes(model.resolve("model.safetensors"))).isEqualTo(first);

        Run.of(fromScratch(photos, "--cache-size", -1))
                .refused("mobilenet train: --cache-size is -1.0, expected 0 to 1000000 gigabytes");
    }

    @Test
    void trainsOnMnistsGreyImages() throws IOException {
        Path digits = Files.createDirectories(folder.resolve("digits"));
        writeDigits(digits, "train", 24);
        writeDigits(digits, "t10k", 10);

        Run trained = Run.of(fromScratch(digits)).succeeded();

        assertThat(trained.err()).contains("2 classes: 24 training images, 10 validation images");
        JsonNode config = JsonMapper.shared().readTree(Files.readAllBytes(model.resolve("config.json")));
        assertThat(config.get("model_args").get("in_chans").asInt()).isEqualTo(1);
        assertThat(Run.of("evaluate", "--model", model, "--data", digits)
                        .succeeded()
                        .out())
                .contains(" on 10 images");
        Run.of("predict", "--model", model, photos.resolve("rose/002.png")).succeeded();
    }

    @Test
    void aClassMayBeMissingFromTheValidationImages() throws IOException {
        Path other = TinyModel.drawImages(folder.resolve("other"), 4, "daisy", "rose");

        assertThat(Run.of(fromScratch(photos, "--val", other)).succeeded().err())
                .contains("3 classes: 45 training images, 8 validation images");
    }

    /** Dark noughts and light ones, 28 by 28 pixels. */
    private static void writeDigits(Path folder, String part, int count) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
        images.putInt(0x0803).putInt(count).putInt(28).putInt(28);
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
        for (int i = 0; i < count; i++) {
            labels.put((byte) (i % 2));
            for (int pixel = 0; pixel < 784; pixel++) {
                images.put((byte) (i % 2 * 150 + (pixel * 7 + i * 13) % 50));
            }
        }
        Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }

    private Object[] fromScratch(Path data, Object... more) {
        return fromScratch(1, data, more);
    }

    private Object[] fromScratch(int epochs, Path data, Object... more) {
        List<Object> command =
                new ArrayList<>(List.of("train", "--data", data, "--from-scratch", "--recipe", "cifar10"));
        command.addAll(List.of("--width", 0.1, "--epochs", epochs, "--batch-size", 8, "--out", model));
        command.addAll(List.of(more));
        return command.toArray();
    }

    /** The drawings are of 40 x 36 pixels. */
    @Test
    void takesImagesWholeThatAreNoLargerThanTheInput() {
        Run larger = Run.of(plainlyFromScratch("--resolution", 32)).succeeded();
        assertThat(larger.err())
                .contains("the short side of images becomes 36 pixels, and the middle 32 x 32 are taken");

        Run smaller = Run.of(plainlyFromScratch("--resolution", 48)).succeeded();
        assertThat(smaller.err())
                .contains("the short side of images becomes 48 pixels, and the middle 48 x 48 are taken");
    }

    @Test
    void decaysWhatIsAskedFor() throws IOException {
        Run.of(plainlyFromScratch("--resolution", 32, "--decay", "all")).succeeded();
        assertThat(Files.readString(model.resolve("run.json"))).contains("decaysAll=true");

        Run.of(plainlyFromScratch("--resolution", 32)).succeeded();
        assertThat(Files.readString(model.resolve("run.json"))).contains("decaysAll=false");

        Run.of(plainlyFromScratch("--decay", "norms"))
                .refused("mobilenet train: --decay is norms, expected all or weights");
        train("--decay", "all").refused("mobilenet train: --decay is for the training of the whole network;");
    }

    private Object[] plainlyFromScratch(Object... more) {
        List<Object> command = new ArrayList<>(List.of("train", "--data", photos, "--from-scratch", "--out", model));
        command.addAll(List.of("--width", 0.1, "--epochs", 1, "--batch-size", 8));
        command.addAll(List.of(more));
        return command.toArray();
    }

    @Test
    void namesEveryOptionThatIsMissing() {
        Run.of("train").refused("mobilenet train: Missing required options: '--train=DIR', '--out=MODEL' (see");
        Run.of("train", "--data", photos, "--out", model)
                .refused(
                        "mobilenet train: neither --weights nor --from-scratch is given; name the weights to start with,"
                                + " or ask for fresh ones");
    }

    private Run train(Object... more) {
        Object[] all = Arrays.copyOf(
                new Object[] {"train", "--data", photos, "--weights", weights, "--out", model}, 7 + more.length);
        System.arraycopy(more, 0, all, 7, more.length);
        return Run.of(all);
    }

    private Run trainOn(Path data) {
        return Run.of("train", "--data", data, "--weights", weights, "--out", model);
    }

    private Run trainFrom(Object start) {
        return Run.of("train", "--data", photos, "--weights", start, "--out", model);
    }
}
