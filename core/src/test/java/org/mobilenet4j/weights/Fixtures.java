package org.mobilenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.tensor.Tensor;

/** The files that {@code make_fixtures.py} made, and what tests say about state dicts and refusals. */
final class Fixtures {
    private Fixtures() {}

    static Path path(String name) {
        URL resource = Fixtures.class.getResource("/weights/" + name);
        try {
            return Path.of(Objects.requireNonNull(resource, name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(path(name));
    }

    /** Names, order, shapes and every bit. */
    static void assertEqual(StateDict found, StateDict expected) {
        assertThat(found.names()).containsExactlyElementsOf(expected.names());
        assertEqualTensors(found, expected);
    }

    /** Names, shapes and every bit: the reference implementation of safetensors sorts names when it writes. */
    static void assertEqualTensors(StateDict found, StateDict expected) {
        assertThat(found.names()).containsExactlyInAnyOrderElementsOf(expected.names());
        expected.asMap().forEach((name, tensor) -> {
            Tensor same = Objects.requireNonNull(found.get(name));
            assertThat(same.shape()).as(name).isEqualTo(tensor.shape());
            assertThat(Arrays.mismatch(bits(same), bits(tensor)))
                    .as("first difference in " + name)
                    .isEqualTo(-1);
        });
    }

    private static int[] bits(Tensor tensor) {
        int[] bits = new int[tensor.data().length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(tensor.data()[i]));
        return bits;
    }

    /** An error in one line that begins with the file's name. */
    static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String file, ThrowingCallable reading) {
        Throwable thrown = catchThrowable(reading);
        assertThat(thrown).isInstanceOf(InvalidInputException.class);
        assertThat(thrown.getMessage()).startsWith(file + ": ").doesNotContain("\n", "\r");
        return assertThat(thrown);
    }
}
