package org.mobilenet4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * The user's standard error where the launcher has moved it to another descriptor. The JDK cannot be told not to warn of
 * the incubating vector module at each start, so the launcher keeps descriptor 2, where the JDK writes, and filters it.
 */
final class StandardError {
    private StandardError() {}

    /** The stream on the descriptor that {@code mobilenet.stderr} names; {@link System#err} without it. */
    static PrintStream open() {
        Integer descriptor = Integer.getInteger("mobilenet.stderr");
        if (descriptor == null) {
            return System.err;
        }
        try {
            // The launcher opens java.io to us for this: a path such as /dev/fd/3 would open a file anew, at its start.
            var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            FileOutputStream stream = new FileOutputStream(constructor.newInstance(descriptor));
            Charset charset = Charset.forName(System.getProperty("stderr.encoding"), Charset.defaultCharset());
            return new PrintStream(stream, true, charset);
        } catch (ReflectiveOperationException | RuntimeException refused) {
            return System.err;
        }
    }
}
