package org.mobilenet4j.spark.image;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.mobilenet4j.image.DecodeLimits;
import org.mobilenet4j.io.InvalidInputException;

/**
 * A file to be read.
 *
 * @param files the file system that it is in, opened by the task's thread, which acts for the job's user
 * @param name as the column has it
 */
record ImageFile(FileSystem files, Path path, String name) {
    /**
     * Finds the file system of a path; the file itself is not looked for.
     *
     * @throws InvalidInputException if it is no path, or its file system is not known or cannot be reached
     */
    static ImageFile at(String name, Configuration configuration) {
        try {
            Path path = new Path(name);
            return new ImageFile(path.getFileSystem(configuration), path, name);
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, e);
        }
    }

    /**
     * Reads it, on any thread.
     *
     * @throws InvalidInputException if it cannot be read, or is larger than a file may be
     */
    ImageContent read(DecodeLimits limits) {
        try {
            FileStatus status = files.getFileStatus(path);
            if (status.isDirectory()) {
                throw new InvalidInputException(name + ": is a folder; expected an image's file; leave it out");
            }
            if (status.getLen() > limits.maxFileBytes()) {
                throw new InvalidInputException(name + ": has " + status.getLen() + " bytes; expected at most "
                        + limits.maxFileBytes() + "; shrink the image, or leave it out");
            }
            try (FSDataInputStream in = files.open(path)) {
                return new ImageContent.Encoded(in.readNBytes(limits.maxFileBytes()), name);
            }
        } catch (FileNotFoundException e) {
            throw new InvalidInputException(name + ": no such file; expected an image; check the path", e);
        } catch (InvalidInputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Clients of object stores tell of failures by exceptions of their own, which are of either kind.
            throw unreadable(name, e);
        }
    }

    private static InvalidInputException unreadable(String name, Exception cause) {
        String reason = (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                .replaceAll("\\s+", " ");
        return new InvalidInputException(
                name + ": cannot be read (" + reason + "); expected an image; check the path", cause);
    }
}
