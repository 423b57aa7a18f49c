package org.mobilenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.MobileNet;
import org.mobilenet4j.Variant;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.NameLayout;
import org.mobilenet4j.parameters.Initialization;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;
import picocli.CommandLine;

/** What is said of bare files of weights, and that what a message tells a user to say can be said. */
class WeightsFlagsTest {
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");

    /** Options of Java, which messages of the library name too. */
    private static final Set<String> JAVAS = Set.of("--add-modules", "--enable-native-access");

    @TempDir
    Path folder;

    private Path photos;

    @BeforeEach
    void draw() throws IOException {
        photos = TinyModel.drawImages(folder.resolve("photos"), 3, "cat", "owl");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"predict", "evaluate", "compare", "inspect", "embed", "search", "export", "convert", "train"})
    void everyVerbThatTakesWeightsHasTheOptionsThatMessagesAboutWeightsName(String verb) {
        assertThat(options(verb)).contains("--arch", "--width", "--checkpoint-key");
    }

    /** What the library tells a user to do is done by an option of a verb that works with models. */
    @Test
    void everyOptionThatAMessageOfTheLibraryNamesExists() throws IOException {
        Set<String> known = new TreeSet<>(options("predict"));
        known.addAll(options("train")); // its remedies say "mobilenet train"
        Path sources = Path.of("..", "core", "src", "main", "java");
        assertThat(sources).isDirectory();
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String literals = Files.readString(file)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.startsWith("*") && !line.startsWith("/") && line.contains("\""))
                        .collect(Collectors.joining("\n"));
                Matcher matcher = OPTION.matcher(literals);
                while (matcher.find()) {
                    named.add(matcher.group());
                }
            }
        }
        named.removeAll(JAVAS);
        assertThat(named).contains("--width", "--checkpoint-key");
        assertThat(known).containsAll(named);
    }

    @Test
    void takesTheAverageOrTheOneThatIsAskedFor() throws IOException {
        Path file = folder.resolve("two.safetensors");
        Map<String, Integer> seeds = Map.of("model.", 1, "model_ema.module.", 2);
        StateDict.Builder both = StateDict.builder();
        seeds.forEach((prefix, seed) ->
                weights(0.25, seed).asMap().forEach((name, tensor) -> both.put(prefix + name, tensor)));
        Safetensors.write(file, both.build(), Map.of());
        Path image = photos.resolve("cat/000.png");

        Run average = Run.of("predict", "--model", file, image).succeeded();
        Run other = Run.of("predict", "--model", file, "--checkpoint-key", "model", image)
                .succeeded();

        assertThat(average.err())
                .contains("warning: " + file + ": holds 2 networks, and the one under 'model_ema' is taken; to take"
                        + " another: --checkpoint-key 'model'");
        assertThat(other.err()).doesNotContain("warning");
        assertThat(other.out()).isNotEqualTo(average.out());
        Run.of("predict", "--model", file, "--checkpoint-key", "x", image)
                .refused("mobilenet predict: --checkpoint-key is 'x', and " + file + " has its networks under others");
    }

    @Test
    void takesAnUnusualWidthThatIsNamed() throws IOException {
        Path file = folder.resolve("wide.safetensors");
        Safetensors.write(file, weights(0.3, 1), Map.of());
        Path image = photos.resolve("cat/000.png");

        Run.of("predict", "--model", file, image)
                .refused("mobilenet predict: " + file
                        + ": has 314 tensors in the layout of torchvision, which fit no MobileNet"
                        + " V1, V2 or V3 at a usual width; give its width: --width 0.9");
        Run.of("predict", "--model", file, "--width", "0.3", image).succeeded();
        Run.of("predict", "--model", file, "--width", "-1", image)
                .refused("mobilenet predict: --width: width is -1.0, expected above 0");
    }

    @Test
    void aModelsFolderIsNotToldWhatItSaysItself() throws IOException {
        Path model = TinyModel.save(folder.resolve("model"), MobileNet.MOBILENET_V2, "cat", "owl");
        Path image = photos.resolve("cat/000.png");
        Run.of("predict", "--model", model, "--width", "0.5", image)
                .refused("mobilenet predict: --width is for bare files of weights; the model's folder " + model);
    }

    @Test
    void trainsOnATrunkWithoutAClassifierAndSaysWhatIsLeftOut() throws IOException {
        StateDict whole = weights(0.25, 1);
        StateDict.Builder other = StateDict.builder();
        whole.asMap().forEach((name, tensor) -> other.put(name.replace("classifier.1.", "head.3.top."), tensor));
        other.put(
                "head.0.running_mean",
                new LinkedHashMap<>(whole.asMap()).firstEntry().getValue());
        Path file = folder.resolve("trunk.safetensors");
        Safetensors.write(file, other.build(), Map.of());

        Run.of("predict", "--model", file, photos.resolve("cat/000.png"))
                .refused("mobilenet predict: " + file
                        + ": has the trunk of mobilenet_v2 and a head that is more than linear" + " layers in a row");
        Run trained = Run.of(
                        "train",
                        "--data",
                        photos,
                        "--weights",
                        file,
                        "--resolution",
                        "32",
                        "--out",
                        folder.resolve("trained"))
                .succeeded();
        assertThat(trained.err()).contains("warning: " + file + ": its head is left out, for a new classifier: ");
    }

    private static StateDict weights(double width, long seed) {
        Variant variant = Variant.of(MobileNet.MOBILENET_V2)
                .with(options -> options.withWidth(width).withClasses(2));
        return LoadedParameters.toStateDict(
                Initialization.torchvision(variant.network(), seed), NameLayout.TORCHVISION);
    }

    private static Set<String> options(String verb) {
        CommandLine program = Program.commandLine(Consoles.output(), Map.of(), verb);
        return Objects.requireNonNull(program.getSubcommands().get(verb)).getCommandSpec().options().stream()
                .flatMap(option -> List.of(option.names()).stream())
                .collect(Collectors.toSet());
    }
}
