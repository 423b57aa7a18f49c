package org.mobilenet4j.data;

/**
 * By what a file is taken for unchanged.
 *
 * @param bytes its length
 * @param modifiedMillis when it was last written, in milliseconds since 1970; of a file in an archive, when the archive was
 */
public record FileStamp(long bytes, long modifiedMillis) {}
