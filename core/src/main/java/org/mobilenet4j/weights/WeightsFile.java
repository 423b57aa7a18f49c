package org.mobilenet4j.weights;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.mobilenet4j.io.BoundedStream;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Quoted;

/**
 * A file of weights in any format that is known here: safetensors; what {@code torch.save} writes, in the zip format or the
 * pickles that were usual before PyTorch 1.6; TorchScript programs ({@code torch.jit.save}), exported programs
 * ({@code .pt2}), NumPy's {@code .npz}, a pickled dict of arrays; and each of them packed by zip or gzip. Its name does not
 * matter: the content tells. No object that a file names is ever made and no function called. Stateless: any thread may
 * call it.
 */
public final class WeightsFile {
    private static final String EXPECTED =
            "safetensors, a file of torch.save, torch.jit.save, torch.export.save or numpy.savez";

    private WeightsFile() {}

    /**
     * All tensors of a file under its own names.
     *
     * @throws InvalidInputException if the file is absent, of no known format, or damaged
     * @throws IOException if the disk fails
     */
    public static StateDict read(Path file) throws IOException {
        return read(file, TensorSelection.ALL);
    }

    /**
     * The tensors of a file that somebody wants; the others are not read, and may be of kinds that cannot be.
     *
     * @throws InvalidInputException if the file is absent, of no known format, or damaged, or has nothing that is wanted
     * @throws IOException if the disk fails
     */
    public static StateDict read(Path file, TensorSelection selection) throws IOException {
        return read(file, file.toString(), selection, true);
    }

    private static StateDict read(Path file, String name, TensorSelection selection, boolean mayBePacked)
            throws IOException {
        return MappedFile.read(file, name, (called, bytes) -> {
            WeightsFormat format = WeightsFormat.of(bytes);
            return switch (format) {
                case SAFETENSORS -> Safetensors.table(name, bytes).read(selection);
                case PICKLE -> LegacyCheckpoint.table(name, bytes).read(selection);
                case ZIP ->
                    WeightsArchive.read(file, name, bytes.byteSize(), archive -> read(archive, selection, mayBePacked));
                case GZIP -> readPacked(name, selection, mayBePacked, bytes.byteSize(), () -> gzip(file, name));
                case WEB_PAGE, GIT_LFS_POINTER, HDF5, TFLITE, UNKNOWN -> throw format.refusal(called, bytes, EXPECTED);
            };
        });
    }

    private static StateDict read(WeightsArchive archive, TensorSelection selection, boolean mayBePacked)
            throws IOException {
        List<String> programs = archive.foldersWith(ExportedProgram.INDEX);
        if (programs.size() == 1) {
            return ExportedProgram.of(archive, programs.getFirst()).read(selection);
        }
        if (!archive.foldersWith(TorchArchive.PICKLE).isEmpty()) {
            return TorchArchive.of(archive).read(selection);
        }
        if (!archive.endingWith(NumPyArchive.SUFFIX).isEmpty()) {
            return NumPyArchive.of(archive).read(selection);
        }
        List<String> files = archive.entries().keySet().stream()
                .filter(name -> !name.endsWith("/") && !isOfMacOs(name))
                .toList();
        if (files.size() != 1) {
            throw new InvalidInputException(archive.file() + ": is a zip archive of " + files.size()
                    + " files, and one file of weights or a model's folder is expected; unpack it and give the file");
        }
        String inner = files.getFirst();
        return readPacked(
                archive.file() + "!" + Quoted.of(inner),
                selection,
                mayBePacked,
                archive.dataBytes(),
                () -> archive.open(inner));
    }

    /** What Finder puts beside every file that it packs. */
    private static boolean isOfMacOs(String entry) {
        return entry.startsWith("__MACOSX/") || entry.endsWith(".DS_Store");
    }

    @FunctionalInterface
    private interface Opening {
        InputStream open() throws IOException;
    }

    private static InputStream gzip(Path file, String name) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return new GZIPInputStream(in);
        } catch (IOException e) {
            in.close();
            throw new InvalidInputException(
                    name + ": is a damaged gzip file (" + e.getMessage() + "); download it or copy it again", e);
        }
    }

    /** Unpacks to a temporary file, because archives are read from files; once, not what is packed twice. */
    private static StateDict readPacked(
            String name, TensorSelection selection, boolean mayBePacked, long packedBytes, Opening opening)
            throws IOException {
        if (!mayBePacked) {
            throw new InvalidInputException(
                    name + ": is packed once more; unpack it and give the file of weights that is in it");
        }
        long most = WeightsArchive.mostUnpacked(packedBytes);
        Path copy = Files.createTempFile("mobilenet4j", ".weights");
        try (InputStream in = opening.open()) {
            try (OutputStream out = Files.newOutputStream(copy)) {
                new BoundedStream(in, most).transferTo(out);
            } catch (ZipException | EOFException e) {
                throw new InvalidInputException(
                        name + ": is damaged (" + e.getMessage() + "); download it or copy it again", e);
            }
            if (in.read() != -1) {
                throw new InvalidInputException(name + ": unpacks to more than " + most
                        + " bytes; unpack it and give the file of weights that is in it");
            }
            return read(copy, name, selection, false);
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
