package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.data.ImageFolder;
import org.mobilenet4j.data.LabelledImages;
import org.mobilenet4j.data.Split;
import org.mobilenet4j.io.InvalidInputException;
import picocli.CommandLine.Option;

/** Which images a training learns from, and which it validates on. */
@SuppressWarnings("NullAway.Init")
final class DataFlags {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Folder or zip with a folder per class, or with such folders in train and val or test.")
    private Path data;

    @Option(
            names = {"--val", "--validation"},
            paramLabel = "DIR",
            description =
                    "Folder or zip to validate on; its folders may also bear WordNet ids or numbers of classes. By"
                            + " default the val or test part of --data, where it is split, and else a share of it.")
    private @Nullable Path val;

    @Option(
            names = {"--val-fraction", "--validation-fraction"},
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Share of each class to validate on (default: ${DEFAULT-VALUE}).")
    private double fraction;

    /**
     * The opened datasets.
     *
     * @param validation in words, where its images come from
     */
    record Opened(ImageFolder folder, @Nullable ImageFolder other, Split split, String validation)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            folder.close();
            if (other != null) {
                other.close();
            }
        }
    }

    /** As the user names it. */
    String name() {
        return data.toString();
    }

    void check() {
        if (!(fraction > 0 && fraction < 1)) {
            throw new InvalidInputException(
                    "--val-fraction is " + fraction + ", expected above 0 and less than 1, such as 0.2");
        }
    }

    Opened open(long seed) throws IOException {
        ImageFolder folder = ImageFolder.open(data);
        if (val == null) {
            String validation = folder.validationPart()
                    .map(part -> "the data's " + part + " part")
                    .orElse(fraction + " of each class of the data");
            return new Opened(folder, null, Split.of(folder, fraction, seed), validation);
        }
        try {
            ImageFolder other = ImageFolder.open(val, folder.classes());
            Split split = new Split(LabelledImages.of(folder), LabelledImages.of(other));
            return new Opened(folder, other, split, val.toString());
        } catch (IOException | RuntimeException refused) {
            folder.close();
            throw refused;
        }
    }
}
