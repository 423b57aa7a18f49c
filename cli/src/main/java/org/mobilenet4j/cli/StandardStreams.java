package org.mobilenet4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** The streams of the process, where they need more than {@link System#out} and {@link System#err} give. */
final class StandardStreams {
    private StandardStreams() {}

    /**
     * Standard output, which is silent once its reader has gone, as after {@code | head}: the reader has what it wanted.
     * {@link System#out} does not tell that from a full disk.
     */
    static PrintStream out() {
        return new PrintStream(
                new UntilReaderLeaves(new FileOutputStream(FileDescriptor.out)), true, System.out.charset());
    }

    /**
     * The user's standard error where the launcher has moved it to the descriptor that {@code mobilenet.stderr} names;
     * {@link System#err} without that. The JDK cannot be told not to warn of the incubating vector module at each start,
     * so the launcher keeps descriptor 2, where the JDK writes, and filters it.
     */
    static PrintStream err() {
        Integer descriptor = Integer.getInteger("mobilenet.stderr");
        if (descriptor == null) {
            return System.err;
        }
        try {
            // The launcher opens java.io to us for this: a path such as /dev/fd/3 would open a file anew, at its start.
            var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            FileOutputStream stream = new FileOutputStream(constructor.newInstance(descriptor));
            return new PrintStream(stream, true, System.err.charset());
        } catch (ReflectiveOperationException | RuntimeException refused) {
            return System.err;
        }
    }

    /** Passes bytes on until the pipe breaks, and drops the rest. */
    static final class UntilReaderLeaves extends OutputStream {
        private final OutputStream out;
        private boolean hasReader = true;

        UntilReaderLeaves(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!hasReader) {
                return;
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException failure) {
                hasReader = !String.valueOf(failure.getMessage()).contains("Broken pipe");
                if (hasReader) {
                    throw failure;
                }
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
