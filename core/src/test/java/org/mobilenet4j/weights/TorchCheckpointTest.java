package org.mobilenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
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
        "training.pth, training",
        "training_legacy.pth, training",
        "ema_timm.pth, network",
        "ema_torchvision.pth, training",
        "data_parallel.pth, network",
        "compiled.pth, network"
    })
    void readsWhatPythonFindsInTheFile(String file, String expected) throws IOException {
        Fixtures.assertEqualTensors(
                TorchCheckpoint.read(Fixtures.path(file)), Safetensors.read(Fixtures.path(expected + ".safetensors")));
    }

    @Test
    void keepsTheOrderOfTheLayers() throws IOException {
        assertThat(TorchCheckpoint.read(Fixtures.path("network.pth")).names())
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
        assertThat(TorchCheckpoint.read(Fixtures.path("network_parameters.pth")).names())
                .containsExactly("0.weight", "1.weight", "1.bias", "2.weight", "2.bias");
    }

    @Test
    void readsAnArchiveOfAnotherOrderWithForeignEntries() throws IOException {
        assertThat(Objects.requireNonNull(TorchCheckpoint.read(Fixtures.path("unusual_order.pth"))
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
                "refused_system.pth             | holds the Python object 'posix.system'",
                "refused_system_legacy.pth      | holds the Python object 'posix.system'",
                "refused_eval.pth               | holds the Python object '__builtin__.eval'",
                "refused_namespace.pth          | holds the Python object 'argparse.Namespace'",
                "refused_numpy.pth              | holds the Python object 'numpy",
                "refused_module.pth             | holds the Python object 'torch.nn.modules.linear.Linear'",
                "refused_module_legacy.pth      | holds the Python object 'torch.nn.modules.linear.Linear'",
                "refused_complex.pth            | holds the Python object 'torch.ComplexFloatStorage'",
                "refused_sparse.pth             | holds the Python object 'torch._utils._rebuild_sparse_tensor'",
                "refused_quantised.pth          | holds quantised tensors",
                "refused_negated.pth            | lazily conjugated or negated",
                "refused_expanded.pth           | more than 4 values for each byte",
                "refused_unknown_wrapper.pth    | its keys are ['net', 'epoch']",
                "refused_list.pth               | holds a list where a dict of tensors is expected",
                "refused_mixed.pth              | holds a string under 'b' where a tensor is expected",
                "refused_twice.pth              | holds 'a' twice, with and without the prefix",
                "refused_script.pth             | is a TorchScript program",
                "refused_plain_pickle.pth       | is a pickle of a dict, not a file of torch.save",
                "refused_compressed.pth         | the entry 'a/byteorder' is compressed",
                "refused_big_endian.pth         | has the byte order 'big', and 'little' is expected",
                "refused_two_pickles.pth        | is a zip archive with 2 entries data.pkl",
                "refused_missing_storage.pth    | lacks the entry 'a/data/0'",
                "refused_short_storage.pth      | holds 2 bytes where 1 elements of 4 bytes are expected",
                "refused_duplicate_entry.pth    | the entry 'a/data/0' overlaps another",
                "network.safetensors            | is a safetensors file"
            })
    void refusesInOneLineThatNamesTheReason(String file, String reason) {
        Path path = Fixtures.path(file);
        Fixtures.assertRefused(path.toString(), () -> TorchCheckpoint.read(path))
                .hasMessageContaining(reason);
    }

    @Test
    void namesTheRemedyForAForeignObject() {
        Path path = Fixtures.path("refused_namespace.pth");
        Fixtures.assertRefused(path.toString(), () -> TorchCheckpoint.read(path))
                .hasMessageContaining("torch.save(model.state_dict(), ...)")
                .hasMessageContaining("safetensors");
    }

    @Test
    void refusesAnArchiveCutOffAtAnyByte() throws IOException {
        byte[] whole = Fixtures.bytes("unusual_order.pth");
        Path file = folder.resolve("cut.pth");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Fixtures.assertRefused(file.toString(), () -> TorchCheckpoint.read(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"network_legacy.pth", "network_legacy_protocol4.pth", "views_legacy.pth"})
    void refusesAPickleCutOffAtAnyByte(String name) throws IOException {
        MemorySegment whole = MemorySegment.ofArray(Fixtures.bytes(name));
        for (long length = 0; length < whole.byteSize(); length++) {
            MemorySegment cut = whole.asSlice(0, length);
            Fixtures.assertRefused("cut.pth", () -> TorchCheckpoint.readLegacy("cut.pth", cut));
        }
    }
}
