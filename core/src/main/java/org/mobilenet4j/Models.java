package org.mobilenet4j;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.image.Fit;
import org.mobilenet4j.image.Preprocessing;
import org.mobilenet4j.io.BoundedStream;
import org.mobilenet4j.io.CacheDirectory;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import org.mobilenet4j.io.TemporaryFolder;
import org.mobilenet4j.naming.CheckpointSearch;
import org.mobilenet4j.naming.LoadPolicy;
import org.mobilenet4j.naming.LoadedParameters;
import org.mobilenet4j.naming.Reparametrization;
import org.mobilenet4j.weights.Safetensors;
import org.mobilenet4j.weights.StateDict;
import org.mobilenet4j.weights.WeightsFile;

/**
 * The one door through which models come in, so that one file gives the same numbers whoever opens it: the library, the
 * program or a server. Nothing is fetched.
 */
public final class Models {
    private static final String WEIGHTS_FILE = ModelWriter.WEIGHTS_FILE;
    private static final String CONFIG_FILE = ModelWriter.CONFIG_FILE;
    /** What timm and transformers wrote before safetensors. */
    private static final String TORCH_WEIGHTS_FILE = "pytorch_model.bin";

    private static final String RUN_FILE = ModelWriter.RUN_FILE;
    private static final long MAX_CONFIG_BYTES = 16 << 20;
    private static final long MAX_WEIGHTS_BYTES = 1L << 30;

    private Models() {}

    /**
     * Opens what a user names: a path as {@link #open(Path)} takes it; where there is none, a model that the library brings
     * with it, {@code cifar10}; or torchvision's published weights of that name, {@code mobilenet_v2}, if they were fetched
     * before.
     *
     * @throws InvalidInputException if there is no usable model of that name
     * @throws IOException if the disk fails
     */
    public static Model open(String nameOrPath) throws IOException {
        return open(nameOrPath, CacheDirectory.of(System.getenv()));
    }

    /** The same with fetched weights in a given folder. */
    public static Model open(String nameOrPath, Path fetched) throws IOException {
        return open(nameOrPath, fetched, OpenOptions.DEFAULT);
    }

    /**
     * The same with what a bare file of weights cannot say of itself.
     *
     * @throws InvalidInputException if there is no usable model of that name, or the options are for another kind of it
     * @throws IOException if the disk fails
     */
    public static Model open(String nameOrPath, Path fetched, OpenOptions options) throws IOException {
        Path path = path(nameOrPath);
        if (path != null && Files.exists(path)) {
            return open(path, options);
        }
        Optional<IncludedModel> included = IncludedModel.named(nameOrPath);
        if (included.isPresent()) {
            options.requireNothingSaid("the model " + nameOrPath);
            return included.get().load().withWeightsAs(options.weightsAs());
        }
        return open(located(nameOrPath, fetched), options);
    }

    /**
     * Where the file of published weights is that were fetched before.
     *
     * @throws NoSuchModelException if no published weights have the name, or they are not on this machine
     */
    public static Path located(String name, Path fetched) {
        PublishedWeights published = PublishedWeights.named(name)
                .orElseThrow(() -> new NoSuchModelException("there is no file or folder " + name
                        + "; give a model's folder, a file of weights, " + IncludedModel.CIFAR10
                        + ", or a name that './mobilenet weights list' shows"));
        Path file = fetched.resolve(published.file());
        if (!Files.exists(file)) {
            throw new NoSuchModelException("the weights " + name + " are not on this machine; run"
                    + " './mobilenet weights fetch " + name + "' first");
        }
        return file;
    }

    /**
     * Opens a model: a directory or zip with {@code config.json} and {@code model.safetensors}, this library's, timm's or
     * transformers', or a bare file of weights in any format of {@link WeightsFile} of a network that its names and shapes
     * tell. Weights that torchvision publishes are known by their digest and get the preprocessing that torchvision
     * evaluates them with.
     * With the module formats also models of Keras, TensorFlow.js, TensorFlow Lite and ONNX. {@code path} may be of any file
     * system.
     *
     * @throws InvalidInputException if there is no usable model at {@code path}
     * @throws IOException if the disk fails
     */
    public static Model open(Path path) throws IOException {
        return open(path, OpenOptions.DEFAULT);
    }

    /**
     * The same with what a bare file of weights cannot say of itself.
     *
     * @throws InvalidInputException if there is no usable model at {@code path}, or the options are for another kind of it
     * @throws IOException if the disk fails
     */
    public static Model open(Path path, OpenOptions options) throws IOException {
        return read(path, options).withWeightsAs(options.weightsAs());
    }

    private static Model read(Path path, OpenOptions options) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchModelException(
                    path + ": no such model; give a directory that training wrote, a zip of one, or a file of weights");
        }
        if (!path.getFileSystem().equals(FileSystems.getDefault())) {
            return openCopy(path, options);
        }
        byte[] start = start(path);
        for (ModelFormat format : ServiceLoader.load(ModelFormat.class, Models.class.getClassLoader())) {
            if (format.recognises(path, start)) {
                options.requireNothingSaid(path.toString());
                Model model = format.read(path);
                model.notes().forEach(note -> options.notes().accept(path + ": " + note));
                boolean isTrunk = model.network().classifier().isEmpty();
                return isTrunk && options.isForTransfer() ? model.withNewClassifier("new") : model;
            }
        }
        ForeignFile.refuse(path, start);
        if (Files.isDirectory(path)) {
            options.requireNothingSaid("the model's folder " + path);
            return openDirectory(path);
        }
        if (start.length > 1 && start[0] == 'P' && start[1] == 'K') {
            try (ZipFile zip = new ZipFile(path.toFile())) {
                ZipEntry config = entryNamed(zip, CONFIG_FILE);
                if (config != null) { // else it may be a .pth, which is a zip as well
                    options.requireNothingSaid("the model " + path);
                    return openZip(path, zip, config);
                }
            } catch (ZipException | EOFException e) {
                throw new InvalidInputException(path + ": is a damaged zip archive (" + e.getMessage() + ")", e);
            }
        }
        return ofWeights(path, options);
    }

    /**
     * Opens a model that comes as a stream: the bytes of a zip of a model's directory, or of a file of weights. Reads it to
     * its end and leaves it open.
     *
     * @param name what to call it in messages
     * @throws InvalidInputException if it is no usable model, or of more than a gigabyte
     * @throws IOException if the stream or the disk fails
     */
    public static Model open(InputStream stream, String name) throws IOException {
        // Some formats are told by their suffix.
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        Path copy = Files.createTempFile("mobilenet4j", suffix.matches("\\w{1,12}") ? "." + suffix : ".model");
        try {
            long bytes =
                    Files.copy(new BoundedStream(stream, MAX_WEIGHTS_BYTES), copy, StandardCopyOption.REPLACE_EXISTING);
            if (bytes == MAX_WEIGHTS_BYTES && stream.read() != -1) {
                throw new InvalidInputException(name + ": has more than " + MAX_WEIGHTS_BYTES + " bytes");
            }
            return open(copy);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()).replace(copy.toString(), name), e);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /**
     * Opens a bare file of weights of a network that the caller names, where the file alone would be taken for another:
     * TensorFlow's ports look like timm's own weights.
     *
     * @throws InvalidInputException if there are no usable weights at {@code path}, or they are another network's
     * @throws IOException if the disk fails
     */
    public static Model openWeights(Path path, MobileNet base) throws IOException {
        return ofWeights(path, OpenOptions.DEFAULT.withBase(base));
    }

    /** A path of a file system that cannot map files into memory, such as that of a zip. */
    private static Model openCopy(Path path, OpenOptions options) throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.of("mobilenet4j")) {
            Path name = path.getFileName();
            Path copy = folder.path().resolve(name == null ? "model" : name.toString());
            try {
                copy(path, copy);
                return open(copy, options);
            } catch (InvalidInputException e) {
                throw new InvalidInputException(
                        String.valueOf(e.getMessage()).replace(copy.toString(), path.toString()), e);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            try (InputStream in = Files.newInputStream(from)) {
                Files.copy(new BoundedStream(in, MAX_WEIGHTS_BYTES), to);
            }
            return;
        }
        Files.createDirectories(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    copy(file, to.resolve(file.getFileName().toString()));
                }
            }
        }
    }

    private static byte[] start(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(ForeignFile.START_BYTES);
        }
    }

    private static @Nullable Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Model openDirectory(Path directory) throws IOException {
        Path config = directory.resolve(CONFIG_FILE);
        Path weights = directory.resolve(WEIGHTS_FILE);
        if (!Files.exists(weights) && Files.exists(directory.resolve(TORCH_WEIGHTS_FILE))) {
            weights = directory.resolve(TORCH_WEIGHTS_FILE);
        }
        for (Path file : List.of(config, weights)) {
            if (!Files.isRegularFile(file)) {
                throw new InvalidInputException(directory + ": has no " + file.getFileName() + ", expected "
                        + CONFIG_FILE + " and " + WEIGHTS_FILE + "; is it a model's directory?");
            }
        }
        if (Files.size(config) > MAX_CONFIG_BYTES) {
            throw new InvalidInputException(config + ": has " + Files.size(config) + " bytes, expected a small file");
        }
        Path processor = directory.resolve(TransformersConfig.PROCESSOR_FILE);
        ModelConfig described = described(
                Json.readObject(Files.readAllBytes(config), config.toString()),
                Files.exists(processor)
                        ? Json.readObject(Files.readAllBytes(processor), processor.toString())
                        : TransformersConfig.noProcessor(directory.toString()));
        return model(described, WeightsFile.read(weights), weights.toString())
                .withRun(run(directory.resolve(RUN_FILE)));
    }

    private static ModelConfig described(JsonObject config, JsonObject processor) {
        return TransformersConfig.isOne(config)
                ? new TransformersConfig(config, processor).read()
                : ModelConfigReader.read(config);
    }

    /** The account of how the model came to be, which others' models lack. */
    private static Map<String, @Nullable Object> run(Path file) throws IOException {
        boolean isThere = Files.isRegularFile(file) && Files.size(file) <= MAX_CONFIG_BYTES;
        return isThere
                ? Json.readObject(Files.readAllBytes(file), file.toString()).members()
                : Map.of();
    }

    /** Opens a model in a folder of the library's own jar, which is trusted to hold all of it. */
    static Model openIncluded(String folder) throws IOException {
        String config = folder + "/" + CONFIG_FILE;
        String weights = folder + "/" + WEIGHTS_FILE;
        String run = folder + "/" + RUN_FILE;
        return model(resource(config), config, Safetensors.read(resource(weights), weights), weights)
                .withRun(Json.readObject(resource(run), run).members());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Models.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return in.readAllBytes();
        }
    }

    private static Model openZip(Path path, ZipFile zip, ZipEntry config) throws IOException {
        String folder = config.getName().substring(0, config.getName().length() - CONFIG_FILE.length());
        ZipEntry weights = zip.getEntry(folder + WEIGHTS_FILE);
        if (weights == null) {
            throw new InvalidInputException(path + ": has " + config.getName() + " but no " + folder + WEIGHTS_FILE
                    + "; zip the model's whole directory");
        }
        String weightsName = path + "!" + weights.getName();
        ZipEntry processor = zip.getEntry(folder + TransformersConfig.PROCESSOR_FILE);
        ModelConfig described = described(
                Json.readObject(read(zip, config, MAX_CONFIG_BYTES, path), path + "!" + config.getName()),
                processor == null
                        ? TransformersConfig.noProcessor(path.toString())
                        : Json.readObject(
                                read(zip, processor, MAX_CONFIG_BYTES, path), path + "!" + processor.getName()));
        Model model = model(
                described, Safetensors.read(read(zip, weights, MAX_WEIGHTS_BYTES, path), weightsName), weightsName);
        ZipEntry run = zip.getEntry(folder + RUN_FILE);
        return run == null
                ? model
                : model.withRun(Json.readObject(read(zip, run, MAX_CONFIG_BYTES, path), path + "!" + run.getName())
                        .members());
    }

    private static Model model(byte[] configText, String configName, StateDict weights, String weightsName) {
        return model(ModelConfigReader.read(Json.readObject(configText, configName)), weights, weightsName);
    }

    private static Model model(ModelConfig config, StateDict weights, String weightsName) {
        return config.model(LoadedParameters.from(weights, weightsName, config.network(), LoadPolicy.STRICT, 0)
                .parameters());
    }

    private static Model ofWeights(Path path, OpenOptions options) throws IOException {
        String source = path.toString();
        StateDict stored = WeightsFile.read(path, new CheckpointSearch(options.checkpointKey(), options.notes()));
        StateDict weights = Reparametrization.resolve(stored, source);
        Optional<Model> withBoxesOrMasks = DenseCheckpoint.read(weights, source, options);
        if (withBoxesOrMasks.isPresent()) {
            return withBoxesOrMasks.get();
        }
        Recognition found = Recognition.of(weights, source, options);
        Preprocessing usual = preprocessing(found.variant(), path);
        Preprocessing evaluated = PublishedWeights.of(path)
                .map(published -> usual.withFit(new Fit.CenterCrop(published.resize())))
                .orElse(usual);
        return new Model(
                found.isOfTheTables() ? found.variant() : null,
                found.parameters(),
                evaluated,
                new Task.ImageClassification(
                        ModelConfig.defaultLabels(found.parameters().network().classes())),
                found.layout(),
                Map.of());
    }

    private static Preprocessing preprocessing(Variant variant, Path path) {
        Preprocessing colour = variant.base().preprocessing(MobileNet.RESOLUTION);
        int channels = variant.options().inputChannels();
        return switch (channels) {
            case 3 -> colour;
            case 1 -> colour.forGrey();
            default ->
                throw new InvalidInputException(
                        path + ": takes images of " + channels + " channels; expected 3 (colour) or 1 (grey)");
        };
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
