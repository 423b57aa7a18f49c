package org.mobilenet4j.spark.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.mobilenet4j.Model;
import org.mobilenet4j.Models;
import org.mobilenet4j.io.Digests;
import org.mobilenet4j.io.TemporaryFolder;
import org.mobilenet4j.weights.StoredPrecision;

/**
 * A model for executors: its zip in a broadcast, opened and compiled once in each JVM and shared by all tasks there, of
 * this job and of later ones with an equal model.
 */
public final class SharedModel implements Serializable {
    private static final long serialVersionUID = 1L;

    /** As many models as a JVM keeps; of more, the one that was used longest ago is opened anew when it is needed. */
    private static final int MOST_KEPT = 4;

    private static final Map<String, RunningModel> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RunningModel> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private static int loads;

    private final Broadcast<byte[]> zip;
    private final String digest;
    private final String name;

    private SharedModel(Broadcast<byte[]> zip, String digest, String name) {
        this.zip = zip;
        this.digest = digest;
        this.name = name;
    }

    /** Sends a model to the executors, each of which fetches it when a task first asks for it. */
    public static SharedModel of(Model model, SparkSession spark) {
        try (TemporaryFolder folder = TemporaryFolder.of("mobilenet4j")) {
            Path file = folder.path().resolve("model.zip");
            model.saveZip(file, StoredPrecision.FLOAT32);
            Broadcast<byte[]> zip =
                    JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(Files.readAllBytes(file));
            return new SharedModel(zip, Digests.sha256(file), model.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model, ready to run; the first call in a JVM opens it, others wait meanwhile. */
    public RunningModel running() {
        synchronized (KEPT) {
            RunningModel known = KEPT.get(digest);
            if (known == null) {
                known = open();
                KEPT.put(digest, known);
            }
            return known;
        }
    }

    private RunningModel open() {
        try {
            loads++;
            return new RunningModel(Models.open(new ByteArrayInputStream(zip.value()), name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many times this JVM has opened a model. */
    public static int loads() {
        synchronized (KEPT) {
            return loads;
        }
    }
}
