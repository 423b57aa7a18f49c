package org.mobilenet4j.index;

import java.time.Instant;
import org.mobilenet4j.data.FileStamp;

/**
 * An image of an index.
 *
 * @param path in full; that within an archive behind the archive's
 * @param root what was indexed when this image was found: a file, a folder or an archive, in full
 * @param label the name of the folder that it lies in
 */
public record IndexedImage(String path, String root, String label, FileStamp stamp) {
    /** When its file was last written. */
    public Instant modified() {
        return Instant.ofEpochMilli(stamp.modifiedMillis());
    }
}
