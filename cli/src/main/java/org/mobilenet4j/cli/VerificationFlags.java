package org.mobilenet4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.cli.console.Report;
import org.mobilenet4j.cli.quickstart.FlowerDrawings;
import org.mobilenet4j.data.UnlabelledImages;
import org.mobilenet4j.onnx.OnnxRuntime;
import picocli.CommandLine.Option;

/** On which images an export is compared with this program's engine. */
final class VerificationFlags {
    private static final int DRAWINGS = 40;

    @Option(
            names = "--verify-data",
            paramLabel = "DIR",
            description = "Folder or archive (zip, tar) of images to compare on; by default, drawings.")
    private @Nullable Path verifyData;

    @Option(names = "--no-verify", description = "Compare nothing.")
    private boolean isUnverified;

    /** The images; null where nothing is to be, or can be, compared. */
    @Nullable
    UnlabelledImages open(Report report) throws IOException {
        if (isUnverified) {
            return null;
        }
        if (!OnnxRuntime.isAvailable()) {
            report.warning("nothing is verified: ONNX Runtime is not beside the program; 'mvn package' puts it into"
                    + " cli/target/lib, or give --no-verify");
            return null;
        }
        if (verifyData == null) {
            return UnlabelledImages.of(FlowerDrawings.images(DRAWINGS));
        }
        UnlabelledImages images = UnlabelledImages.open(List.of(InputPath.existing("--verify-data", verifyData)));
        images.notes().forEach(report::note);
        return images;
    }
}
