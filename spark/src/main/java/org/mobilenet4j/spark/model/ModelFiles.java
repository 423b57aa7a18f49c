package org.mobilenet4j.spark.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.NoSuchModelException;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.TemporaryFolder;

/** Models on the file systems that Hadoop knows, in the same folders and files as anywhere. */
public final class ModelFiles {
    /** A folder of more is no model's: it is not copied to find that out. */
    private static final int MOST_FILES = 100;

    private ModelFiles() {}

    /**
     * Opens what a user names: {@code hdfs://...}, {@code s3a://...} or another address of Hadoop's; else what {@link
     * Models#open(String)} takes, such as {@code cifar10} or a local path; else a path of Hadoop's default file system.
     *
     * @throws InvalidInputException if there is no usable model of that name
     * @throws IOException if the disk or the file system fails
     */
    public static Model open(String nameOrPath, Configuration configuration) throws IOException {
        if (nameOrPath.contains(":/")) {
            return open(new Path(nameOrPath), configuration);
        }
        try {
            return Models.open(nameOrPath);
        } catch (NoSuchModelException e) {
            Path path = new Path(nameOrPath);
            FileSystem files = path.getFileSystem(configuration);
            if (files instanceof LocalFileSystem || !files.exists(path)) {
                throw e;
            }
            return open(path, configuration);
        }
    }

    /**
     * Opens a model's folder or file.
     *
     * @throws InvalidInputException if there is no usable model at {@code path}
     * @throws IOException if the disk or the file system fails
     */
    public static Model open(Path path, Configuration configuration) throws IOException {
        FileSystem files = path.getFileSystem(configuration);
        if (files instanceof LocalFileSystem local) {
            return Models.open(local.pathToFile(path).toPath());
        }
        try (TemporaryFolder folder = TemporaryFolder.of("mobilenet4j")) {
            java.nio.file.Path copy = folder.path().resolve(path.getName());
            copy(files, path, copy);
            try {
                return Models.open(copy);
            } catch (InvalidInputException e) {
                String message = String.valueOf(e.getMessage());
                throw new InvalidInputException(message.replace(copy.toString(), path.toString()), e);
            }
        }
    }

    private static void copy(FileSystem files, Path from, java.nio.file.Path to) throws IOException {
        FileStatus status;
        try {
            status = files.getFileStatus(from);
        } catch (FileNotFoundException e) {
            throw new InvalidInputException(from + ": no such file or folder; expected a model; check the path", e);
        }
        if (status.isFile()) {
            copyFile(files, from, to);
            return;
        }
        FileStatus[] inFolder = files.listStatus(from);
        if (inFolder.length > MOST_FILES) {
            throw new InvalidInputException(from + ": is a folder of " + inFolder.length
                    + " files; expected a model's, with config.json and model.safetensors; check the path");
        }
        Files.createDirectory(to);
        for (FileStatus file : inFolder) {
            if (file.isFile()) {
                copyFile(files, file.getPath(), to.resolve(file.getPath().getName()));
            }
        }
    }

    private static void copyFile(FileSystem files, Path from, java.nio.file.Path to) throws IOException {
        try (InputStream in = files.open(from)) {
            Files.copy(in, to);
        }
    }

    /**
     * Writes a model's folder, which must not be there yet.
     *
     * @throws IOException if the disk or the file system fails
     */
    public static void save(Model model, Path folder, Configuration configuration) throws IOException {
        FileSystem files = folder.getFileSystem(configuration);
        try (TemporaryFolder staging = TemporaryFolder.of("mobilenet4j")) {
            java.nio.file.Path saved = staging.path().resolve("model");
            model.save(saved);
            for (java.nio.file.Path file : list(saved)) {
                try (OutputStream out =
                        files.create(new Path(folder, file.getFileName().toString()), false)) {
                    Files.copy(file, out);
                }
            }
        }
    }

    private static List<java.nio.file.Path> list(java.nio.file.Path folder) throws IOException {
        try (Stream<java.nio.file.Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
