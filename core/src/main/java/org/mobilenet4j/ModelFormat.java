package org.mobilenet4j;

import java.io.IOException;
import java.nio.file.Path;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A format of models that another framework writes. Implementations stand beside the library, are found by {@link
 * java.util.ServiceLoader} and asked by {@link Models#open(Path)}, in no particular order, before it takes a file for one of
 * its own; what they recognise must not overlap. They hold no state.
 */
public interface ModelFormat {
    /**
     * Whether a file or directory is of this format, told by its name and its first bytes.
     *
     * @param path of the default file system, where a file or directory is
     * @param start the first bytes of a file, 16 if it has as many; none of a directory
     * @throws IOException if the disk fails
     */
    boolean recognises(Path path, byte[] start) throws IOException;

    /**
     * Reads a model of this format. Nothing that the file holds is executed.
     *
     * @throws InvalidInputException if it is damaged, or has what no network of this library computes
     * @throws IOException if the disk fails
     */
    Model read(Path path) throws IOException;
}
