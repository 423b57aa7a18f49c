package org.mobilenet4j;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.architecture.Architecture;
import org.mobilenet4j.architecture.Options;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.weights.LoadPolicy;
import org.mobilenet4j.weights.LoadedParameters;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;
import org.mobilenet4j.weights.WeightsFile;

/** Finds a model in what a user points at: a directory, a zip of one, or a bare file of weights. */
final class ModelFiles {
    private static final long MAX_CONFIG_BYTES = 16 << 20;
    private static final long MAX_WEIGHTS_BYTES = 1L << 30;

    private ModelFiles() {}

    static ModelBundle load(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return loadDirectory(path);
        }
        if (!Files.exists(path)) {
            throw new InvalidInputException(
                    path + ": no such model; give a directory that training wrote, a zip of one, or a file of weights");
        }
        if (isZip(path)) {
            try (ZipFile zip = new ZipFile(path.toFile())) {
                ZipEntry config = entryNamed(zip, ModelBundle.CONFIG_FILE);
                if (config != null) { // else it may be a .pth, which is a zip as well
                    return loadZip(path, zip, config);
                }
            } catch (ZipException | EOFException e) {
                throw new InvalidInputException(path + ": is a damaged zip archive (" + e.getMessage() + ")", e);
            }
        }
        return loadWeights(path);
    }

    private static ModelBundle loadDirectory(Path directory) throws IOException {
        Path config = directory.resolve(ModelBundle.CONFIG_FILE);
        Path weights = directory.resolve(ModelBundle.WEIGHTS_FILE);
        for (Path file : List.of(config, weights)) {
            if (!Files.isRegularFile(file)) {
                throw new InvalidInputException(
                        directory + ": has no " + file.getFileName() + ", expected " + ModelBundle.CONFIG_FILE + " and "
                                + ModelBundle.WEIGHTS_FILE + "; is it a model's directory?");
            }
        }
        if (Files.size(config) > MAX_CONFIG_BYTES) {
            throw new InvalidInputException(config + ": has " + Files.size(config) + " bytes, expected a small file");
        }
        return bundle(Files.readAllBytes(config), config.toString(), WeightsFile.read(weights), weights.toString())
                .withRun(run(directory.resolve(ModelBundle.RUN_FILE)));
    }

    /** The account of how the model came to be, which others' models lack. */
    private static Map<String, @Nullable Object> run(Path file) throws IOException {
        boolean isThere = Files.isRegularFile(file) && Files.size(file) <= MAX_CONFIG_BYTES;
        return isThere
                ? Json.readObject(Files.readAllBytes(file), file.toString()).members()
                : Map.of();
    }

    /** Reads a model from a folder of the library's own jar, which is trusted to hold all of it. */
    static ModelBundle loadIncluded(String folder) throws IOException {
        String config = folder + "/" + ModelBundle.CONFIG_FILE;
        String weights = folder + "/" + ModelBundle.WEIGHTS_FILE;
        String run = folder + "/" + ModelBundle.RUN_FILE;
        return bundle(resource(config), config, Safetensors.read(resource(weights), weights), weights)
                .withRun(Json.readObject(resource(run), run).members());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ModelFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return in.readAllBytes();
        }
    }

    private static ModelBundle loadZip(Path path, ZipFile zip, ZipEntry config) throws IOException {
        String folder = config.getName().substring(0, config.getName().length() - ModelBundle.CONFIG_FILE.length());
        ZipEntry weights = zip.getEntry(folder + ModelBundle.WEIGHTS_FILE);
        if (weights == null) {
            throw new InvalidInputException(path + ": has " + config.getName() + " but no " + folder
                    + ModelBundle.WEIGHTS_FILE + "; zip the model's whole directory");
        }
        String weightsName = path + "!" + weights.getName();
        return bundle(
                read(zip, config, MAX_CONFIG_BYTES, path),
                path + "!" + config.getName(),
                Safetensors.read(read(zip, weights, MAX_WEIGHTS_BYTES, path), weightsName),
                weightsName);
    }

    private static ModelBundle bundle(byte[] configText, String configName, StateDict weights, String weightsName) {
        ModelConfig config = ModelConfigReader.read(Json.readObject(configText, configName));
        LoadedParameters loaded =
                LoadedParameters.from(weights, weightsName, config.architecture(), LoadPolicy.STRICT, 0);
        return new ModelBundle(
                config.variant(), loaded.parameters(), config.preprocessing(), config.labels(), Map.of());
    }

    private static ModelBundle loadWeights(Path path) throws IOException {
        StateDict weights = WeightsFile.read(path);
        RecognisedNetwork network = RecognisedNetwork.of(weights, path.toString());
        return bundle(weights, path, network.variant(), network.architecture());
    }

    static ModelBundle loadWeights(Path path, MobileNet variant) throws IOException {
        StateDict weights = WeightsFile.read(path);
        return bundle(weights, path, variant, RecognisedNetwork.sized(variant, weights));
    }

    private static ModelBundle bundle(StateDict weights, Path path, MobileNet variant, Architecture architecture) {
        LoadedParameters loaded = LoadedParameters.from(weights, path.toString(), architecture, LoadPolicy.STRICT, 0);
        return new ModelBundle(
                variant,
                loaded.parameters(),
                preprocessing(variant, architecture.options(), path),
                ModelConfig.defaultLabels(architecture.options().classes()),
                Map.of());
    }

    private static Preprocessing preprocessing(MobileNet variant, Options options, Path path) {
        Preprocessing colour = variant.preprocessing(options.resolution());
        return switch (options.inputChannels()) {
            case 3 -> colour;
            case 1 -> colour.forGrey();
            default ->
                throw new InvalidInputException(path + ": takes images of " + options.inputChannels()
                        + " channels; expected 3 (colour) or 1 (grey)");
        };
    }

    private static boolean isZip(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2 && start[0] == 'P' && start[1] == 'K';
        }
    }

    /** The entry of that name at the top of the archive or in its only folder. */
    private static @Nullable ZipEntry entryNamed(ZipFile zip, String name) {
        return zip.stream()
                .filter(entry -> entry.getName().equals(name) || entry.getName().matches("[^/]+/" + name))
                .findFirst()
                .orElse(null);
    }

    private static byte[] read(ZipFile zip, ZipEntry entry, long most, Path path) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) Math.min(Math.max(entry.getSize(), 0), most));
            if (bytes.length != entry.getSize() || in.read() != -1) {
                throw new InvalidInputException(path + ": entry " + entry.getName() + " claims " + entry.getSize()
                        + " bytes, which is not what it holds or more than " + most);
            }
            return bytes;
        }
    }
}
