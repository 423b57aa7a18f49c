package org.mobilenet4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLWriter;
import org.mobilenet4j.spark.model.ModelFiles;

/** Writes a stage: {@code metadata/}, as Spark ML has it, and {@code model/}, a model's folder like any other. */
final class MobileNetModelWriter extends MLWriter {
    static final String MODEL = "model";

    private final MobileNetModel stage;

    MobileNetModelWriter(MobileNetModel stage) {
        this.stage = stage;
    }

    @Override
    public void saveImpl(String path) {
        Path folder = new Path(path);
        try {
            ModelFiles.save(stage.model(), new Path(folder, MODEL), sc().hadoopConfiguration());
            StageMetadata.write(stage, folder, sc());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
