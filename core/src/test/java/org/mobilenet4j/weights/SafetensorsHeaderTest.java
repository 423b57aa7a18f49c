package org.mobilenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsHeaderTest {
    private static final String FILE = "x.safetensors";

    @Test
    void takesDataInAnotherOrderThanTheHeader() {
        StateDict dict = Safetensors.read(FILE, file(two("U8", "[1]", "[1,2]", "U8", "[]", "[0,1]"), 2));
        assertThat(dict.names()).containsExactly("a", "b");
    }

    @Test
    void takesTensorsWithoutElements() {
        StateDict dict = Safetensors.read(FILE, file(two("U8", "[2]", "[0,2]", "F64", "[0,7]", "[2,2]"), 2));
        assertThat(dict.size()).isEqualTo(2);
    }

    @Test
    void takesAHeaderPaddedWithSpaces() {
        assertThat(Safetensors.read(FILE, file("{}    ", 0)).size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'F32', '[1]', '[0,8]'                  | has 8 bytes; 4 are expected for F32 [1]",
                "'F32', '[2,2]', '[0,8]'                | has 8 bytes; 16 are expected for F32 [2, 2]",
                "'F99', '[2]', '[0,8]'                  | has the dtype 'F99'",
                "'f32', '[2]', '[0,8]'                  | has the dtype 'f32'",
                "7, '[2]', '[0,8]'                      | has VALUE_NUMBER_INT in the JSON where VALUE_STRING",
                "'F32', '[-2]', '[0,8]'                 | has the shape [-2]",
                "'F32', '[2.0]', '[0,8]'                | has VALUE_NUMBER_FLOAT in the JSON",
                "'F32', '[2e0]', '[0,8]'                | has VALUE_NUMBER_FLOAT in the JSON",
                "'F32', '['2']', '[0,8]'                | has VALUE_STRING in the JSON where VALUE_NUMBER_INT",
                "'F32', '[null]', '[0,8]'               | has VALUE_NULL in the JSON",
                "'F32', '[[2]]', '[0,8]'                | is not the JSON it should be",
                "'F32', '2', '[0,8]'                    | has VALUE_NUMBER_INT in the JSON where START_ARRAY",
                "'F32', '[4294967297]', '[0,8]'         | has the shape [4294967297]",
                "'F32', '[65536,65536]', '[0,8]'        | has the shape [65536, 65536]",
                "'F32', '[2147483647,2147483647,4,0]', '[0,0]' | has the shape",
                "'F32', '[99999999999999999999]', '[0,8]' | is not the JSON it should be",
                "'F32', '[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]', '[0,8]' | has more than 16 axes",
                "'F32', '[2]', '[0,8,8]'                | has the data_offsets [0, 8, 8]",
                "'F32', '[2]', '[0]'                    | has the data_offsets [0]",
                "'F32', '[2]', '[8,0]'                  | has the data_offsets [8, 0]",
                "'F32', '[2]', '[-8,0]'                 | has the data_offsets [-8, 0]",
                "'F32', '[2]', '[4,12]'                 | begins at byte 4 where 0 is expected",
                "'F32', '[2]', '[9223372036854775799,9223372036854775807]' | begins at byte 9223372036854775799",
                "'F32', '[1]', '[0,4]'                  | holds 8 bytes of data where its header describes 4",
                "'F32', '[3]', '[0,12]'                 | holds 8 bytes of data where its header describes 12"
            },
            quoteCharacter = '`')
    void refusesATensorThatCannotBe(String fields, String reason) {
        String[] field = fields.replace('\'', '"').split(", ", -1);
        String header = one(field[0], unquoted(field[1]), unquoted(field[2]));
        Fixtures.assertRefused(FILE, () -> Safetensors.read(FILE, file(header, 8)))
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0,1] [2,3]", // a hole
                "[0,2] [1,3]", // an overlap
                "[0,1] [0,1]", // the same bytes twice
                "[0,1] [1,2]", // too little
                "[1,2] [2,3]" // a hole at the start
            })
    void refusesDataThatIsNotCoveredExactlyOnce(String offsets) {
        String[] each = offsets.split(" ", -1);
        String header = two("U8", shapeOf(each[0]), each[0], "U8", shapeOf(each[1]), each[1]);
        Fixtures.assertRefused(FILE, () -> Safetensors.read(FILE, file(header, 3)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{}x",
                "{}{}",
                " {}",
                "{'a'}",
                "{'a':}",
                "{'a':1}",
                "{'a':[]}",
                "{'a':{}}",
                "{'a':{'dtype':'U8','shape':[0]}}",
                "{'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0],'more':1}}",
                "{'a':{'dtype':'U8','dtype':'U8','shape':[0],'data_offsets':[0,0]}}",
                "{'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0]},'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}}",
                "{'__metadata__':1}",
                "{'__metadata__':{'a':1}}",
                "{'__metadata__':{'a':'b','a':'c'}}",
                "{'__metadata__':{'a':{'b':'c'}}}",
                "{'__metadata__':{},'__metadata__':{}}",
                "{'a':NaN}",
                "{/* */}",
                "{'a\n'}"
            })
    void refusesAHeaderThatIsNotTheJsonItShouldBe(String header) {
        Fixtures.assertRefused(FILE, () -> Safetensors.read(FILE, file(header.replace('\'', '"'), 0)));
    }

    @Test
    void refusesAHeaderInUtf16() {
        Fixtures.assertRefused(FILE, () -> Safetensors.read(FILE, file("{}".getBytes(StandardCharsets.UTF_16LE), 0)));
    }

    @Test
    void refusesDeepNestingWithoutFollowingIt() {
        Fixtures.assertRefused(FILE, () -> Safetensors.read(FILE, file("{\"a\":".repeat(100_000), 0)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 8, 100_000_001, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void refusesALengthOfTheHeaderThatCannotBe(long length) {
        ByteBuffer file = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(length).put((byte) '{').put((byte) '}');
        Fixtures.assertRefused(FILE, () -> Safetensors.read(FILE, MemorySegment.ofArray(file.array())));
    }

    @Test
    void refusesAFileCutOffAtAnyByteOrWithBytesAfterItsEnd() throws IOException {
        byte[] whole = Fixtures.bytes("every_type_native.safetensors");
        for (int length = 0; length < whole.length; length++) {
            MemorySegment cut = MemorySegment.ofArray(whole).asSlice(0, length);
            Fixtures.assertRefused(FILE, () -> Safetensors.read(FILE, cut));
        }
        MemorySegment longer = MemorySegment.ofArray(Arrays.copyOf(whole, whole.length + 1));
        Fixtures.assertRefused(FILE, () -> Safetensors.read(FILE, longer));
    }

    @Test
    void refusesWhatPythonCanWriteAndFloatsCannotHold() {
        String file = Fixtures.path("refused_float8.safetensors").toString();
        Fixtures.assertRefused(file, () -> Safetensors.read(Fixtures.path("refused_float8.safetensors")))
                .hasMessageContaining("has the dtype 'F8_E4M3'; convert it to float32");
    }

    private static String unquoted(String json) {
        return json.substring(1, json.length() - 1);
    }

    private static String shapeOf(String offsets) {
        return "[" + (offsets.charAt(3) - offsets.charAt(1)) + "]";
    }

    private static String one(String type, String shape, String offsets) {
        return "{\"a\":{\"dtype\":" + type + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }

    private static String two(String type, String shape, String offsets, String type2, String shape2, String offsets2) {
        String first = one('"' + type + '"', shape, offsets);
        String second = one('"' + type2 + '"', shape2, offsets2).replace("\"a\"", "\"b\"");
        return first.substring(0, first.length() - 1) + "," + second.substring(1);
    }

    private static MemorySegment file(String header, int dataBytes) {
        return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    private static MemorySegment file(byte[] header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        return MemorySegment.ofArray(file.array());
    }
}
