package org.mobilenet4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.MLReader;
import org.mobilenet4j.spark.model.ModelFiles;

/** Reads what {@link MobileNetModelWriter} has written. */
final class MobileNetModelReader extends MLReader<MobileNetModel> {
    @Override
    public MobileNetModel load(String path) {
        Path folder = new Path(path);
        Configuration configuration = sc().hadoopConfiguration();
        try {
            StageMetadata metadata = StageMetadata.read(MobileNetModel.class, folder, configuration);
            MobileNetModel stage = new MobileNetModel(metadata.uid());
            metadata.setOn(stage);
            stage.restore(ModelFiles.open(new Path(folder, MobileNetModelWriter.MODEL), configuration));
            return stage;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
