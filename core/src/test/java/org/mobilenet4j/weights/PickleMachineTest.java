package org.mobilenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mobilenet4j.weights.PickleValue.Dict;
import org.mobilenet4j.weights.PickleValue.Instance;
import org.mobilenet4j.weights.PickleValue.Int;
import org.mobilenet4j.weights.PickleValue.Sequence;
import org.mobilenet4j.weights.PickleValue.Text;

/** Pickles are written as text, one char a byte: {@code K\1} pushes 1, {@code .} stops. */
class PickleMachineTest {
    private static final String FILE = "x.pth";

    @ParameterizedTest
    @CsvSource({"4a ff ff ff ff, -1", "4b ff, 255", "4d 00 01, 256", "8a 00, 0", "8a 01 ff, -1", "8a 02 ff 00, 255"})
    void readsWholeNumbers(String hex, long expected) {
        String bytes = new String(HexFormat.ofDelimiter(" ").parseHex(hex), StandardCharsets.ISO_8859_1);
        assertThat(run(bytes + ".")).isEqualTo(new Int(expected));
    }

    @Test
    void readsTheLargestAndSmallestNumberOf64Bits() {
        assertThat(run("\u008a\10\377\377\377\377\377\377\377\177.")).isEqualTo(new Int(Long.MAX_VALUE));
        assertThat(run("\u008a\10\0\0\0\0\0\0\0\200.")).isEqualTo(new Int(Long.MIN_VALUE));
    }

    @Test
    void keepsOnlyWhatADictHasUnderStrings() {
        PickleValue value = run("}(X\1\0\0\0aK\1K\2K\3N)u.");
        assertThat(((Dict) value).entries()).containsOnlyKeys("a");
    }

    @Test
    void makesAnOrderedDictOfPairsAsPython2WroteIt() {
        PickleValue value = run("ccollections\nOrderedDict\n](](U\1bK\1e](U\1aK\2ee\205R.");
        assertThat(((Dict) value).entries()).containsOnlyKeys("a", "b");
    }

    @Test
    void takesAListThatContainsItself() {
        PickleValue value = run("]q\0h\0a.");
        assertThat(((Sequence) value).items()).containsExactly(value);
    }

    @Test
    void takesDeepNestingWithoutFollowingIt() {
        assertThat(run("]" + "\205".repeat(900_000) + ".")).isInstanceOf(Sequence.class);
        assertThat(run("N" + "]".repeat(400_000) + "a".repeat(399_999) + ".")).isInstanceOf(Sequence.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                ".", // stops without a value
                "K", // an argument is missing
                "X\377\377\377\377", // a string of 4 GB
                "X\377\377\377\177", // a string of 2 GB
                "B\377\377\377\377", // bytes of 4 GB
                "\215\377\377\377\377\377\377\377\377", // a string of 2^64 bytes
                "\215\377\377\377\377\377\377\377\177", // a string of 2^63 bytes
                "\216\377\377\377\377\377\377\377\377", // bytes of 2^64 bytes
                "\216\377\377\377\377\377\377\377\177", // bytes of 2^63 bytes
                "\212\377", // a number of 255 bytes that are not there
                "h\0.", // a memo that was never filled
                "j\377\377\377\377.", // the same, with a huge index
                "q\0", // memorises nothing
                "t.", // a tuple without a mark
                "N\206.", // a pair of one
                "N(\205.", // takes what lies below the mark
                "(N(.", // stops on a mark
                "Na.", // appends to nothing
                "NNa.", // appends to None
                ")Na.", // appends to a tuple
                "}Ns.", // a key without a value
                "NNNs.", // a key and a value into None
                "}(Nu.", // an odd number of keys and values
                ")R.", // calls nothing
                "N)R.", // calls None
                "ccollections\nOrderedDict\nNR.", // calls without arguments
                "ccollections\nOrderedDict\nK\1\205R.", // a dict of a number
                "ctorch\nSize\n)R.", // a size of nothing
                "ctorch\nSize\nN\205R.", // a size of None
                "ctorch._utils\n_rebuild_tensor_v2\n)R.", // a tensor of nothing
                "ctorch._utils\n_rebuild_tensor_v2\n(NK\0))tR.", // a tensor of None
                "ctorch._utils\n_rebuild_parameter\n)R.", // a parameter of nothing
                "ctorch._tensor\n_rebuild_from_type_v2\n(NNNtR.", // a kind of tensor made by None
                "cx\ny\nN\201.", // an object made of None
                "N)\201.", // an object of None
                "1.", // a mark that is not there
                "ctorch\nFloatStorage\n)R.", // calls a storage
                "NNb.", // sets attributes of None
                "NQ.", // a persistent id that is None
                ")Q.", // an empty persistent id
                "(U\6modulectorch\nFloatStorage\nU\1xU\1yttQ.", // source code
                "(U\7storageNU\0010U\3cpuK\1tQ.", // a storage without a class
                "(U\7storagectorch\nFloatStorage\nK\0U\3cpuK\1tQ.", // a key that is no string
                "(U\7storagectorch\nFloatStorage\nU\0010U\3cputQ.", // a storage without a length
                "\223.", // a global of nothing
                "NN\223.", // a global of None
                "cos\nsystem\n.", // named, but not called
                "csubprocess\nPopen\n.",
                "cbuiltins\neval\n.",
                "c__builtin__\n__import__\n.",
                "cimportlib.util\nx\n.",
                "ctorch.hub\nload_state_dict_from_url\n.",
                "cos", // a name without an end
                "U\2osU\6system\223.",
                "i", // INST
                "o", // OBJ
                "\201", // NEWOBJ
                "\222", // NEWOBJ_EX
                "\202\1", // EXT1
                "\227", // NEXT_BUFFER
                "0", // POP
                "2", // DUP
                "I1\n.", // text numbers of protocol 0
                "\377"
            })
    void refuses(String pickle) {
        Fixtures.assertRefused(FILE, () -> run(pickle));
    }

    @Test
    void refusesAGlobalWithAnEndlessName() {
        Fixtures.assertRefused(FILE, () -> run("c" + "x".repeat(5_000) + "\ny\n."))
                .hasMessageContaining("has more than 1024 bytes where a name is expected");
    }

    @Test
    void keepsTheMessageToOneShortLineWhateverANameHolds() {
        Fixtures.assertRefused(
                        FILE,
                        () -> CheckpointTree.of(
                                FILE, run("U\5a\r\u0085\nbU\377" + "x".repeat(255) + "\223)R."), 0, storage -> {
                                    throw new AssertionError();
                                }))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400).contains("\\u000d", "\\u000a"));
    }

    /** An object with attributes and items, an enum by way of getattr, a set, one thing twice and one dropped. */
    @Test
    void keepsOnlyTheDescriptionOfObjects() {
        PickleValue value = run("cargparse\nNamespace\n)\201}U\1aK\1sbU\1kK\2s.");
        assertThat(value).isInstanceOf(Instance.class);
        Instance object = (Instance) value;
        assertThat(object.global()).isEqualTo("argparse.Namespace");
        assertThat(((Dict) Objects.requireNonNull(object.state())).entries()).containsOnlyKeys("a");
        assertThat(object.items().entries()).containsOnlyKeys("k");
        assertThat(run("cbuiltins\ngetattr\ncx\nColor\nU\3RED\206R.")).isInstanceOf(Instance.class);
        assertThat(run("(K\1\221.")).isEqualTo(new PickleValue.Inert("a set"));
        assertThat(run("K\1K\00220.")).isEqualTo(new Int(2));
        assertThat(run("K\1((0" + "1.")).isEqualTo(new Int(1));
    }

    @Test
    void refusesAStorageDescribedInTwoWays() {
        String as = "(U\7storagectorch\n%sStorage\nU\0010U\3cpuK\1tQ";
        Fixtures.assertRefused(FILE, () -> run(as.formatted("Float") + as.formatted("Double") + "."))
                .hasMessageContaining("in two ways");
    }

    @Test
    void stopsAfterABoundedNumberOfSteps() {
        Fixtures.assertRefused(FILE, () -> run("]".repeat(3_000_000) + "."))
                .hasMessageContaining("takes more than 1048576 steps");
    }

    @Test
    void countsCopiesOfALongArgumentAsSteps() {
        // 100,000 numbers made once, then a tensor's sizes and strides copied from them 100,000 times.
        String numbers = "(" + "K\1".repeat(100_000) + "tq\0";
        String storage = "(U\7storagectorch\nFloatStorage\nU\0010U\3cpuK\1tQq\1";
        String tensor = "ctorch._utils\n_rebuild_tensor_v2\n(h\1K\0h\0h\0tR";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> Fixtures.assertRefused(FILE, () -> run(numbers + storage + tensor.repeat(100_000) + "."))
                        .hasMessageContaining("takes more than 1048576 steps"));
    }

    @Test
    void countsTheArgumentsOfACallAsSteps() {
        String arguments = "(]" + "N".repeat(300_000) + "tq\0";
        String call = "ccollections\nOrderedDict\nh\0R";
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> Fixtures.assertRefused(FILE, () -> run(arguments + call.repeat(200_000) + "."))
                        .hasMessageContaining("takes more than 1048576 steps"));
    }

    @Test
    void readsTextOfEveryLengthForm() {
        for (String pickle : new String[] {
            "X\2\0\0\0\303\251.",
            "T\2\0\0\0\303\251.",
            "U\2\303\251.",
            "\214\2\303\251.",
            "\215\2\0\0\0\0\0\0\0\303\251."
        }) {
            assertThat(run(pickle)).isEqualTo(new Text("\u00e9"));
        }
    }

    private static PickleValue run(String pickle) {
        byte[] bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
        return new PickleMachine(new ByteCursor(FILE, MemorySegment.ofArray(bytes))).run();
    }
}
