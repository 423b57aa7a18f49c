package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mobilenet4j.MobileNet;

/** What each verb does with a detector and with a segmentation network: it works, or says in one line why not. */
class VerbsAndTasksTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeModelsAndImages() throws IOException {
        TinyDenseModel.detector(folder.resolve("detector"));
        TinyDenseModel.segmenter(folder.resolve("segmenter"));
        TinyModel.save(folder.resolve("classifier"), MobileNet.MOBILENET_V2, "a", "b");
        TinyModel.drawImages(folder.resolve("images"), 2, "a", "b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            predict --model detector images                              |
            predict --model segmenter images                             |
            predict --model detector --draw out images                   |
            predict --model detector --top 3 images                      | --top does not go with a detector, which the model is
            predict --model detector --explain why.png images/a/000.png  | --explain does not go with a detector
            predict --model detector --masks out images                  | --masks does not go with a detector
            predict --model segmenter --min-score 0.3 images             | --min-score does not go with a segmentation network
            predict --model classifier --min-score 0.3 images            | --min-score does not go with a classifier
            predict --model classifier --draw out images                 | --draw does not go with a classifier
            predict --model classifier --masks out images                | --masks does not go with a classifier
            predict --model detector --min-score 1 images                | --min-score is 1.0, expected 0 or more and less than 1
            predict --model detector --draw classifier/config.json images | --draw:
            inspect --model detector --data images                       |
            inspect --model segmenter --data images                      |
            summary --model detector                                     |
            summary --model segmenter                                    |
            plan --model detector                                        |
            plan --model segmenter                                       |
            summary --model detector --width 0.5                         | --model is a network of its own, which --width does not change
            embed --model detector --out v.npy images                    | the model is a detector of
            embed --model segmenter --out v.npy images                   | the model is a segmentation network of
            search --model detector --like images/a/000.png images       | the model is a detector of
            importance --model detector --data images                    | the model is a detector of
            prune --model segmenter --data images --target params=0.5x --out small | the model is a segmentation network of
            adapt --model detector --data images --latency-ms 1 --out fast | the model is a detector of
            compare detector classifier --data images                    | the first MODEL: FOLDER/detector is a detector, expected a classifier
            compare classifier segmenter --data images                   | the second MODEL: FOLDER/segmenter is a segmentation network, expected a classifier
            convert --from detector --to copy --format model             |
            convert --from segmenter --to copy.zip --format zip          |
            convert --from detector --to copy.safetensors --format torchvision  |
            convert --from segmenter --to copy.safetensors --format torchvision --precision float16 |
            convert --from detector --to copy.safetensors --format timm  | timm has no network like this one, a detector of
            convert --from detector --to copy.onnx --format onnx         |
            convert --from segmenter --to copy.onnx --format onnx        |
            convert --from segmenter --to copy --format djl              | the model is a segmentation network of
            export --model detector --out x.onnx --verify-data images    |
            export --model detector --out x.onnx --verify-data images --postprocess |
            export --model segmenter --out x.onnx --verify-data images --postprocess |
            export --model segmenter --out x.onnx --verify-data images --include-preprocessing |
            export --model segmenter --out x.onnx --verify-data images --include-softmax | the network gives [out], expected a classifier's logits
            export --model classifier --out x.onnx --postprocess         | the network gives [logits], expected a detector's
            export --model detector --out x --format djl                 | the model is a detector of
            export --model detector --out x.onnx --precision int8 --calibration-data images --data images | FOLDER/images: has no annotations for detection
            export --model detector --out x.onnx --precision int8 --calibration-data images --verify-data images --postprocess |
            """)
    void worksOrSaysWhyNot(String command, String message) {
        String[] arguments = command.split(" +");
        for (int i = 1; i < arguments.length; i++) {
            boolean isPath = arguments[i].matches("(detector|segmenter|classifier|images|out|copy|x|v|why)([./].*)?");
            arguments[i] = isPath && !arguments[i - 1].equals("--format")
                    ? folder.resolve(arguments[i]).toString()
                    : arguments[i];
        }

        Run run = Run.of((Object[]) arguments);

        if (message == null) {
            run.succeeded();
        } else {
            assertThat(run.err())
                    .startsWith("mobilenet " + arguments[0] + ": " + message.replace("FOLDER", folder.toString()))
                    .hasLineCount(1);
            assertThat(run.status()).isEqualTo(2);
        }
    }
}
