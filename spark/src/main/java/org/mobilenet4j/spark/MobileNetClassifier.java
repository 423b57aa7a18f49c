package org.mobilenet4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.mobilenet4j.Model;
import org.mobilenet4j.io.InvalidInputException;
import org.mobilenet4j.spark.doctor.Doctor;
import org.mobilenet4j.spark.image.ImageColumn;
import org.mobilenet4j.spark.image.ImageReading;
import org.mobilenet4j.spark.model.ModelFiles;
import org.mobilenet4j.spark.ranks.Patience;
import org.mobilenet4j.spark.training.AveragedTraining;
import org.mobilenet4j.spark.training.FrozenTraining;
import org.mobilenet4j.spark.training.LabelledColumns;
import org.mobilenet4j.spark.training.LabelledRows;
import org.mobilenet4j.spark.training.NetworkPlans;
import org.mobilenet4j.spark.training.NormSharing;
import org.mobilenet4j.spark.training.RecipePlans;
import org.mobilenet4j.spark.training.SyncTraining;
import org.mobilenet4j.spark.training.TrainedOnCluster;
import org.mobilenet4j.spark.training.TrainingMethod;
import org.mobilenet4j.training.DivergedException;
import org.mobilenet4j.training.HeadOptions;
import org.mobilenet4j.workflow.Recipe;
import org.mobilenet4j.workflow.TrainingPlan.HeadPlan;
import org.mobilenet4j.workflow.WorkflowListener;

/**
 * Trains a classifier on a column of images and one of their classes, spread over a cluster; what comes out is a {@link
 * MobileNetModel}, whose model is one like any other. The params say what learns and how:
 *
 * <ul>
 *   <li>{@code frozen}: executors pass each image through the trunk once, the driver fits a new classifier to the vectors.
 *       The result is that of one machine, to the bit.
 *   <li>{@code sync}: the whole network, in one barrier stage whose tasks compute a part of every batch each. So many ranks of
 *       one thread come to the bits of one process of so many threads.
 *   <li>{@code averaging}: the whole network, in ordinary stages whose tasks each train on a shard of their own, and whose
 *       weights are averaged now and then. It needs no slots at once, and costs some accuracy.
 * </ul>
 *
 * <p>Threads of a rank are the cores of its task ({@code spark.task.cpus}).
 */
public final class MobileNetClassifier extends Estimator<MobileNetModel> implements MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> labelCol;
    private final Param<String> idCol;
    private final Param<String> validationCol;
    private final DoubleParam validationFraction;
    private final StringArrayParam classNames;
    private final Param<String> modelPath;
    private final Param<String> method;
    private final Param<String> recipe;
    private final IntParam epochs;
    private final IntParam batchSize;
    private final DoubleParam learningRate;
    private final Param<String> norms;
    private final IntParam ranks;
    private final IntParam averageEvery;
    private final Param<String> checkpointFolder;
    private final IntParam restarts;
    private final LongParam seed;
    private transient WorkflowListener listener = WorkflowListener.NONE;

    public MobileNetClassifier() {
        this(Identifiable$.MODULE$.randomUID("mobilenetClassifier"));
    }

    /** The same of a given name, which is to be unique. */
    public MobileNetClassifier(String uid) {
        this.uid = uid; // params ask for it
        inputCol = new Param<>(
                this,
                "inputCol",
                "column of images: a file's bytes, its path, or a struct of Spark's sources binaryFile or image");
        labelCol = new Param<>(this, "labelCol", "column of the class of each image: its name, or its number");
        idCol = new Param<>(
                this,
                "idCol",
                "column that tells rows apart and orders them; empty for the image's path, or a digest of its content");
        validationCol = new Param<>(
                this,
                "validationCol",
                "boolean column, true for rows to validate on; empty to draw validationFraction of each class");
        validationFraction = new DoubleParam(
                this,
                "validationFraction",
                "share of each class that is validated on, where no column says it",
                ParamValidators.inRange(0, 1, false, false));
        classNames = new StringArrayParam(
                this,
                "classNames",
                "names of the classes, in the order of their numbers; empty for those that the labels tell");
        modelPath = new Param<>(
                this,
                "modelPath",
                "name or path of the model to begin from: a folder, a zip or a file of weights, on any file system that Hadoop knows");
        method = new Param<>(
                this,
                "method",
                "what learns, and how it is spread: frozen (a new classifier over the trunk), sync (the whole network, in step) or averaging (the whole network, weights averaged now and then)",
                ParamValidators.inArray(TrainingMethod.names()));
        recipe = new Param<>(
                this,
                "recipe",
                "settings of whole networks that belong together: finetune, cifar10, torchvision-v1, torchvision-v2 or mobilenetv3");
        epochs = new IntParam(
                this, "epochs", "the most passes over the images; 0 for what the recipe says", ParamValidators.gtEq(0));
        batchSize = new IntParam(
                this,
                "batchSize",
                "images of a step, over all ranks; 0 for what the recipe says",
                ParamValidators.gtEq(0));
        learningRate = new DoubleParam(
                this, "learningRate", "the largest learning rate; 0 for what the recipe says", ParamValidators.gtEq(0));
        norms = new Param<>(
                this,
                "norms",
                "by which statistics batch norm goes: sync (those of the batch over all ranks), local (each rank's own) or frozen",
                ParamValidators.inArray(NormSharing.names()));
        ranks = new IntParam(
                this,
                "ranks",
                "tasks that train together; 0 for as many as the cluster runs at once",
                ParamValidators.gtEq(0));
        averageEvery = new IntParam(
                this,
                "averageEvery",
                "steps between two averages, with the method averaging; 0 for once an epoch",
                ParamValidators.gtEq(0));
        checkpointFolder = new Param<>(
                this,
                "checkpointFolder",
                "folder for checkpoints, on a file system that executors and driver reach, for this run alone; empty for none");
        restarts = new IntParam(
                this,
                "restarts",
                "how often lost ranks are begun again without having come further",
                ParamValidators.gtEq(0));
        seed = new LongParam(this, "seed", "decides whatever is random");
        setDefault(inputCol, "content");
        setDefault(labelCol, "label");
        setDefault(idCol, "");
        setDefault(validationCol, "");
        setDefault(validationFraction, 0.2);
        setDefault(classNames, new String[0]);
        setDefault(modelPath, "");
        setDefault(method, TrainingMethod.FROZEN.toString());
        setDefault(recipe, Recipe.FINETUNE.toString());
        setDefault(epochs, 0);
        setDefault(batchSize, 0);
        setDefault(learningRate, 0.0);
        setDefault(norms, NormSharing.SYNC.toString());
        setDefault(ranks, 0);
        setDefault(averageEvery, AveragedTraining.EVERY);
        setDefault(checkpointFolder, "");
        setDefault(restarts, SyncTraining.RESTARTS);
        setDefault(seed, 1L);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** Tells someone of the training's progress, beside the driver's log: in a fit, on threads of Spark's. Not saved. */
    public MobileNetClassifier setListener(WorkflowListener other) {
        listener = other;
        return this;
    }

    /**
     * Trains.
     *
     * @throws InvalidInputException if a column, the model, an image or the cluster is not as it must be
     * @throws DivergedException if the loss is not finite, or far above that of guessing
     */
    @Override
    public MobileNetModel fit(Dataset<?> dataset) {
        Dataset<Row> data = dataset.toDF();
        try {
            TrainedOnCluster trained = train(data);
            return MobileNetModel.of(trained.model()).setInputCol(getInputCol()).setParent(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrainedOnCluster train(Dataset<Row> data) throws IOException {
        SparkContext context = data.sparkSession().sparkContext();
        if (getModelPath().isEmpty()) {
            throw new InvalidInputException(
                    uid + ": modelPath is empty; expected the model to begin from, by name or path: setModelPath");
        }
        TrainingMethod method = TrainingMethod.of(getMethod());
        if (method != TrainingMethod.SYNC && !getCheckpointFolder().isEmpty()) {
            throw new InvalidInputException(uid + ": checkpointFolder is " + getCheckpointFolder() + ", and the method "
                    + method + " writes no checkpoints; leave it out, or setMethod(\"sync\")");
        }
        Model start = ModelFiles.open(getModelPath(), context.hadoopConfiguration());
        LabelledRows rows = LabelledRows.of(data, columns(), getValidationFraction(), getSeed());
        ImageReading reading = rows.reading(start.preprocessing());
        int threads = context.getConf().getInt("spark.task.cpus", 1);
        NetworkPlans plans = new RecipePlans(
                getRecipe(),
                getEpochs(),
                getBatchSize(),
                getLearningRate(),
                NormSharing.of(getNorms()).mode(),
                threads,
                getSeed());
        int ranks = getRanks() > 0 ? getRanks() : Math.max(1, Doctor.slots(data.sparkSession()));
        Optional<String> checkpoints =
                getCheckpointFolder().isEmpty() ? Optional.empty() : Optional.of(getCheckpointFolder());
        return switch (method) {
            case FROZEN -> new FrozenTraining(start, new HeadPlan(headOptions())).run(rows, reading, listener);
            case SYNC ->
                new SyncTraining(start, plans, ranks, checkpoints, getRestarts(), Patience.DEFAULT)
                        .run(rows, reading, listener);
            case AVERAGING -> new AveragedTraining(start, plans, ranks, getAverageEvery()).run(rows, reading, listener);
        };
    }

    private LabelledColumns columns() {
        LabelledColumns columns = new LabelledColumns(getInputCol(), getLabelCol()).withNames(List.of(getClassNames()));
        columns = getIdCol().isEmpty() ? columns : columns.withId(getIdCol());
        return getValidationCol().isEmpty() ? columns : columns.withValidation(getValidationCol());
    }

    private HeadOptions headOptions() {
        HeadOptions options = HeadOptions.DEFAULT.withSeed(getSeed());
        options = getEpochs() == 0 ? options : options.withEpochs(getEpochs());
        return getLearningRate() == 0 ? options : options.withLearningRate(getLearningRate());
    }

    /** The columns that the trained model adds, by their usual names. */
    @Override
    public StructType transformSchema(StructType schema) {
        ImageColumn.of(schema, getInputCol());
        return schema.add("prediction", DataTypes.DoubleType)
                .add("predictedLabel", DataTypes.StringType)
                .add("probability", SQLDataTypes.VectorType())
                .add("error", DataTypes.StringType);
    }

    @Override
    public MobileNetClassifier copy(ParamMap extra) {
        return copyValues(new MobileNetClassifier(uid), extra).setListener(listener);
    }

    /** Writes the params. */
    @Override
    public MLWriter write() {
        return new MLWriter() {
            @Override
            public void saveImpl(String path) {
                try {
                    StageMetadata.write(MobileNetClassifier.this, new Path(path), sc());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** Reads what {@link #write} has written. */
    public static MLReader<MobileNetClassifier> read() {
        return new MLReader<>() {
            @Override
            public MobileNetClassifier load(String path) {
                try {
                    StageMetadata metadata =
                            StageMetadata.read(MobileNetClassifier.class, new Path(path), sc().hadoopConfiguration());
                    MobileNetClassifier stage = new MobileNetClassifier(metadata.uid());
                    metadata.setOn(stage);
                    return stage;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    public static MobileNetClassifier load(String path) {
        return read().load(path);
    }

    public Param<String> inputCol() {
        return inputCol;
    }

    public String getInputCol() {
        return getOrDefault(inputCol);
    }

    public MobileNetClassifier setInputCol(String value) {
        set(inputCol, value);
        return this;
    }

    public Param<String> labelCol() {
        return labelCol;
    }

    public String getLabelCol() {
        return getOrDefault(labelCol);
    }

    public MobileNetClassifier setLabelCol(String value) {
        set(labelCol, value);
        return this;
    }

    public Param<String> idCol() {
        return idCol;
    }

    public String getIdCol() {
        return getOrDefault(idCol);
    }

    public MobileNetClassifier setIdCol(String value) {
        set(idCol, value);
        return this;
    }

    public Param<String> validationCol() {
        return validationCol;
    }

    public String getValidationCol() {
        return getOrDefault(validationCol);
    }

    public MobileNetClassifier setValidationCol(String value) {
        set(validationCol, value);
        return this;
    }

    public DoubleParam validationFraction() {
        return validationFraction;
    }

    public double getValidationFraction() {
        return (double) getOrDefault(validationFraction);
    }

    public MobileNetClassifier setValidationFraction(double value) {
        set(validationFraction, value);
        return this;
    }

    public StringArrayParam classNames() {
        return classNames;
    }

    public String[] getClassNames() {
        return getOrDefault(classNames);
    }

    public MobileNetClassifier setClassNames(String... value) {
        set(classNames, value);
        return this;
    }

    public Param<String> modelPath() {
        return modelPath;
    }

    public String getModelPath() {
        return getOrDefault(modelPath);
    }

    public MobileNetClassifier setModelPath(String value) {
        set(modelPath, value);
        return this;
    }

    public Param<String> method() {
        return method;
    }

    public String getMethod() {
        return getOrDefault(method);
    }

    public MobileNetClassifier setMethod(String value) {
        set(method, value);
        return this;
    }

    public Param<String> recipe() {
        return recipe;
    }

    public String getRecipe() {
        return getOrDefault(recipe);
    }

    public MobileNetClassifier setRecipe(String value) {
        set(recipe, value);
        return this;
    }

    public IntParam epochs() {
        return epochs;
    }

    public int getEpochs() {
        return (int) getOrDefault(epochs);
    }

    public MobileNetClassifier setEpochs(int value) {
        set(epochs, value);
        return this;
    }

    public IntParam batchSize() {
        return batchSize;
    }

    public int getBatchSize() {
        return (int) getOrDefault(batchSize);
    }

    public MobileNetClassifier setBatchSize(int value) {
        set(batchSize, value);
        return this;
    }

    public DoubleParam learningRate() {
        return learningRate;
    }

    public double getLearningRate() {
        return (double) getOrDefault(learningRate);
    }

    public MobileNetClassifier setLearningRate(double value) {
        set(learningRate, value);
        return this;
    }

    public Param<String> norms() {
        return norms;
    }

    public String getNorms() {
        return getOrDefault(norms);
    }

    public MobileNetClassifier setNorms(String value) {
        set(norms, value);
        return this;
    }

    public IntParam ranks() {
        return ranks;
    }

    public int getRanks() {
        return (int) getOrDefault(ranks);
    }

    public MobileNetClassifier setRanks(int value) {
        set(ranks, value);
        return this;
    }

    public IntParam averageEvery() {
        return averageEvery;
    }

    public int getAverageEvery() {
        return (int) getOrDefault(averageEvery);
    }

    public MobileNetClassifier setAverageEvery(int value) {
        set(averageEvery, value);
        return this;
    }

    public Param<String> checkpointFolder() {
        return checkpointFolder;
    }

    public String getCheckpointFolder() {
        return getOrDefault(checkpointFolder);
    }

    public MobileNetClassifier setCheckpointFolder(String value) {
        set(checkpointFolder, value);
        return this;
    }

    public IntParam restarts() {
        return restarts;
    }

    public int getRestarts() {
        return (int) getOrDefault(restarts);
    }

    public MobileNetClassifier setRestarts(int value) {
        set(restarts, value);
        return this;
    }

    public LongParam seed() {
        return seed;
    }

    public long getSeed() {
        return (long) getOrDefault(seed);
    }

    public MobileNetClassifier setSeed(long value) {
        set(seed, value);
        return this;
    }
}
