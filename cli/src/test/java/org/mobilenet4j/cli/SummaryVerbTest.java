package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mobilenet4j.DenseMobileNet;
import org.mobilenet4j.MobileNet;
import tools.jackson.databind.JsonNode;

class SummaryVerbTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mobilenet_v1                | parameters 4,231,976; multiply-adds 568.74 M
            mobilenet_v2                | parameters 3,504,872; multiply-adds 300.77 M
            mobilenet_v2 --width 0.35   | parameters 1,677,128; multiply-adds
            mobilenet_v2 --width 0.5    | parameters 1,968,680; multiply-adds
            mobilenet_v2 --width 0.75   | parameters 2,636,424; multiply-adds
            mobilenet_v2 --width 1.4    | parameters 6,108,776; multiply-adds
            mobilenet_v3_large          | parameters 5,483,032; multiply-adds 216.59 M
            mobilenet_v3_small          | parameters 2,542,856; multiply-adds 56.51 M
            ssdlite320_mobilenet_v3_large              | parameters 3,440,060; multiply-adds 583
            ssdlite_mobilenet_v2                       | parameters 4,664,988; multiply-adds 870
            ssdlite_mobilenet_v2 --classes 21          | parameters 3,399,108; multiply-adds 712.7
            deeplabv3_mobilenet_v3_large               | parameters 11,029,328; multiply-adds 10
            lraspp_mobilenet_v3_large --resolution 520 | parameters 3,221,538; multiply-adds 208
            """)
    void endsWithTheCountsOfThePapers(String arguments, String totals) {
        Run run = Run.of((Object[]) ("summary " + arguments).split(" +", -1)).succeeded();

        assertThat(run.out().lines()).anyMatch(line -> line.startsWith(totals));
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MobileNet.class)
    void sumsUpEveryVariant(MobileNet variant) {
        List<JsonNode> objects =
                Run.of("summary", variant, "--json").succeeded().json();

        long leaves = 0;
        for (int i = 0; i < objects.size() - 1; i++) {
            boolean isLeaf = i + 2 == objects.size()
                    || objects.get(i + 1).get("depth").asInt()
                            <= objects.get(i).get("depth").asInt();
            leaves += isLeaf ? objects.get(i).get("parameters").asLong() : 0;
        }
        assertThat(objects.getLast().get("architecture").asString()).isEqualTo(variant.toString());
        assertThat(objects.getLast().get("parameters").asLong()).isEqualTo(leaves);
    }

    @Test
    void indentsWhatIsInsideABlock() {
        assertThat(Run.of("summary", "mobilenet_v2").succeeded().out().lines())
                .anyMatch(line -> line.startsWith("stages.0 "))
                .anyMatch(line -> line.startsWith("  0 "))
                .anyMatch(line -> line.startsWith("    depthwise "));
    }

    @Test
    void showsTheNamesOfACheckpoint() {
        assertThat(Run.of("summary", "mobilenet_v2", "--layout", "timm")
                        .succeeded()
                        .out())
                .contains("conv_stem", "blocks.6.0.conv_pwl");
        assertThat(Run.of("summary", "mobilenet_v2", "--layout", "torchvision")
                        .succeeded()
                        .out())
                .contains("features.18.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mobilenet_v9                    | ARCH is 'mobilenet_v9', expected a name that './mobilenet models' lists
            mobilenet_v2 --width 0          | --width: width is 0.0, expected above 0 and at most 16
            mobilenet_v2 --width -1         | --width: width is -1.0, expected above 0 and at most 16
            mobilenet_v2 --resolution 16    | --resolution: the input is 16 x 16 pixels, expected 32 x 32 to 4096 x 4096
            mobilenet_v2 --classes 0        | --classes: classes is 0, expected 1 to 1000000
            mobilenet_v2 --channels 0       | --channels: inputChannels is 0, expected 1 to 1024
            mobilenet_v2 --padding full     | --padding is 'full', expected one of [torch, same]
            mobilenet_v2 --width-rule x     | --width-rule is 'x', expected one of [torchvision, tensorflow, keras]
            mobilenet_v2 --layout keras     | --layout is 'keras', expected one of [torchvision, timm, transformers, torchvision_segmentation
            ssdlite_mobilenet_v2 --padding same | ARCH is ssdlite_mobilenet_v2, which --padding does not change; leave
            lraspp_mobilenet_v3_large --width 99 | ARCH is lraspp_mobilenet_v3_large: width is 99.0, expected above 0
            ssdlite_mobilenet_v2 --layout timm | --layout is timm, which has no names for ssdlite_mobilenet_v2; give torchvision_detection
            mobilenet_v2 --model x            | ARCH is mobilenet_v2 and --model x; give one of them
            --model gone                      | --model: there is no file or folder gone
            --width 0.5                       | neither ARCH nor --model is given; name a network
            mobilenet_v1 --layout torchvision | --layout is torchvision, which has no names for mobilenet_v1; give timm
            """)
    void namesTheOptionThatIsWrong(String arguments, String message) {
        Run.of((Object[]) ("summary " + arguments).split(" +", -1)).refused("mobilenet summary: " + message);
    }

    @Test
    void listsEveryNetworkThatIsKnown() {
        List<JsonNode> models = Run.of("models", "--json").succeeded().json();

        int count = MobileNet.values().length + DenseMobileNet.values().length;
        assertThat(models).hasSize(count);
        assertThat(Run.of("models").succeeded().out().lines().toList())
                .hasSize(1 + count)
                .anyMatch(line -> line.matches(
                        "mobilenet_v2 +classification +torchvision +1.00 +224 +1000 +3,504,872 +300,774,272"))
                .anyMatch(
                        line -> line.matches("ssdlite320_mobilenet_v3_large +detection +torchvision .* 3,440,060 .*"));
    }
}
