package org.mobilenet4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.mobilenet4j.Model;
import org.mobilenet4j.image.DecodeLimits;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.image.ImageColumn;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.model.ModelFiles;
import org.mobilenet4j.spark.model.SharedModel;

/**
 * A model over a column of images: a stage of Spark ML that puts what the model says of each image into columns of its own.
 * The values are those of the library's classes on one machine, to the bit where decoder and kernels are the same. The
 * model is sent to each executor once, opened and compiled once in each of their JVMs, and shared by its tasks.
 *
 * <p>Which columns there are follows from the model's task: of a classifier {@code prediction}, {@code predictedLabel} and
 * {@code probability}; of a trunk {@code features}; of a detector {@code detections}; of a segmentation network {@code mask};
 * and of any {@code error}. Each is named by a param, and left out where that is empty. An image that cannot be read gives
 * null in all of them and the reason in {@code error}; {@link #imagesRead} and {@link #imagesNotRead} count.
 *
 * <p>Rows go through the task's own code whole, so select the columns that are needed before.
 */
public final class MobileNetModel extends org.apache.spark.ml.Model<MobileNetModel> implements MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> modelPath;
    private final Param<String> predictionCol;
    private final Param<String> predictedLabelCol;
    private final Param<String> probabilityCol;
    private final Param<String> rawPredictionCol;
    private final Param<String> topKCol;
    private final IntParam topK;
    private final Param<String> featuresCol;
    private final Param<String> detectionsCol;
    private final Param<String> maskCol;
    private final Param<String> errorCol;
    private final Param<String> handleInvalid;
    private final LongParam maxPixels;
    private final IntParam readAhead;

    /** Null until a model is given or opened; it does not go with the stage to executors. */
    private transient @Nullable Model model;

    /** The param {@code modelPath} that {@code model} is of. */
    private String openedPath = "";

    /** What tasks count in; a copy of the stage counts on. */
    private transient @Nullable ImageCounts counts;

    private transient @Nullable SharedModel shared;

    /** The application that both are of. */
    private transient @Nullable String application;

    /** A stage without a model: {@link #setModelPath} names it. */
    public MobileNetModel() {
        this(Identifiable$.MODULE$.randomUID("mobilenet"));
    }

    /** The same of a given name, which is to be unique. */
    public MobileNetModel(String uid) {
        this.uid = uid; // params ask for it
        inputCol = new Param<>(
                this,
                "inputCol",
                "column of images: a file's bytes, its path, or a struct of Spark's sources binaryFile or image");
        modelPath = new Param<>(
                this,
                "modelPath",
                "name or path of the model: cifar10, a folder, a zip or a file of weights, on any file system that Hadoop knows");
        predictionCol =
                new Param<>(this, "predictionCol", "column for the index of the likeliest class; empty for none");
        predictedLabelCol =
                new Param<>(this, "predictedLabelCol", "column for the name of the likeliest class; empty for none");
        probabilityCol =
                new Param<>(this, "probabilityCol", "column for the probability of each class; empty for none");
        rawPredictionCol =
                new Param<>(this, "rawPredictionCol", "column for the network's output for each class; empty for none");
        topKCol = new Param<>(this, "topKCol", "column for the topK likeliest classes; empty for none");
        topK = new IntParam(this, "topK", "how many classes topKCol has", ParamValidators.gtEq(1));
        featuresCol = new Param<>(
                this, "featuresCol", "column for the embedding, the vector before the classifier; empty for none");
        detectionsCol =
                new Param<>(this, "detectionsCol", "column for the objects that a detector finds; empty for none");
        maskCol = new Param<>(this, "maskCol", "column for the class of each pixel; empty for none");
        errorCol = new Param<>(
                this,
                "errorCol",
                "column for the reason why an image cannot be read, null where it can; empty for none");
        handleInvalid = new Param<>(
                this,
                "handleInvalid",
                "what becomes of rows whose images cannot be read: keep, skip or error",
                ParamValidators.inArray(UnreadImages.names()));
        maxPixels = new LongParam(
                this, "maxPixels", "width times height of the largest image that is decoded", ParamValidators.gtEq(1));
        readAhead = new IntParam(
                this,
                "readAhead",
                "how many files of coming rows are read at once, where cells are paths; 0 reads each when it is needed",
                ParamValidators.gtEq(0));
        setDefault(inputCol, "content");
        setDefault(modelPath, "");
        setDefault(topK, 5);
        setDefault(errorCol, "error");
        setDefault(handleInvalid, UnreadImages.KEEP.toString());
        setDefault(maxPixels, DecodeLimits.DEFAULT.maxPixels());
        setDefault(readAhead, ImageReading.READ_AHEAD);
        for (ImageOutput output : ImageOutput.values()) {
            setDefault(param(output), "");
        }
    }

    /**
     * Opens what {@link #setModelPath} names.
     *
     * @throws InvalidInputException if there is no usable model of that name
     */
    public static MobileNetModel open(String nameOrPath) {
        MobileNetModel stage = new MobileNetModel().setModelPath(nameOrPath);
        stage.model();
        return stage;
    }

    /** A stage over a model that is there. */
    public static MobileNetModel of(Model model) {
        return of(model, Identifiable$.MODULE$.randomUID("mobilenet"));
    }

    static MobileNetModel of(Model model, String uid) {
        MobileNetModel stage = new MobileNetModel(uid);
        stage.adopt(model);
        return stage;
    }

    /** Takes a model, and what columns there are unless something else is set. */
    private void adopt(Model other) {
        model = other;
        shared = null;
        for (ImageOutput output : ImageOutput.values()) {
            setDefault(
                    param(output),
                    output.isUsualOf(other.task()) ? output.param().replace("Col", "") : "");
        }
    }

    /**
     * The model.
     *
     * @throws InvalidInputException if none was given, or there is no usable model at {@code modelPath}
     */
    public Model model() {
        String path = getModelPath();
        Model known = model;
        if (known != null && path.equals(openedPath)) {
            return known;
        }
        if (path.isEmpty()) {
            throw new InvalidInputException(
                    uid + ": modelPath is empty; expected a model's name or path, such as cifar10: setModelPath");
        }
        try {
            Model opened = ModelFiles.open(path, configuration());
            adopt(opened);
            openedPath = path;
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Configuration configuration() {
        return SparkSession.getActiveSession().isDefined()
                        || SparkSession.getDefaultSession().isDefined()
                ? SparkSession.active().sparkContext().hadoopConfiguration()
                : new Configuration();
    }

    /** A saved stage's model, which is the one that its param named when it was saved. */
    void restore(Model saved) {
        adopt(saved);
        openedPath = getModelPath();
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        SparkSession spark = dataset.toDF().sparkSession();
        StructType schema = transformSchema(dataset.schema());
        ImageTransformation transformation = new ImageTransformation(
                shared(spark),
                ImageReading.of(spark, dataset.schema(), getInputCol(), model().preprocessing())
                        .withMaxPixels(getMaxPixels())
                        .withReadAhead(getReadAhead()),
                outputs(),
                getTopK(),
                !getErrorCol().isEmpty(),
                UnreadImages.of(getHandleInvalid()),
                counts(spark.sparkContext()));
        return dataset.toDF().mapPartitions(transformation, Encoders.row(schema));
    }

    private synchronized SharedModel shared(SparkSession spark) {
        counts(spark.sparkContext());
        SharedModel known = shared;
        if (known == null) {
            known = SharedModel.of(model(), spark);
            shared = known;
        }
        return known;
    }

    private synchronized ImageCounts counts(SparkContext current) {
        ImageCounts known = counts;
        if (known == null || !current.applicationId().equals(application)) {
            known = ImageCounts.in(current);
            counts = known;
            application = current.applicationId();
            shared = null;
        }
        return known;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        ImageColumn.of(schema, getInputCol());
        StructType result = schema;
        Model found = model();
        for (ImageOutput output : ImageOutput.values()) {
            String name = getOrDefault(param(output));
            if (!name.isEmpty() && !output.isOf(found.task())) {
                throw new InvalidInputException(output.param() + " is " + name + ", which "
                        + output.solver() + " gives, and the model is "
                        + found.task().solver()
                        + "; leave the param empty, or open another model");
            }
            result =
                    name.isEmpty() ? result : with(result, name, output.param()).add(name, output.type(), true);
        }
        String error = getErrorCol();
        return error.isEmpty() ? result : with(result, error, "errorCol").add(error, DataTypes.StringType, true);
    }

    /** The same schema, if it has no such column. */
    private static StructType with(StructType schema, String name, String param) {
        if (Arrays.stream(schema.fieldNames()).anyMatch(name::equalsIgnoreCase)) {
            throw new InvalidInputException(param + " is " + name + ", a column that is there already; drop it, or give"
                    + " the param another name");
        }
        return schema;
    }

    private List<ImageOutput> outputs() {
        return Arrays.stream(ImageOutput.values())
                .filter(output -> !getOrDefault(param(output)).isEmpty())
                .toList();
    }

    private Param<String> param(ImageOutput output) {
        return switch (output) {
            case PREDICTION -> predictionCol;
            case PREDICTED_LABEL -> predictedLabelCol;
            case PROBABILITY -> probabilityCol;
            case RAW_PREDICTION -> rawPredictionCol;
            case TOP_K -> topKCol;
            case FEATURES -> featuresCol;
            case DETECTIONS -> detectionsCol;
            case MASK -> maskCol;
        };
    }

    /**
     * How many images this stage and its copies have computed with so far, those that could not be read among them. Counted
     * by an accumulator of Spark's: what is computed twice counts twice.
     */
    public long imagesRead() {
        ImageCounts known = counts;
        return known == null ? 0 : known.images().value();
    }

    /** How many of them could not be read. */
    public long imagesNotRead() {
        ImageCounts known = counts;
        return known == null ? 0 : known.errors().value();
    }

    @Override
    public MobileNetModel copy(ParamMap extra) {
        MobileNetModel copy = new MobileNetModel(uid);
        copy.model = model;
        copy.openedPath = openedPath;
        copy.counts = counts;
        copy.shared = shared;
        copy.application = application;
        return copyValues(copy, extra).setParent(parent());
    }

    /** The bytes of the model's parameters, by which Spark Connect bounds what it keeps. */
    @Override
    public long estimatedSize() {
        return model().parameters().tensors().values().stream()
                .mapToLong(tensor -> (long) Float.BYTES * tensor.shape().elements())
                .sum();
    }

    /** Writes the params, and the model as a folder that the library and its programs read. */
    @Override
    public MLWriter write() {
        return new MobileNetModelWriter(this);
    }

    /** Reads what {@link #write} has written. */
    public static MLReader<MobileNetModel> read() {
        return new MobileNetModelReader();
    }

    /** Reads what {@link #save} has written. */
    public static MobileNetModel load(String path) {
        return Objects.requireNonNull(read().load(path));
    }

    public Param<String> inputCol() {
        return inputCol;
    }

    /** The column of images: a file's bytes, its path, or a struct of Spark's sources binaryFile or image. */
    public String getInputCol() {
        return getOrDefault(inputCol);
    }

    /** Sets the column of images: a file's bytes, its path, or a struct of Spark's sources binaryFile or image. */
    public MobileNetModel setInputCol(String value) {
        set(inputCol, value);
        return this;
    }

    public Param<String> modelPath() {
        return modelPath;
    }

    /** The name or path of the model: cifar10, a folder, a zip or a file of weights, on any file system that Hadoop knows. */
    public String getModelPath() {
        return getOrDefault(modelPath);
    }

    /** Sets the name or path of the model: cifar10, a folder, a zip or a file of weights, on any file system that Hadoop knows. */
    public MobileNetModel setModelPath(String value) {
        set(modelPath, value);
        return this;
    }

    public Param<String> predictionCol() {
        return predictionCol;
    }

    /** The column for the index of the likeliest class. */
    public String getPredictionCol() {
        return getOrDefault(predictionCol);
    }

    /** Sets the column for the index of the likeliest class; empty for none. */
    public MobileNetModel setPredictionCol(String value) {
        set(predictionCol, value);
        return this;
    }

    public Param<String> predictedLabelCol() {
        return predictedLabelCol;
    }

    /** The column for the name of the likeliest class. */
    public String getPredictedLabelCol() {
        return getOrDefault(predictedLabelCol);
    }

    /** Sets the column for the name of the likeliest class; empty for none. */
    public MobileNetModel setPredictedLabelCol(String value) {
        set(predictedLabelCol, value);
        return this;
    }

    public Param<String> probabilityCol() {
        return probabilityCol;
    }

    /** The column for the probability of each class. */
    public String getProbabilityCol() {
        return getOrDefault(probabilityCol);
    }

    /** Sets the column for the probability of each class; empty for none. */
    public MobileNetModel setProbabilityCol(String value) {
        set(probabilityCol, value);
        return this;
    }

    public Param<String> rawPredictionCol() {
        return rawPredictionCol;
    }

    /** The column for the network's output for each class. */
    public String getRawPredictionCol() {
        return getOrDefault(rawPredictionCol);
    }

    /** Sets the column for the network's output for each class; empty for none. */
    public MobileNetModel setRawPredictionCol(String value) {
        set(rawPredictionCol, value);
        return this;
    }

    public Param<String> topKCol() {
        return topKCol;
    }

    /** The column for the topK likeliest classes. */
    public String getTopKCol() {
        return getOrDefault(topKCol);
    }

    /** Sets the column for the topK likeliest classes; empty for none. */
    public MobileNetModel setTopKCol(String value) {
        set(topKCol, value);
        return this;
    }

    public IntParam topK() {
        return topK;
    }

    /** How many classes topKCol has. */
    public int getTopK() {
        return (Integer) getOrDefault(topK);
    }

    /** Sets how many classes topKCol has. */
    public MobileNetModel setTopK(int value) {
        set(topK, value);
        return this;
    }

    public Param<String> featuresCol() {
        return featuresCol;
    }

    /** The column for the embedding, the vector before the classifier. */
    public String getFeaturesCol() {
        return getOrDefault(featuresCol);
    }

    /** Sets the column for the embedding, the vector before the classifier; empty for none. */
    public MobileNetModel setFeaturesCol(String value) {
        set(featuresCol, value);
        return this;
    }

    public Param<String> detectionsCol() {
        return detectionsCol;
    }

    /** The column for the objects that a detector finds. */
    public String getDetectionsCol() {
        return getOrDefault(detectionsCol);
    }

    /** Sets the column for the objects that a detector finds; empty for none. */
    public MobileNetModel setDetectionsCol(String value) {
        set(detectionsCol, value);
        return this;
    }

    public Param<String> maskCol() {
        return maskCol;
    }

    /** The column for the class of each pixel. */
    public String getMaskCol() {
        return getOrDefault(maskCol);
    }

    /** Sets the column for the class of each pixel; empty for none. */
    public MobileNetModel setMaskCol(String value) {
        set(maskCol, value);
        return this;
    }

    public Param<String> errorCol() {
        return errorCol;
    }

    /** The column for the reason why an image cannot be read, null where it can. */
    public String getErrorCol() {
        return getOrDefault(errorCol);
    }

    /** Sets the column for the reason why an image cannot be read, null where it can; empty for none. */
    public MobileNetModel setErrorCol(String value) {
        set(errorCol, value);
        return this;
    }

    public Param<String> handleInvalid() {
        return handleInvalid;
    }

    /** What becomes of rows whose images cannot be read: keep, skip or error. */
    public String getHandleInvalid() {
        return getOrDefault(handleInvalid);
    }

    /** Sets what becomes of rows whose images cannot be read: keep, skip or error. */
    public MobileNetModel setHandleInvalid(String value) {
        set(handleInvalid, value);
        return this;
    }

    public LongParam maxPixels() {
        return maxPixels;
    }

    /** The width times height of the largest image that is decoded. */
    public long getMaxPixels() {
        return (Long) getOrDefault(maxPixels);
    }

    /** Sets the width times height of the largest image that is decoded. */
    public MobileNetModel setMaxPixels(long value) {
        set(maxPixels, value);
        return this;
    }

    public IntParam readAhead() {
        return readAhead;
    }

    /** How many files of coming rows are read at once, where cells are paths. */
    public int getReadAhead() {
        return (Integer) getOrDefault(readAhead);
    }

    /** Sets how many files of coming rows are read at once, where cells are paths; 0 reads each when it is needed. */
    public MobileNetModel setReadAhead(int value) {
        set(readAhead, value);
        return this;
    }
}
