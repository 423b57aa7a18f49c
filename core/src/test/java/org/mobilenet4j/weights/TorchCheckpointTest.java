package org.mobilenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.SharedData;

class TorchCheckpointTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "every_type.pth, every_type",
        "every_type_legacy.pth, every_type",
        "views.pth, views",
        "views_legacy.pth, views",
        "network.pth, network",
        "network_legacy.pth, network",
        "network_legacy_protocol4.pth, network",
        "network_protocol3.pth, network",
        "network_protocol4.pth, network",
        "network_protocol5.pth, network",
        "as_trainers_numpy.pth, as_trainers",
        "as_trainers_numpy_protocol5.pth, as_trainers",
        "as_trainers.npz, as_trainers",
        "as_trainers_buffers.pth, as_trainers"
    })
    void readsWhatPythonFindsInTheFile(String file, String expected) throws IOException {
        Fixtures.assertEqualTensors(
                WeightsFile.read(Fixtures.path(file)), Safetensors.read(Fixtures.path(expected + ".safetensors")));
    }

    @ParameterizedTest
    @CsvSource({
        "training.pth, model., training",
        "training_legacy.pth, model., training",
        "ema_timm.pth, state_dict_ema., network",
        "ema_torchvision.pth, model_ema.module., training",
        "data_parallel.pth, module., network",
        "compiled.pth, module._orig_mod., network",
        "as_trainers.pth, net., as_trainers",
        "as_trainers_legacy.pth, net., as_trainers",
        "as_trainers_tuple.pth, 0., as_trainers",
        "packed.zip, 0., as_trainers",
        "packed.pth.gz, 0., as_trainers"
    })
    void readsWhatIsBelowAKey(String file, String key, String expected) throws IOException {
        Fixtures.assertEqualTensors(
                WeightsFile.read(Fixtures.path(file), below(key)),
                Safetensors.read(Fixtures.path(expected + ".safetensors")));
    }

    /** A flat layer and the numbers of its neighbours: {@code 2} of the module is {@code 3} of the program. */
    @ParameterizedTest
    @ValueSource(strings = {"as_trainers_scripted.pt", "as_trainers.pt2"})
    void readsTheModulesOfAProgramWithoutItsCode(String file) throws IOException {
        StateDict expected = Safetensors.read(Fixtures.path("as_trainers.safetensors"));
        StateDict read = WeightsFile.read(Fixtures.path(file));
        assertThat(read.names())
                .containsExactlyInAnyOrder(
                        "0.weight",
                        "1.weight",
                        "1.bias",
                        "1.running_mean",
                        "1.running_var",
                        "1.num_batches_tracked",
                        "3.weight",
                        "3.bias");
        read.asMap()
                .forEach((name, tensor) -> assertThat(tensor.data())
                        .as(name)
                        .isEqualTo(Objects.requireNonNull(expected.get(name.replace("3.", "2.")))
                                .data()));
    }

    @ParameterizedTest
    @CsvSource({
        "module.pth, 'weight,bias'",
        "module_legacy.pth, 'weight,bias'",
        "unknown_wrapper.pth, net.a",
        "mixed.pth, a",
        "namespace.pth, model.a",
        "numpy_scalar.pth, model.a",
        "compressed.pth, a",
        "big_endian.pth, a"
    })
    void passesOverWhatIsNoTensor(String file, String names) throws IOException {
        StateDict read = WeightsFile.read(Fixtures.path(file));
        assertThat(read.names()).containsExactly(names.split(",", -1));
    }

    @Test
    void turnsTheBytesOfABigEndianMachine() throws IOException {
        assertThat(data("big_endian.pth", "a")).containsExactly(1);
        assertThat(data("as_trainers_numpy.pkl", "a")).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(data("as_trainers_compressed.npz", "fortran")).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(data("unsigned.pth", "u16")).containsExactly(1, 65535);
    }

    private static float[] data(String file, String name) throws IOException {
        return Objects.requireNonNull(
                        WeightsFile.read(Fixtures.path(file), below("")).get(name))
                .data();
    }

    private static TensorSelection below(String prefix) {
        return (file, stored) -> {
            SequencedMap<String, String> chosen = new LinkedHashMap<>();
            stored.stream()
                    .filter(name -> name.startsWith(prefix) && !name.endsWith("n_averaged"))
                    .forEach(name -> chosen.put(name.substring(prefix.length()), name));
            return chosen;
        };
    }

    @Test
    void whatIsNotWantedMayBeUnreadable() throws IOException {
        assertThat(WeightsFile.read(Fixtures.path("refused_sparse.pth"), (file, stored) -> new LinkedHashMap<>())
                        .size())
                .isZero();
    }

    @Test
    void keepsTheOrderOfTheLayers() throws IOException {
        assertThat(WeightsFile.read(Fixtures.path("network.pth")).names())
                .containsExactly(
                        "0.weight",
                        "1.weight",
                        "1.bias",
                        "1.running_mean",
                        "1.running_var",
                        "1.num_batches_tracked",
                        "2.weight",
                        "2.bias");
    }

    @Test
    void readsParameters() throws IOException {
        assertThat(WeightsFile.read(Fixtures.path("network_parameters.pth")).names())
                .containsExactly("0.weight", "1.weight", "1.bias", "2.weight", "2.bias");
    }

    @Test
    void readsAnArchiveOfAnotherOrderWithForeignEntries() throws IOException {
        assertThat(Objects.requireNonNull(WeightsFile.read(Fixtures.path("unusual_order.pth"))
                                .get("a"))
                        .data())
                .containsExactly(1);
    }

    @Test
    void findsTheSameTensorsInAllThreeFormatsOfTheTrainedNetwork() throws IOException {
        Path safetensors = SharedData.require("weights/mobilenet_v2_imagenet.safetensors");
        Path zip = SharedData.require("weights/mobilenet_v2_imagenet.pth");
        Path legacy = SharedData.require("weights/mobilenet_v2_imagenet_legacy.pth");
        StateDict expected = WeightsFile.read(zip);
        assertThat(expected.size()).isEqualTo(314);
        Fixtures.assertEqual(WeightsFile.read(legacy), expected);
        Fixtures.assertEqualTensors(WeightsFile.read(safetensors), expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refused_system.pth             | holds the Python object 'posix.system', which runs code",
                "refused_system_legacy.pth      | holds the Python object 'posix.system', which runs code",
                "refused_eval.pth               | holds the Python object '__builtin__.eval', which runs code",
                "refused_complex.pth            | holds a tensor of 'torch.ComplexFloatStorage' under 'a'",
                "refused_sparse.pth             | holds a sparse tensor under 'a'",
                "refused_float8.pth             | holds a tensor of 'torch.float8_e4m3fn' under 'a'",
                "refused_quantised.pth          | holds quantised tensors under 'a'",
                "refused_negated.pth            | lazily conjugated or negated",
                "refused_expanded.pth           | more than 4 values for each byte",
                "refused_list.pth               | holds a list where a dict of tensors is expected",
                "refused_script.pth             | is a TorchScript program without named weights",
                "refused_frozen.pt              | is a TorchScript program without named weights",
                "refused_plain_pickle.pth       | holds no tensors; its keys are ['a']",
                "refused_two_pickles.pth        | is a zip archive with 2 entries data.pkl",
                "refused_missing_storage.pth    | lacks the entry 'a/data/0'",
                "refused_short_storage.pth      | holds 2 bytes where 1 elements of 4 bytes are expected",
                "refused_duplicate_entry.pth    | the entry 'a/data/0' overlaps another"
            })
    void refusesInOneLineThatNamesTheReason(String file, String reason) {
        Path path = Fixtures.path(file);
        Fixtures.assertRefused(path.toString(), () -> WeightsFile.read(path)).hasMessageContaining(reason);
    }

    @Test
    void refusesAnArchiveCutOffAtAnyByte() throws IOException {
        byte[] whole = Fixtures.bytes("unusual_order.pth");
        Path file = folder.resolve("cut.pth");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Fixtures.assertRefused(file.toString(), () -> WeightsFile.read(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"network_legacy.pth", "network_legacy_protocol4.pth", "views_legacy.pth"})
    void refusesAPickleCutOffAtAnyByte(String name) throws IOException {
        MemorySegment whole = MemorySegment.ofArray(Fixtures.bytes(name));
        for (long length = 0; length < whole.byteSize(); length++) {
            MemorySegment cut = whole.asSlice(0, length);
            Fixtures.assertRefused(
                    "cut.pth", () -> LegacyCheckpoint.table("cut.pth", cut).read(TensorSelection.ALL));
        }
    }
}
