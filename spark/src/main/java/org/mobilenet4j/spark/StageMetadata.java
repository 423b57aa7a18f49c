package org.mobilenet4j.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.io.Json;
import org.mobilenet4j.io.JsonObject;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What Spark ML keeps of a stage beside its data, in the file that it keeps it in: the stage's class, its uid and its params. A
 * pipeline finds the class of a stage there. Spark's own writer of it is not for others.
 *
 * @param uid of the stage
 * @param params those that were set, by their names
 * @param defaults those that were not
 */
record StageMetadata(String uid, Map<String, @Nullable Object> params, Map<String, @Nullable Object> defaults) {
    private static final String FOLDER = "metadata";
    private static final String FILE = "part-00000";

    private static final int MOST_BYTES = 1 << 20;

    /** Writes what there is to know of a stage into its folder. */
    static void write(Params stage, Path folder, SparkContext context) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("class", stage.getClass().getName());
        object.put("timestamp", System.currentTimeMillis());
        object.put("sparkVersion", context.version());
        object.put("uid", stage.uid());
        object.put("paramMap", values(stage.paramMap()));
        object.put("defaultParamMap", values(stage.defaultParamMap()));
        Path metadata = new Path(folder, FOLDER);
        FileSystem files = metadata.getFileSystem(context.hadoopConfiguration());
        try (OutputStream out = files.create(new Path(metadata, FILE), false)) {
            out.write((Json.line(object) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        files.create(new Path(metadata, "_SUCCESS"), false).close();
    }

    private static Map<String, @Nullable Object> values(ParamMap map) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (ParamPair<?> pair : CollectionConverters.asJava(map.toSeq())) {
            values.put(pair.param().name(), value(encoded(pair)));
        }
        return values;
    }

    private static <T> String encoded(ParamPair<T> pair) {
        return pair.param().jsonEncode(pair.value());
    }

    /** The value that a text of JSON stands for. */
    private static @Nullable Object value(String json) {
        byte[] object = ("{\"value\":" + json + "}").getBytes(StandardCharsets.UTF_8);
        return Json.readObject(object, "param").members().get("value");
    }

    /**
     * Reads what is known of a stage.
     *
     * @param kind of the stage, which must be the one that was written
     * @throws InvalidInputException if the folder holds no such stage
     * @throws IOException if the file system fails
     */
    static StageMetadata read(Class<? extends Params> kind, Path folder, Configuration configuration)
            throws IOException {
        Path file = new Path(new Path(folder, FOLDER), FILE);
        FileSystem files = file.getFileSystem(configuration);
        if (!files.exists(file)) {
            throw new InvalidInputException(folder + ": has no " + FOLDER + "/" + FILE + "; expected a saved "
                    + kind.getSimpleName() + "; check the path");
        }
        JsonObject object;
        try (InputStream in = files.open(file)) {
            object = Json.readObject(in.readNBytes(MOST_BYTES), file.toString());
        }
        String found = object.text("class").orElse("");
        if (!found.equals(kind.getName())) {
            throw object.refused("class", kind.getName());
        }
        return new StageMetadata(
                object.text("uid").orElseThrow(() -> object.refused("uid", "the name of the stage")),
                object.object("paramMap").members(),
                object.object("defaultParamMap").members());
    }

    /** Sets the params of a stage that has just been made; those that it does not know are of a later version. */
    void setOn(Params stage) {
        defaults.forEach((name, value) -> {
            if (stage.hasParam(name)) {
                Param<Object> param = stage.getParam(name);
                stage.setDefault(param, decoded(param, value));
            }
        });
        params.forEach((name, value) -> {
            if (!stage.hasParam(name)) {
                throw new InvalidInputException("the saved stage " + uid + " has the param " + name + ", which "
                        + stage.getClass().getSimpleName() + " does not know; read it with the version that wrote it");
            }
            Param<Object> param = stage.getParam(name);
            stage.set(param, decoded(param, value));
        });
    }

    private static Object decoded(Param<Object> param, @Nullable Object value) {
        String list = Json.line(Collections.singletonList(value));
        return Objects.requireNonNull(param.jsonDecode(list.substring(1, list.length() - 1)));
    }
}
