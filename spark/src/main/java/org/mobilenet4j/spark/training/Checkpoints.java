package org.mobilenet4j.spark.training;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A run's checkpoints in a folder that all executors and the driver reach. Each epoch's has a name of its own, which it gets
 * when it is whole: a write that ends early leaves the one before, on object stores too, which replace nothing in one go.
 */
final class Checkpoints {
    private static final String PREFIX = "epoch-";
    private static final String SUFFIX = ".safetensors";
    private static final String UNFINISHED = ".unfinished";

    private final FileSystem files;
    private final Path folder;

    private Checkpoints(FileSystem files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    static Checkpoints in(String folder, Configuration configuration) throws IOException {
        Path path = new Path(folder);
        return new Checkpoints(path.getFileSystem(configuration), path);
    }

    /** The name of the latest; empty if there is none. */
    Optional<String> latest() throws IOException {
        return all().stream().max(Comparator.naturalOrder());
    }

    private List<String> all() throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (FileStatus file : files.listStatus(folder)) {
                String name = file.getPath().getName();
                if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
                    names.add(name);
                }
            }
        } catch (FileNotFoundException none) {
            // It is made with the first.
        }
        return names;
    }

    /** Copies the latest, if there is one. */
    void read(java.nio.file.Path into) throws IOException {
        Optional<String> latest = latest();
        if (latest.isPresent()) {
            try (InputStream in = files.open(new Path(folder, latest.get()))) {
                Files.copy(in, into);
            }
        }
    }

    /** Keeps a checkpoint, in place of those before it. */
    void write(java.nio.file.Path from, int epoch) throws IOException {
        String name = "%s%08d%s".formatted(PREFIX, epoch, SUFFIX);
        Path unfinished = new Path(folder, name + UNFINISHED);
        files.mkdirs(folder);
        try (OutputStream out = files.create(unfinished, true)) {
            Files.copy(from, out);
        }
        Path whole = new Path(folder, name);
        if (!files.rename(unfinished, whole) && !files.exists(whole)) {
            throw new IOException(whole + ": the checkpoint cannot be given its name; is the folder writable?");
        }
        for (String other : all()) {
            if (other.compareTo(name) < 0) {
                files.delete(new Path(folder, other), false);
            }
        }
    }

    /** Removes all: a run at its end leaves none to another. */
    void remove() throws IOException {
        for (String name : all()) {
            files.delete(new Path(folder, name), false);
        }
    }
}
